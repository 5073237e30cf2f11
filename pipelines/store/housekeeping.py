"""What a database wants now and then: fresh statistics, a short log, no old run records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select, update

from pipelines.store.backends.engine import write_transaction
from pipelines.store.backends.errors import wrapped
from pipelines.store.backends.registry import backend_of
from pipelines.store.schema.tables import ledger, notices, rejections, runs

KEPT_DAYS = 400
"""Days for which the records of runs, and of who was told, are kept: a year can be compared with
the one before."""


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
        with write_transaction(engine) as connection:
            deleted = _forget(connection, now - timedelta(days=KEPT_DAYS))
        return Done(deleted, backend_of(engine.dialect).look_after(engine))


def _forget(connection: Connection, before: datetime) -> int:
    old = select(runs.c.id).where(runs.c.started_at < before)
    connection.execute(delete(notices).where(notices.c.made_at < before))
    connection.execute(delete(rejections).where(rejections.c.run.in_(old)))
    connection.execute(update(ledger).where(ledger.c.run.in_(old)).values(run=None))
    return connection.execute(delete(runs).where(runs.c.started_at < before)).rowcount
