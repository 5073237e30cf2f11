"""Many rows of a table as a driver takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Dialect, Table

Values = Sequence[Any]
"""Of one row, by the table's columns in their order."""
Bind = Callable[[Any], Any]


def names(table: Table, dialect: Dialect) -> tuple[str, str]:
    """The table and its columns, as they stand in a statement."""
    quote = dialect.identifier_preparer.quote
    return quote(table.name), ", ".join(quote(column.name) for column in table.columns)


def binder(table: Table, dialect: Dialect) -> Callable[[Iterable[Values]], list[Values]]:
    """What turns rows as Python has them into what the driver wants. None is SQL's NULL, in a
    column of JSON too."""
    binds = [
        (place, bind)
        for place, column in enumerate(table.columns)
        if (bind := column.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    ]

    def bound(rows: Iterable[Values]) -> list[Values]:
        return [_bound(row, binds) for row in rows] if binds else list(rows)

    return bound


def _bound(row: Values, binds: Sequence[tuple[int, Bind]]) -> Values:
    values = list(row)
    for place, bind in binds:
        if values[place] is not None:
            values[place] = bind(values[place])
    return values
