"""PostgreSQL: what it does otherwise than SQLite (`Backend`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, TableClause, func, text
from sqlalchemy.dialects import postgresql

from pipelines.store.backends.postgresql import loading, locking, migration, upkeep
from pipelines.store.backends.postgresql.writability import writability as writability

COPY_HEADER = b"PGDMP"
COPY_KIND = "a dump of PostgreSQL"
FINDS_ORPHANS = False

run_lock = locking.run_lock
is_missing = migration.is_missing
migrating = migration.migrating
lock_tables = migration.lock_tables
who_blocks = migration.who_blocks
unhurried = loading.unhurried
load = loading.load
settle = loading.settle
look_after = upkeep.look_after
damage = upkeep.damage

_CLOCK = text("SELECT clock_timestamp()")
_ADD_SIGNATURES = text(
    "INSERT INTO signatures (hash, article_id, sketch) SELECT * FROM unnest("
    "CAST(:hashes AS bigint[]), CAST(:ids AS bigint[]), CAST(:sketches AS bigint[]))"
)


def copy_has(file: Path, paths: Collection[str]) -> bool | None:
    """A dump is compressed, and only a server reads it: it cannot be asked."""
    return None


def snapshot(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


read_only = snapshot


def time_of(connection: Connection) -> datetime | None:
    at: datetime = connection.scalar(_CLOCK)
    return at


def insert(table: TableClause) -> Any:
    return postgresql.insert(table)


def least(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.least(one, other)


def greatest(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.greatest(one, other)


def sorted_list(column: str, rows: str) -> str:
    # The collation sorts by bytes, as SQLite does.
    return f'(SELECT jsonb_agg(s.{column} ORDER BY s.{column} COLLATE "C") FROM ({rows}) s)'  # noqa: S608


def add_signatures(connection: Connection, rows: Sequence[tuple[int, int, int]]) -> None:
    hashes, ids, sketches = map(list, zip(*rows, strict=True))
    connection.execute(_ADD_SIGNATURES, {"hashes": hashes, "ids": ids, "sketches": sketches})
