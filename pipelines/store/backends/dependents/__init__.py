"""What others built on our tables and views, and granted on them: kept while ours are made anew."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from pipelines.store.backends.dependents import postgresql, sqlite
from pipelines.store.backends.dependents.unkept import Unkept

__all__ = ["Unkept", "renew"]


def renew(connection: Connection, migrate: Callable[[], bool]) -> list[Unkept]:
    """Make our views anew around a change of the tables, which says whether they are to be made.

    What depends on ours is as before in the end; returned is what could not be put back or does not
    work any more.

    :raises StoreError: something stands in the way that only its owner can take out
    """
    if connection.dialect.name == "sqlite":
        return sqlite.renew(connection, migrate)
    return postgresql.renew(connection, migrate)
