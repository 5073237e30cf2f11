"""Rows that cannot be read as what their columns hold: found by reading all, named one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, inspect, select
from sqlalchemy.exc import DBAPIError, StatementError

from pipelines.store.backends.column_types import JsonColumn
from pipelines.store.backends.damage import RESTORE
from pipelines.store.backends.engine import savepoint
from pipelines.store.backends.errors import one_line, row_reason
from pipelines.store.schema.tables import articles, metadata

_MAX_FAULTS = 20
_ROWS = 1_000
_UNREADABLE = (DBAPIError, StatementError, ValueError, TypeError, AttributeError, OverflowError)
"""What drivers and column types raise for a value of another kind than its column's."""
_LISTS = tuple(
    column.name
    for column in articles.columns
    if column.type is JsonColumn and column.name != "sources"
)


def missing_tables(connection: Connection) -> list[str]:
    there = set(inspect(connection).get_table_names())
    return [f"table {name} is missing; {RESTORE}" for name in metadata.tables if name not in there]


def missing_indexes(connection: Connection) -> list[str]:
    found = inspect(connection)
    lacking = []
    for table in metadata.sorted_tables:
        there = {index["name"] for index in found.get_indexes(table.name)}
        lacking += sorted(str(one.name) for one in table.indexes if one.name not in there)
    remedy = "run: python -m pipelines upgrade"
    return [f"index {name} is missing; {remedy}" for name in lacking]


def unreadable_rows(connection: Connection) -> list[str]:
    found = (fault for table in metadata.sorted_tables for fault in _of_table(connection, table))
    return list(islice(found, _MAX_FAULTS))


def _of_table(connection: Connection, table: Table) -> Iterator[str]:
    keys = list(table.primary_key.columns)
    every = select(*keys).order_by(*keys)
    try:
        _read(connection, table, select(table))
    except _UNREADABLE:
        names = [tuple(row) for row in connection.execute(every)]
        for name in names:
            one = select(table).where(
                *(key == value for key, value in zip(keys, name, strict=True))
            )
            if reason := _reason(connection, table, one):
                told = ", ".join(map(str, name))
                yield f"row {told} of {table.name} cannot be read: {reason}; {RESTORE}"


def _reason(connection: Connection, table: Table, query: Select[Any]) -> str | None:
    try:
        _read(connection, table, query)
    except _UNREADABLE as error:
        return row_reason(error) if isinstance(error, DBAPIError) else one_line(error)
    return None


def _read(connection: Connection, table: Table, query: Select[Any]) -> None:
    # Without the savepoint PostgreSQL answers nothing more after the first error.
    with (
        savepoint(connection),
        connection.execute(query.execution_options(yield_per=_ROWS)) as rows,
    ):
        for row in rows:
            _require_lists(table, row)


def _require_lists(table: Table, row: Row[Any]) -> None:
    """Raises `ValueError`: JSON's null and objects are readable, but no lists (CONTRACT)."""
    if table is articles:
        for name in _LISTS:
            if not isinstance(row._mapping[name], list):
                raise ValueError(f"{name} is no list")
