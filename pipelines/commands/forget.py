"""A publisher's or a court's request: one article out of everything, for good (decision 044)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from crawler import settings
from crawler.runtime.clock import now
from crawler.runtime.paths import resolve
from crawler.runtime.printable import line
from crawler.warc.reading import Unreadable
from pipelines.archive import forgetting as archived
from pipelines.archive.folder import Folder
from pipelines.archive.naming import naming
from pipelines.archive.pruning import Pruning, remove
from pipelines.archive.repair import repair
from pipelines.commands.forgettable import article_at
from pipelines.crawl import spool_forgetting as spooled
from pipelines.store import StoreError
from pipelines.store.articles.archived import records_moved
from pipelines.store.articles.forgetting import Subject, bury, copies, purge, tombstone
from pipelines.store.backends.engine import write_transaction
from pipelines.store.backends.errors import wrapped
from pipelines.store.backends.files import sqlite_file
from pipelines.store.backup.holding import holding
from pipelines.store.lock import RunLock
from pipelines.store.schema.versions import require

LOCK = "forget"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="any url or path of the article")
    parser.add_argument(
        "--reason", required=True, type=_reason, metavar="TEXT", help="who asked for it, and why"
    )
    parser.add_argument(
        "--unknown",
        action="store_true",
        help="also where nothing is known of it: after a database was built anew",
    )
    parser.add_argument(
        "--apply", action="store_true", help="do it; without it every copy is only listed"
    )


def _reason(value: str) -> str:
    if not value.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return line(value.strip())


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    require(engine)
    folder = Folder.of(settings.ARCHIVE_DIR)
    with wrapped(engine.url), engine.connect() as connection:
        one = article_at(connection, parsed.url)
        counts, stone = copies(connection, one), tombstone(connection, one)
    search = archived.Search(folder, one.paths) if folder is not None else None
    if not (counts or stone or parsed.unknown or _is_copied(engine, search, one)):
        raise StoreError(f"nothing is known of {one.article}; check the url")
    if stone is not None:
        print(line(f"forgotten already, on {stone.forgotten_at:%F}: {stone.reason}"))
    for path in one.paths:
        print(line(f"path: {path}"))
    for table, count in counts.items():
        print(f"database, {table}: {count}")
    if not parsed.apply:
        _list_files(search, one)
    _refuse_links(search, one)
    status = 0
    if parsed.apply:
        with RunLock(engine, LOCK):
            status = _forget(engine, search, one, parsed.reason)
    for said in _left(engine, search, one):
        print(line(said))
    if not parsed.apply:
        print("nothing was changed; --apply does it")
    return status


def _is_copied(engine: Engine, search: archived.Search | None, one: Subject) -> bool:
    """Whether it is anywhere but in the database."""
    if spooled.holding(_spool(), one.paths) or any(True for _ in _prunings(search)):
        return True
    return any(copy.is_certain for copy in holding(_backups(engine), one.paths))


def _list_files(search: archived.Search | None, one: Subject) -> None:
    for file in spooled.holding(_spool(), one.paths):
        print(line(f"spool: {file}"))
    for pruning in _prunings(search):
        print(line(f"archive: {pruning.file}: {len(pruning.leave)} of its answers"))
        _say_other_names(pruning.file)


def _refuse_links(search: archived.Search | None, one: Subject) -> None:
    """Before anything is changed: to write a link anew would leave its target as it is."""
    files = [file for file in spooled.holding(_spool(), one.paths) if file.is_symlink()]
    if search is not None and any(map(archived.link_of, search.folder.files())):
        files += [link for each in _prunings(search) if (link := archived.link_of(each.file))]
    if files:
        raise StoreError(
            f"{files[0]} is a symbolic link, and has it: put the file itself there; "
            "nothing was changed"
        )


def _forget(engine: Engine, search: archived.Search | None, one: Subject, reason: str) -> int:
    """The tombstones first: from then on no crawl brings it back into what is swept next."""
    with write_transaction(engine) as connection:
        bury(connection, one, reason, now())
    purge(engine)
    print("database: forgotten")
    for file in spooled.holding(_spool(), one.paths):
        spooled.take_out(file, one.paths)
        print(line(f"spool: out of {file}"))
    if search is None:
        return 0
    folder = search.folder
    try:
        repair(folder)
        status = sum(_take_out(engine, folder, pruning) for pruning in _prunings(search))
        if status == 0:
            search.mend_indexes()
        archived.sweep(folder)
    except OSError as error:
        raise StoreError(f"archive {folder.path} cannot be written: {error.strerror}") from error
    return min(status, 1)


def _take_out(engine: Engine, folder: Folder, pruning: Pruning) -> int:
    if archived.is_written(pruning.file):
        print(line(f"archive: {pruning.file} is being written: give the command again"))
        return 1
    records_moved(engine, archived.without(folder, pruning))
    _say_other_names(pruning.file)
    remove(pruning.file)
    print(line(f"archive: {len(pruning.leave)} answers out of {pruning.file}"))
    return 0


def _say_other_names(file: Path) -> None:
    if (names := file.stat().st_nlink - 1) > 0:
        print(line(f"archive: {file} has {names} more names (hard links), which keep it"))


def _prunings(search: archived.Search | None) -> Iterator[Pruning]:
    try:
        yield from search or ()
    except Unreadable as error:
        raise StoreError(str(error)) from error


def _left(engine: Engine, search: archived.Search | None, one: Subject) -> Iterator[str]:
    """What the command does not change, and somebody has to look after."""
    for copy in holding(_backups(engine), one.paths):
        yield f"backup: {copy.file} {'has it' if copy.is_certain else 'may have it'}"
    file = sqlite_file(engine.url)
    if file is not None:
        aside = sorted(file.parent.glob(f"{file.stem}-before-restore*{file.suffix}"))
        for kept in aside:
            yield f"backup: {kept} was set aside by restore, and may have it"
    if search is not None:
        yield from _left_in_archive(search)


def _left_in_archive(search: archived.Search) -> Iterator[str]:
    for torn in archived.unsearchable(search.folder):
        yield f"archive: {torn} has no whole record and is not searched; delete it"
    for file, size in search.damaged.items():
        if file.exists():
            yield f"archive: {size} bytes of {file} are no record and are not searched"
    try:
        found = naming(search.folder, search.paths)
    except Unreadable as error:
        raise StoreError(str(error)) from error
    if any(found):
        yield (
            f"archive: {found.lists} answers of lists and feeds and {found.articles} of other "
            "articles name it, and keep the headline and teaser that they showed; they stay"
        )


def _backups(engine: Engine) -> list[Path]:
    file = sqlite_file(engine.url)
    folders = [resolve("data") / "backups"]
    return folders if file is None else [*folders, file.parent / "backups"]


def _spool() -> Path:
    return resolve(settings.SPOOL_DIR)
