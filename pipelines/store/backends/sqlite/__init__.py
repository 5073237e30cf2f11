"""SQLite: what it does by itself, and what otherwise than PostgreSQL (`Backend`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, TableClause, func
from sqlalchemy.dialects import sqlite

from pipelines.store.backends.sqlite import copies, loading, locking, migration, upkeep
from pipelines.store.backends.sqlite.writability import read_only as read_only
from pipelines.store.backends.sqlite.writability import writability as writability

COPY_HEADER = b"SQLite format 3\x00"
COPY_KIND = "a SQLite file"
FINDS_ORPHANS = True

copy_has = copies.copy_has
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

_ADD_SIGNATURE = "INSERT INTO signatures (hash, article_id, sketch) VALUES (?, ?, ?)"


def snapshot(engine: Engine) -> Engine:
    """Every transaction reads one state."""
    return engine


def time_of(connection: Connection) -> datetime | None:
    return None


def insert(table: TableClause) -> Any:
    return sqlite.insert(table)


def least(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.min(one, other)


def greatest(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.max(one, other)


def sorted_list(column: str, rows: str) -> str:
    return f"(SELECT json_group_array({column}) FROM ({rows} ORDER BY 1))"  # noqa: S608


def add_signatures(connection: Connection, rows: Sequence[tuple[int, int, int]]) -> None:
    connection.exec_driver_sql(_ADD_SIGNATURE, list(rows))
