"""A SQLite file looked at before the first night: nothing is made, nothing is written."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event

from pipelines.store.backends.errors import wrapped
from pipelines.store.backends.lifelines import give_lifelines
from pipelines.store.backends.writability import Writability

_LEAST = 1 << 20
"""Bytes of free disk below which a first batch of articles does not fit."""


def read_only(engine: Engine) -> Engine:
    """Set up as the store's own, but for the journal's mode, which is written into the file."""
    if _file_of(engine) is None:
        return engine
    reading = create_engine(f"sqlite:///{engine.url.database}", connect_args={"timeout": 5})
    event.listen(reading, "connect", _only_reading)
    give_lifelines(reading)
    engine.dispose()
    return reading


def writability(engine: Engine, tables: Collection[str], *, is_new: bool) -> Writability:
    file = _file_of(engine)
    if file is None:
        said = f"{engine.url.database} is no file that is kept"
        return Writability(said, "name a file in DATABASE_URL")
    folder = file.parent
    if file.exists() and not os.access(file, os.R_OK | os.W_OK):
        said = f"{file} cannot be written by this user"
        return Writability(said, f"chown or chmod {file} for this user")
    if not os.access(folder, os.W_OK | os.X_OK) or os.statvfs(folder).f_flag & os.ST_RDONLY:
        said = f"{folder}, where SQLite's log goes, cannot be written"
        return Writability(said, f"make {folder} writable for this user")
    free = os.statvfs(folder)
    if free.f_bavail * free.f_frsize < _LEAST:
        return Writability(f"{folder}: no room on the disk", f"free the disk of {folder}")
    if not file.exists():
        return Writability(f"{folder} can be written")
    with wrapped(engine.url), engine.connect() as connection:
        encoding = connection.exec_driver_sql("PRAGMA encoding").scalar()
    return Writability(f"the file can be written; {encoding}")


def _file_of(engine: Engine) -> Path | None:
    named = engine.url.database
    return None if not named or named.startswith((":memory:", "file:")) else Path(named)


def _only_reading(connection: Any, record: object) -> None:
    connection.execute("PRAGMA query_only = ON")
