"""Texts as both databases can keep them; what a text lost on the way is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Table

from pipelines.store.articles.content import storable, storable_json
from pipelines.store.backends.bulk import Values


class Cleaning:
    """Of SQLite files that others wrote into: the store itself takes no such text."""

    def __init__(self) -> None:
        self._changed: Counter[str] = Counter()

    def cleaned(self, table: Table, rows: Iterable[Values]) -> list[Values]:
        return [self._row(table, row) for row in rows]

    def _row(self, table: Table, row: Values) -> Values:
        values = [_clean(value) for value in row]
        for column, value, old in zip(table.columns, values, row, strict=True):
            if value is not old and value != old:
                self._changed[f"{table.name}.{column.name}"] += 1
        return values

    def notes(self) -> Iterator[str]:
        for name, number in sorted(self._changed.items()):
            yield f"{number} values of {name} lost a NUL or half a character: no text has those"


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, (list, dict)):
        return storable_json(value)
    return value
