"""A SQLite file that takes in another database beside its place, and appears there when it is
whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from crawler.runtime.whole_files import place
from pipelines.store.backends.engine import open_engine, writing_connection
from pipelines.store.backends.errors import DatabaseUnavailable, wrapped
from pipelines.store.backends.files import who_has_open
from pipelines.store.backends.registry import backend_of
from pipelines.store.backup.placing import unfinished
from pipelines.store.moving.emptiness import require_empty, require_ours_alone
from pipelines.store.schema.versions import migrate

_CACHE = "-16384"
"""16 MB, as SQLite writes it."""


def look_at(engine: Engine, file: Path) -> None:
    """Raises `ArgumentError` where a file is there that is not empty."""
    if file.exists():
        with _held(engine, file):
            pass


@contextmanager
def receiving(engine: Engine, file: Path) -> Iterator[Connection]:
    """A connection to an empty schema; the file is there when nothing is raised."""
    with wrapped(engine.url), unfinished(file) as fresh:
        opened = _opened(engine, fresh)
        try:
            with backend_of(engine.dialect).migrating(opened) as connection:
                migrate(opened, connection)
                yield connection
        finally:
            opened.dispose()
        _put(fresh, engine, file)


def _opened(engine: Engine, fresh: Path) -> Engine:
    """Without a journal: nobody needs what is in it when it is not finished."""
    opened = open_engine(engine.url.set(database=str(fresh)).render_as_string(hide_password=False))
    event.listen(opened, "connect", _unjournaled)
    return opened


def _unjournaled(connection: Any, record: object) -> None:
    for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = {_CACHE}"):
        connection.execute(f"PRAGMA {setting}")


def _put(fresh: Path, engine: Engine, file: Path) -> None:
    if not file.exists():
        place(fresh, file)
        return
    with _held(engine, file):
        place(fresh, file)


@contextmanager
def _held(engine: Engine, file: Path) -> Iterator[None]:
    """An empty file that nobody else has open, and nobody else writes into meanwhile."""
    with writing_connection(engine) as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        # SQLite refuses it where somebody else has the file open; the log ends with it.
        driver.execute("PRAGMA busy_timeout = 1000")
        try:
            driver.execute("PRAGMA journal_mode = DELETE")
        except driver.OperationalError as error:
            who = who_has_open(file)
            raise DatabaseUnavailable(f"{file} cannot be replaced: {who} has it open") from error
        with connection.begin():
            require_empty(connection)
            require_ours_alone(connection)
            yield
    engine.dispose()
