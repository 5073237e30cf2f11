"""What others built on our tables and views, and granted on them: kept while ours are made anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from pipelines.store.dependents import postgresql, sqlite
from pipelines.store.dependents.unkept import Unkept

__all__ = ["Unkept", "kept"]


@contextmanager
def kept(connection: Connection) -> Iterator[list[Unkept]]:
    """Take out of the way what depends on ours, and put it back in the end.

    The list holds, afterwards, what could not be put back or does not work any more.

    :raises StoreError: something stands in the way that only its owner can take out
    """
    unkept: list[Unkept] = []
    around = sqlite.around if connection.dialect.name == "sqlite" else postgresql.around
    with around(connection, unkept):
        yield unkept
