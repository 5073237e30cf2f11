"""Leave a database: a SQLite file is then whole by itself, or somebody is told why not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from pipelines.store.backends.errors import one_line
from pipelines.store.backends.files import beside, size_of_log, sqlite_file, who_has_open

_PATIENCE = 2
"""Seconds to wait for a reader or writer of another program."""
_LOCKED = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED"})


def close(engine: Engine) -> str | None:
    """Close the engine's connections; one line where a copy of its SQLite file would lack rows.

    SQLite moves its log into the file when the last connection ends. Where another program has one
    as well, its log is moved there now. Blocks on the disk, and for up to 2 s on another program.
    """
    engine.dispose()
    file = sqlite_file(engine.url)
    if file is None or not file.exists() or not size_of_log(file):
        return None
    reason = _empty_log(file)
    if not (left := size_of_log(file)):
        return None
    return (
        f"SQLite file {file} is not whole by itself: {left:,} bytes stand in"
        f" {file.name}-wal, since {reason}; copy it with: python -m pipelines backup"
    )


def _empty_log(file: Path) -> str:
    """Move the log into the file; why that could not be, where it could not."""
    try:
        opened = sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True, timeout=_PATIENCE)
        with closing(opened) as connection:
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", None) not in _LOCKED:
            return one_line(error)
        busy = True
    return f"{who_has_open(file)} has it open" if busy else f"{beside(file, '-wal').name} is new"
