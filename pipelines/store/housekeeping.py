"""What a database wants now and then: fresh statistics, a short log, no old run records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select, text, update

from pipelines.store.backends.engine import take_turn, writing
from pipelines.store.backends.errors import StoreError, wrapped
from pipelines.store.schema.tables import ledger, rejections, runs

KEPT_DAYS = 400
"""Days for which the records of runs are kept: a year can be compared with the one before."""


@dataclass(frozen=True, slots=True)
class Done:
    runs: int
    """Records deleted."""
    steps: tuple[str, ...]


def keep_house(engine: Engine, now: datetime) -> Done:
    """Delete old records of runs, then have the database look after itself; idempotent.

    :raises StoreError: the file is damaged, or the database cannot be used
    """
    with wrapped(engine.url):
        with writing(engine).begin() as connection:
            take_turn(connection)
            deleted = _forget(connection, now - timedelta(days=KEPT_DAYS))
        look_after = _sqlite if engine.dialect.name == "sqlite" else _postgresql
        return Done(deleted, look_after(engine))


def _forget(connection: Connection, before: datetime) -> int:
    old = select(runs.c.id).where(runs.c.started_at < before)
    connection.execute(delete(rejections).where(rejections.c.run.in_(old)))
    connection.execute(update(ledger).where(ledger.c.run.in_(old)).values(run=None))
    return connection.execute(delete(runs).where(runs.c.started_at < before)).rowcount


def _sqlite(engine: Engine) -> tuple[str, ...]:
    """Outside of transactions, in which none of this works."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA optimize")
        busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        log = "log left as it is, a reader holds it" if busy else "log emptied"
        found = driver.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StoreError(f"the file is damaged: {found}; restore it from a backup")
    return "statistics renewed", log, "file sound"


def _postgresql(engine: Engine) -> tuple[str, ...]:
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return ("statistics renewed",)
