from __future__ import annotations

import argparse
from contextlib import nullcontext

from sqlalchemy import Connection, Engine, Select, select

from crawler import settings
from crawler.runtime import terminal
from crawler.runtime.exceptions import ArgumentError
from pipelines.archive.folder import Folder
from pipelines.commands.given_url import path_of
from pipelines.commands.progress import counting
from pipelines.commands.selecting import add_selection, require_period
from pipelines.reextraction import report, work
from pipelines.reextraction.readers import cores
from pipelines.reextraction.work import Chosen, Done
from pipelines.store import StoreError
from pipelines.store.articles.url_rows import known_urls
from pipelines.store.backends.errors import wrapped
from pipelines.store.exporting import Selection, selected
from pipelines.store.lock import RunLock
from pipelines.store.schema.tables import articles
from pipelines.store.schema.versions import require

LOCK = "reextract"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_selection(parser)
    parser.add_argument("--url", metavar="URL", help="this article alone, by its url or path")
    parser.add_argument(
        "--apply", action="store_true", help="write what changes; without it, it is only told"
    )


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    require_period(parsed)
    require(engine)
    folder = Folder.of(settings.ARCHIVE_DIR)
    if folder is None:
        raise ArgumentError("ARCHIVE_DIR is empty: there are no pages to read again")
    with wrapped(engine.url), engine.connect() as connection:
        chosen = Chosen(_chosen(connection, parsed), _words(parsed))
    do = work.apply if parsed.apply else work.look
    lock = RunLock(engine, LOCK) if parsed.apply else nullcontext()
    with lock, counting("reading again") as progress:
        done = do(engine, folder, chosen, cores(), progress)
    for said in _told(done, applied=parsed.apply):
        print(said)
    return 1 if done.effects.faults and not done.effects.read else 0


def _chosen(connection: Connection, parsed: argparse.Namespace) -> Select[int]:
    period = Selection(since=parsed.since, until=parsed.until, sections=parsed.section)
    chosen = selected(connection, period)
    if parsed.url is None:
        return chosen
    path = path_of(connection, parsed.url)
    known = known_urls(connection, [path])
    target = known[path].target if path in known else path
    if connection.scalar(select(articles.c.id).where(articles.c.path == target)) is None:
        raise StoreError(f"no article is stored for {parsed.url}")
    return chosen.where(articles.c.path == target)


def _words(parsed: argparse.Namespace) -> str:
    return repr((parsed.since, parsed.until, parsed.section, parsed.url))


def _told(done: Done, *, applied: bool) -> list[str]:
    effects = done.effects
    colour = terminal.is_coloured()
    found = list(report.lines(effects, with_samples=not applied, colour=colour))
    said = f"{effects.read} pages read"
    if done.before:
        said += f", after {done.before} that were done before"
    if effects.faults:
        said += f"; {effects.faults} gave no article, which stay as they are"
    if done.unarchived:
        said += f"; {done.unarchived} articles have no page in the archive"
    verb = "changed" if applied else "would change"
    return [
        *found,
        said,
        f"{effects.changed} articles {verb}, {effects.revisions} of them in words",
    ]
