"""What the two databases do differently, as the store asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Engine, Table, TableClause

from pipelines.store.backends.bulk import Values
from pipelines.store.backends.writability import Writability


class Lock(Protocol):
    """What `RunLock` is made of, and tells of each."""

    @property
    def silent_for(self) -> float: ...

    def acquire(self) -> None: ...

    def check(self) -> None: ...

    def fileno(self) -> int | None: ...

    def cut(self) -> None: ...

    def release(self) -> None: ...


class Backend(Protocol):
    """A database; the packages `sqlite` and `postgresql` beside this are the two."""

    COPY_HEADER: bytes
    """With which a copy of such a database begins."""
    COPY_KIND: str
    FINDS_ORPHANS: bool
    """Whether `damage` has looked at the references too."""

    def copy_has(self, file: Path, paths: Collection[str]) -> bool | None:
        """Whether a copy has an article of these paths; None where it cannot be asked."""

    def run_lock(self, engine: Engine, name: str, lease: float) -> Lock: ...

    def is_missing(self, engine: Engine) -> bool:
        """Whether to connect would make a database that is not there yet."""

    def migrating(self, engine: Engine) -> AbstractContextManager[Connection]:
        """A transaction in which no other program migrates."""

    def lock_tables(self, connection: Connection, tables: Iterable[str]) -> None:
        """Wait for who reads now before anything is done, not after half of it."""

    def who_blocks(self, engine: Engine, error: object) -> str | None:
        """Who has the database locked, where a driver's error says that somebody has."""

    def look_after(self, engine: Engine) -> tuple[str, ...]:
        """What the database wants now and then; says what was done.

        :raises StoreError: the file is damaged
        """

    def snapshot(self, engine: Engine) -> Engine:
        """The same engine, whose transactions read one state and write nothing."""

    def unhurried(self, connection: Connection) -> None:
        """Set aside limits of time for a transaction that may take an hour."""

    def load(
        self, connection: Connection, table: Table, batches: Iterable[Sequence[Values]]
    ) -> None:
        """Put rows into an empty table, with all its columns in their order."""

    def settle(self, connection: Connection) -> None:
        """After `load` of all tables: new rows get new keys, and plans are made for these rows."""

    def read_only(self, engine: Engine) -> Engine:
        """In place of this engine, one that makes no file and writes nothing."""

    def writability(
        self, engine: Engine, tables: Collection[str], *, is_new: bool
    ) -> Writability: ...

    def damage(self, connection: Connection, tables: Sequence[str]) -> list[str]:
        """What of these tables, their indexes and their file cannot be read; one line each."""

    def time_of(self, connection: Connection) -> datetime | None:
        """What the server's clock says; None where there is no server."""

    def insert(self, table: TableClause) -> Any:
        """An INSERT that knows ON CONFLICT, which each has by its own construct."""

    def least(self, one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]: ...

    def greatest(
        self, one: ColumnElement[Any], other: ColumnElement[Any]
    ) -> ColumnElement[Any]: ...

    def sorted_list(self, column: str, rows: str) -> str:
        """SQL for a column of some rows as a JSON list, sorted by bytes."""

    def add_signatures(
        self, connection: Connection, rows: Sequence[tuple[int, int, int]]
    ) -> None: ...
