"""All rows of a database as of one moment, a batch in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, Table, TextClause, func, select, text

from pipelines.store.backends.errors import StoreError, describe, one_line, wrapped
from pipelines.store.backends.registry import backend_of
from pipelines.store.schema.tables import metadata

_AT_ONCE = 500
_UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError)
"""What column types raise for a value of another kind than their column's."""

Rows = Sequence[Row[Any]]


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state, also while others write; nobody waits for it."""
    backend = backend_of(engine.dialect)
    with wrapped(engine.url), backend.snapshot(engine).connect() as connection:
        backend.unhurried(connection)
        yield connection


def rows_of(connection: Connection, table: Table) -> Iterator[Rows]:
    """By a key of one column in its order, in which they are written soonest."""
    keys = table.primary_key.columns
    query = select(table)
    return _batches(connection, query.order_by(*keys) if len(keys) == 1 else query, table.name)


def rows_of_view(connection: Connection, name: str, columns: Sequence[str]) -> Iterator[Rows]:
    """Its values as the driver gives them."""
    quoted = map(connection.dialect.identifier_preparer.quote, columns)
    return _batches(connection, text(f"SELECT {', '.join(quoted)} FROM {name}"), name)  # noqa: S608


def _batches(connection: Connection, query: Select[Any] | TextClause, name: str) -> Iterator[Rows]:
    url = connection.engine.url
    options = {"yield_per": _AT_ONCE}
    with wrapped(url):
        try:
            with connection.execute(query, execution_options=options) as result:
                yield from result.partitions(_AT_ONCE)
        except _UNREADABLE as error:
            raise StoreError(
                f"a row of {name} in {describe(url)} cannot be read: {one_line(error)}"
                "; run: python -m pipelines check --deep"
            ) from error


def counts(connection: Connection) -> dict[str, int]:
    """Rows by table."""
    with wrapped(connection.engine.url):
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }
