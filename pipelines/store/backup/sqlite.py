"""A SQLite file copied by SQLite's own backup, and put in the place of another."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from crawler.runtime.whole_files import place
from pipelines.store import StoreError
from pipelines.store.backends.errors import one_line
from pipelines.store.backends.files import COMPANIONS, beside, who_has_open
from pipelines.store.backup.counts import Counts, compare, require_ours

_PATIENCE = 30
_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_BUSY = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED"})


def copy(source: Path, target: Path) -> Counts:
    """Write a database, as it is at one moment, into one file that is whole by itself; its rows.

    Others may write meanwhile, and nobody waits for it.

    :raises StoreError: it cannot be read, is damaged, or is not one of ours
    """
    with _opened(source) as connection:
        connection.execute("BEGIN")  # the rows counted are those copied
        expected = _counts(connection)
        require_ours(source, expected)
        with closing(sqlite3.connect(target)) as made:
            connection.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")
    verify(target, source, expected)
    return expected


def verify(file: Path, origin: Path, expected: Counts) -> None:
    """Raises `StoreError` where a copy of `origin` is not sound, or has other rows."""
    with _opened(file, origin) as connection:
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            raise StoreError(f"{origin} is damaged: {found}")
        compare(file, _counts(connection), expected)


def exchange(unfinished: Path, file: Path, aside: Path) -> bool:
    """Put a finished database in a file's place; whether another one was there, and is kept.

    At any moment the name of the file has one of the two, whole.

    :raises StoreError: another program writes into the file, or the disk refuses
    """
    was_there = file.exists()
    if was_there and _is_open_elsewhere(file):
        copy(file, aside)
        _overwrite(unfinished, file)
        return True
    if was_there:
        _keep(file, aside)
    # An old log would be taken for the new file's: it goes along with the old one.
    for suffix in COMPANIONS:
        with suppress(FileNotFoundError):
            beside(file, suffix).rename(beside(aside, suffix))
    place(unfinished, file)
    return was_there


def _keep(file: Path, aside: Path) -> None:
    try:
        aside.hardlink_to(file)
    except OSError:  # not every disk has such links
        shutil.copy2(file, aside)


def _is_open_elsewhere(file: Path) -> bool:
    """Bring the log into the file, which SQLite does where nobody else has that open; a damaged one
    is left as it is."""
    try:
        opened = sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True, timeout=1)
        with closing(opened) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        return getattr(error, "sqlite_errorname", None) in _BUSY
    return False


def _overwrite(unfinished: Path, file: Path) -> None:
    """Write all of a database into one that others have open, in one transaction.

    After a rename they would go on in the old file, and the last of them would delete the log that
    then stands under its name.
    """
    give_up = time.monotonic() + _PATIENCE

    def look_at_clock(*_: int) -> None:
        if time.monotonic() > give_up:
            raise TimeoutError(f"it was written into for {_PATIENCE} s")

    try:
        with closing(_connect(unfinished)) as source, closing(_connect(file)) as target:
            # SQLite's own wait for the lock would come on top of each try.
            target.execute("PRAGMA busy_timeout = 0")
            source.backup(target, progress=look_at_clock)
    except (sqlite3.Error, TimeoutError) as error:
        who = who_has_open(file)
        raise StoreError(
            f"{file} cannot be replaced while {who} has it open: {one_line(error)}"
        ) from error


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = [name for (name,) in connection.execute(_TABLES)]
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for name in names
    }


@contextmanager
def _opened(file: Path, named: Path | None = None) -> Iterator[sqlite3.Connection]:
    try:
        with closing(_connect(file)) as connection:
            yield connection
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", None) or ""
        what = "is damaged" if name.startswith(_DAMAGED) else "cannot be copied"
        raise StoreError(f"{named or file} {what}: {one_line(error)}") from error


def _connect(file: Path) -> sqlite3.Connection:
    # What can only be read is opened so by itself; what is missing is not made.
    url = f"{file.resolve().as_uri()}?mode=rw"
    return sqlite3.connect(url, uri=True, timeout=_PATIENCE, isolation_level=None)
