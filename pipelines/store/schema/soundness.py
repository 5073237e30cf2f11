"""Is all of a database sound? CaptureRows at every row, and changes nothing."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, func, select

from pipelines.store.backends.damage import orphaned
from pipelines.store.backends.errors import wrapped
from pipelines.store.backends.registry import backend_of
from pipelines.store.schema import views
from pipelines.store.schema.readable import missing_indexes, missing_tables, unreadable_rows
from pipelines.store.schema.tables import metadata
from pipelines.store.search import verifying


def faults(engine: Engine, complete: bool) -> list[str]:
    """One line for each thing that is wrong, as of one moment.

    `complete`: the schema is this program's; of another one only the file itself is looked at.

    :raises DatabaseUnavailable: it cannot be opened or reached
    """
    backend = backend_of(engine.dialect)
    with wrapped(engine.url), backend.snapshot(engine).connect() as connection:
        found = backend.damage(connection, [*metadata.tables, "search_words"])
        if complete:
            # After each of these, what follows is without meaning, or fails.
            found = found or missing_tables(connection)
            found = found or unreadable_rows(connection)
            found = found or [
                *_orphans(connection),
                *_views(connection),
                *missing_indexes(connection),
                *verifying.faults(connection),
            ]
    return found


def _orphans(connection: Connection) -> list[str]:
    if backend_of(connection.dialect).FINDS_ORPHANS:
        return []
    found = []
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            parent = key.column.table.alias("parent")
            known = select(parent.c[key.column.name]).where(parent.c[key.column.name] == key.parent)
            query = (
                select(func.count())
                .select_from(table)
                .where(key.parent.is_not(None), ~known.correlate(table).exists())
            )
            if rows := connection.execute(query).scalar_one():
                found.append(orphaned(table.name, key.column.table.name, rows))
    return found


def _views(connection: Connection) -> list[str]:
    return [
        f"view {name} {fault}; run: python -m pipelines upgrade"
        for name, fault in views.faults(connection).items()
    ]
