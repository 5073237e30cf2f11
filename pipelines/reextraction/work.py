"""Re-reading from the first page to the last: readers read, this process judges and writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from sys import modules

from sqlalchemy import Connection, Engine, Select, func, select

import crawler
from crawler.newspaper.active import MODULE
from crawler.runtime.clock import now
from pipelines.archive.folder import Folder
from pipelines.reextraction.effects import Effects
from pipelines.reextraction.readers import Readers
from pipelines.reextraction.reading import Reading
from pipelines.store.articles.rereading import (
    Page,
    count_pages,
    done_to,
    note_done,
    pages_after,
    read_again,
    take_all,
)
from pipelines.store.backends.engine import write_transaction
from pipelines.store.backends.errors import wrapped

CHUNK = 100
"""Pages of one transaction: an eighth of a second's."""
_PARSER = ("parsing", "newspaper", "extraction.py", "items.py", "urls.py")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Chosen:
    ids: Select[int]
    words: str
    """What the operator asked for: the same words are the same re-extraction."""


@dataclass(slots=True)
class Done:
    effects: Effects
    archived: int
    """Articles chosen that have a page in the archive."""
    unarchived: int
    before: int = 0
    """Of them, those that a killed re-extraction had done."""


def look(engine: Engine, folder: Folder, chosen: Chosen, processes: int, tell: Progress) -> Done:
    """What would change; nothing is written."""
    return _work(engine, folder, chosen, processes, tell, apply=False)


def apply(engine: Engine, folder: Folder, chosen: Chosen, processes: int, tell: Progress) -> Done:
    """Write what changes, each chunk in one transaction together with how far it is."""
    return _work(engine, folder, chosen, processes, tell, apply=True)


def _work(
    engine: Engine, folder: Folder, chosen: Chosen, processes: int, tell: Progress, *, apply: bool
) -> Done:
    what = _name(chosen)
    with _reading(engine) as connection:
        done = Done(Effects(), *count_pages(connection, chosen.ids))
        first = done_to(connection, what) if apply else 0
        done.before = _count_to(connection, chosen.ids, first)
    so_far = done.before
    with Readers(folder, processes) as readers:
        for pages, readings in readers.read(_chunks(engine, chosen.ids, first)):
            with _transaction(engine, apply=apply) as connection:
                _take(connection, pages, readings, done.effects, apply=apply)
                if apply:
                    note_done(connection, what, pages[-1].article, now())
            so_far += len(pages)
            tell(so_far, done.archived)
    if apply:
        with write_transaction(engine) as connection:
            note_done(connection, what, None, now())
    return done


def _take(
    connection: Connection,
    pages: Sequence[Page],
    readings: Sequence[Reading],
    effects: Effects,
    *,
    apply: bool,
) -> None:
    rows = {one.article: one.row for one in readings if one.row is not None}
    found = read_again(connection, pages, rows)
    if apply:
        take_all(connection, found, now())
    for one in found:
        effects.add(one)
    judged = {one.old["id"] for one in found}
    for page, reading in zip(pages, readings, strict=True):
        if reading.fault is not None:
            effects.fail(page.path, reading.fault)
        elif page.article not in judged:
            effects.fail(page.path, "its row is of another page by now")


def _chunks(engine: Engine, ids: Select[int], after: int) -> Iterator[list[Page]]:
    while True:
        with _reading(engine) as connection:
            pages = pages_after(connection, ids, after, CHUNK)
        if not pages:
            return
        yield pages
        after = pages[-1].article


def _count_to(connection: Connection, ids: Select[int], last: int) -> int:
    if not last:
        return 0
    done = ids.subquery()
    return connection.scalar(select(func.count()).where(done.c.id <= last)) or 0


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    with wrapped(engine.url), engine.connect() as connection:
        yield connection


def _transaction(engine: Engine, *, apply: bool) -> AbstractContextManager[Connection]:
    return write_transaction(engine) if apply else _reading(engine)


def _name(chosen: Chosen) -> str:
    """Of a re-extraction: another parser, or other articles, make another one."""
    said = blake2b(chosen.words.encode(), digest_size=16)
    for file in _sources():
        said.update(file.read_bytes())
    return said.hexdigest()


def _sources() -> list[Path]:
    root = Path(str(crawler.__file__)).parent
    found = [root / name for name in _PARSER]
    files = [file for one in found for file in ([one] if one.is_file() else one.rglob("*.py"))]
    return sorted({*files, Path(str(modules[MODULE].__file__))})
