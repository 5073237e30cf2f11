"""A database of a server that takes in another one, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from pipelines.store.backends.errors import wrapped
from pipelines.store.backends.registry import backend_of
from pipelines.store.moving.emptiness import require_empty
from pipelines.store.schema.tables import metadata
from pipelines.store.schema.versions import migrate


def look_at(engine: Engine) -> None:
    """Raises `ArgumentError` where it is not empty."""
    with wrapped(engine.url), engine.connect() as connection:
        require_empty(connection)


@contextmanager
def receiving(engine: Engine) -> Iterator[Connection]:
    """A connection to an empty schema; what comes in is there when nothing is raised.

    Nobody else can read or write meanwhile.
    """
    backend = backend_of(engine.dialect)
    with wrapped(engine.url), backend.migrating(engine) as connection:
        backend.unhurried(connection)
        migrate(engine, connection)
        backend.lock_tables(connection, metadata.tables)
        require_empty(connection)  # of others that waited as well, one was first
        yield connection
