"""A SQLite file while it is migrated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from pipelines.store.backends.engine import writing_connection
from pipelines.store.backends.files import sqlite_file, who_has_open


def is_missing(engine: Engine) -> bool:
    """To connect would leave an empty file behind."""
    file = engine.url.database or ":memory:"
    return not file.startswith(("file:", ":memory:")) and not Path(file).exists()


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """A write transaction without foreign keys: a table rebuilt under them empties its children."""
    with writing_connection(engine) as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def lock_tables(connection: Connection, tables: Iterable[str]) -> None:
    """The transaction has the file's one lock already."""


def who_blocks(engine: Engine, error: object) -> str | None:
    if not str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return None
    file = sqlite_file(engine.url)
    return who_has_open(file) if file is not None else "another connection"
