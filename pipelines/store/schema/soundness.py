"""Is all of a database sound? Looks at every row, and changes nothing."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from pipelines.store.backends.engine import savepoint
from pipelines.store.backends.errors import row_reason, wrapped
from pipelines.store.schema import views
from pipelines.store.schema.tables import metadata
from pipelines.store.search import verifying

_MAX_FAULTS = 20
_RESTORE = "restore it from a backup"
_INDEXES = text(
    "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
    " WHERE NOT (i.indisvalid AND i.indisready) AND c.relname = ANY(:tables)"
    " AND pg_table_is_visible(c.oid)"
)
_TREES = text(
    "SELECT i.indexrelid::regclass::text AS name, bt_index_check(i.indexrelid, true)"
    " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"
    " JOIN pg_am m ON m.oid = c.relam WHERE m.amname = 'btree' AND t.relname = ANY(:tables)"
    " AND pg_table_is_visible(t.oid)"
)


def faults(engine: Engine, complete: bool) -> list[str]:
    """One line for each thing that is wrong, as of one moment.

    `complete`: the schema is this program's; of another one only the file itself is looked at.

    :raises DatabaseUnavailable: it cannot be opened or reached
    """
    lasting = engine
    if engine.dialect.name == "postgresql":
        lasting = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    with wrapped(engine.url), lasting.connect() as connection:
        look = _sqlite if engine.dialect.name == "sqlite" else _postgresql
        found = look(connection)
        # In a damaged file all else is without meaning, or fails.
        if complete and not found:
            found = [*_orphans(connection), *_views(connection), *verifying.faults(connection)]
    return found


def _sqlite(connection: Connection) -> list[str]:
    lines = connection.exec_driver_sql(f"PRAGMA integrity_check({_MAX_FAULTS})").scalars().all()
    if lines != ["ok"]:
        return [f"the file is damaged: {line}; {_RESTORE}" for line in lines]
    broken = Counter(
        (table, parent)
        for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check")
    )
    return [_orphaned(table, parent, rows) for (table, parent), rows in broken.items()]


def _postgresql(connection: Connection) -> list[str]:
    tables = {"tables": [*metadata.tables, "search_words"]}
    found = [
        f"index {name} is not valid; run: REINDEX INDEX {name}"
        for name in connection.execute(_INDEXES, tables).scalars()
    ]
    for table in tables["tables"]:
        if connection.scalar(text("SELECT to_regclass(:name)"), {"name": table}) is not None:
            # As text: every value is read, from wherever it is stored.
            query = f"SELECT sum(length(CAST(t.* AS text))) FROM {table} t"  # noqa: S608
            found += _tried(connection, query, f"table {table} is damaged", _RESTORE)
    if connection.scalar(text("SELECT count(*) FROM pg_extension WHERE extname = 'amcheck'")):
        found += _tried(connection, str(_TREES), "an index is damaged", "run: REINDEX", tables)
    return found


def _tried(
    connection: Connection, query: str, fault: str, remedy: str,
    given: dict[str, list[str]] | None = None,
) -> list[str]:  # fmt: skip
    try:
        with savepoint(connection):
            connection.execute(text(query), given or {}).all()
    except DBAPIError as error:
        return [f"{fault}: {row_reason(error)}; {remedy}"]
    return []


def _orphans(connection: Connection) -> list[str]:
    """SQLite has looked at them by itself, with the tables of others too."""
    if connection.dialect.name == "sqlite":
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
                found.append(_orphaned(table.name, key.column.table.name, rows))
    return found


def _orphaned(table: str, parent: str, rows: int) -> str:
    return f"{rows} rows of {table} belong to rows of {parent} that are not there; {_RESTORE}"


def _views(connection: Connection) -> list[str]:
    return [
        f"view {name} {fault}; run: python -m pipelines upgrade"
        for name, fault in views.faults(connection).items()
    ]
