"""A PostgreSQL database looked after and looked through."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from pipelines.store.backends.damage import RESTORE
from pipelines.store.backends.engine import savepoint
from pipelines.store.backends.errors import row_reason

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


def look_after(engine: Engine) -> tuple[str, ...]:
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return ("statistics renewed",)


def damage(connection: Connection, tables: Sequence[str]) -> list[str]:
    asked = {"tables": list(tables)}
    found = [
        f"index {name} is not valid; run: REINDEX INDEX {name}"
        for name in connection.execute(_INDEXES, asked).scalars()
    ]
    for table in tables:
        if connection.scalar(text("SELECT to_regclass(:name)"), {"name": table}) is not None:
            # As text: every value is read, from wherever it is stored.
            query = f"SELECT sum(length(CAST(t.* AS text))) FROM {table} t"  # noqa: S608
            found += _tried(connection, query, f"table {table} is damaged", RESTORE)
    if connection.scalar(text("SELECT count(*) FROM pg_extension WHERE extname = 'amcheck'")):
        found += _tried(connection, str(_TREES), "an index is damaged", "run: REINDEX", asked)
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
