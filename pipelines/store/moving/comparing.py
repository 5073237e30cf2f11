"""Is a copy the same as what it was made from? Its tables and its views are, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from pipelines.store.backends.errors import StoreError
from pipelines.store.moving.reading import Rows, rows_of, rows_of_view
from pipelines.store.moving.sums import Sum
from pipelines.store.schema.tables import metadata
from pipelines.store.schema.views import expected_columns
from pipelines.store.search.rebuilding import Progress


@dataclass(frozen=True, slots=True)
class Compared:
    """Rows that are the same in both, by name."""

    tables: Mapping[str, int]
    views: Mapping[str, int]


def compare(
    origin: Connection, copied: Connection, brought: Mapping[str, Sum], progress: Progress
) -> Compared:
    """`brought`: what the tables of the origin had.

    :raises StoreError: a table or a view of the copy has other rows
    """
    views = expected_columns()
    done = 0

    def noted(batches: Iterator[Rows]) -> Sum:
        nonlocal done
        done += 1
        progress(done, len(brought) + 2 * len(views))
        return _summed(batches)

    tables = {
        table.name: _same(table.name, noted(rows_of(copied, table)), brought[table.name])
        for table in metadata.sorted_tables
    }
    same_views = {}
    for name, columns in views.items():
        expected = noted(rows_of_view(origin, name, columns))
        same_views[name] = _same(name, noted(rows_of_view(copied, name, columns)), expected)
    return Compared(tables, same_views)


def _summed(batches: Iterator[Rows]) -> Sum:
    total = Sum()
    for batch in batches:
        total.add(batch)
    return total


def _same(name: str, found: Sum, expected: Sum) -> int:
    if found == expected:
        return found.rows
    what = f"{found.rows} rows instead of {expected.rows}"
    if found.rows == expected.rows:
        what = f"other values in its {found.rows} rows"
    raise StoreError(f"the copy is no true one: {name} has {what}; nothing was kept")
