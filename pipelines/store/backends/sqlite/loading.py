"""A SQLite file that takes in all of another database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Table

from pipelines.store.backends.bulk import Values, binder, names

_SAMPLE = 1_000
"""Rows of an index that its statistics are made of."""


def unhurried(connection: Connection) -> None:
    """SQLite has no limits of time but for locks."""


def load(connection: Connection, table: Table, batches: Iterable[Sequence[Values]]) -> None:
    bound = binder(table, connection.dialect)
    name, columns = names(table, connection.dialect)
    marks = ", ".join("?" * len(table.columns))
    statement = f"INSERT INTO {name} ({columns}) VALUES ({marks})"  # noqa: S608
    for batch in batches:
        connection.exec_driver_sql(statement, [tuple(row) for row in bound(batch)])


def settle(connection: Connection) -> None:
    """SQLite counts from the highest key that there is."""
    connection.exec_driver_sql(f"PRAGMA analysis_limit = {_SAMPLE}")
    connection.exec_driver_sql("ANALYZE")
