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
from pipelines.archive.pruning import Pruning, remove
from pipelines.archive.repair import repair
from pipelines.crawl import spool_forgetting as spooled
from pipelines.store import StoreError
from pipelines.store.articles.archived import records_moved
from pipelines.store.articles.forgetting import Subject, bury, copies, purge, subject
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
        one = subject(connection, parsed.url)
        counts = copies(connection, one)
    for path in one.paths:
        print(line(f"path: {path}"))
    for table, count in counts.items():
        print(f"database, {table}: {count}")
    if not parsed.apply:
        _list_files(folder, one)
        status = 0
    else:
        with RunLock(engine, LOCK):
            status = _forget(engine, folder, one, parsed.reason)
    for said in _left(engine, folder, one):
        print(line(said))
    if not parsed.apply:
        print("nothing was changed; --apply does it")
    return status


def _list_files(folder: Folder | None, one: Subject) -> None:
    for file in spooled.holding(_spool(), one.paths):
        print(line(f"spool: {file}"))
    for pruning in _prunings(folder, one):
        print(line(f"archive: {pruning.file}: {len(pruning.leave)} of its answers"))


def _forget(engine: Engine, folder: Folder | None, one: Subject, reason: str) -> int:
    """The tombstones first: from then on no crawl brings it back into what is swept next."""
    with write_transaction(engine) as connection:
        bury(connection, one, reason, now())
    purge(engine)
    print("database: forgotten")
    for file in spooled.holding(_spool(), one.paths):
        spooled.take_out(file, one.paths)
        print(line(f"spool: out of {file}"))
    if folder is None:
        return 0
    status = 0
    try:
        repair(folder)
        for pruning in _prunings(folder, one):
            if archived.is_written(pruning.file):
                print(line(f"archive: {pruning.file} is being written: give the command again"))
                status = 1
                continue
            moved = archived.without(folder, pruning)
            records_moved(engine, moved)
            remove(pruning.file)
            print(line(f"archive: {len(pruning.leave)} answers out of {pruning.file}"))
        archived.sweep(folder)
    except OSError as error:
        raise StoreError(f"archive {folder.path} cannot be written: {error.strerror}") from error
    return status


def _prunings(folder: Folder | None, one: Subject) -> Iterator[Pruning]:
    if folder is None:
        return
    try:
        yield from archived.holding(folder, one.paths)
    except Unreadable as error:
        raise StoreError(str(error)) from error


def _left(engine: Engine, folder: Folder | None, one: Subject) -> Iterator[str]:
    """What the command does not change, and somebody has to look after."""
    file = sqlite_file(engine.url)
    folders = [resolve("data") / "backups"]
    if file is not None:
        folders += [file.parent / "backups"]
    for copy in holding(folders, one.paths):
        yield f"backup: {copy.file} {'has it' if copy.is_certain else 'may have it'}"
    if file is not None:
        aside = sorted(file.parent.glob(f"{file.stem}-before-restore*{file.suffix}"))
        for kept in aside:
            yield f"backup: {kept} was set aside by restore, and may have it"
    if folder is not None:
        for torn in archived.unsearchable(folder):
            yield f"archive: {torn} has no whole record and is not searched; delete it"


def _spool() -> Path:
    return resolve(settings.SPOOL_DIR)
