"""A PostgreSQL database while it is migrated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from pipelines.store.backends.activity import holders
from pipelines.store.backends.engine import BUSY_SECONDS
from pipelines.store.backends.errors import wrapped

_MIGRATIONS_LOCK = 0x5ABA3
"""Key of the advisory lock under which a database is migrated."""
_LOCK_NOT_AVAILABLE = "55P03"


def is_missing(engine: Engine) -> bool:
    return False


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        # Another program's migration of a big database may outlast the usual lock timeout.
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATIONS_LOCK})
        yield connection


def lock_tables(connection: Connection, tables: Iterable[str]) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = {int(BUSY_SECONDS * 1000)}"))
    for name in tables:
        if connection.scalar(text("SELECT to_regclass(:name)"), {"name": name}) is not None:
            connection.execute(text(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE"))


def who_blocks(engine: Engine, error: object) -> str | None:
    if getattr(error, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
        return None
    with wrapped(engine.url), engine.connect() as connection:
        return "; ".join(holders(connection)) or "another session"
