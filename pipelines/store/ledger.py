"""The ledger: what became of each due time of each schedule (CONTRACT, `v_ledger`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    func,
    not_,
    select,
    true,
    update,
)

from pipelines.store.articles.content import storable
from pipelines.store.backends.engine import write_transaction
from pipelines.store.backends.errors import wrapped
from pipelines.store.backends.registry import backend_of
from pipelines.store.schema.tables import ledger, runs

Result = Literal["ran", "late", "skipped", "missed", "refused"]

CLOCK_STEP = timedelta(minutes=5)
"""By so much a clock may be set back without a word: a row that lies further ahead of now was
written by a clock that was wrong, or the clock is wrong now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A due time and what came of it; `outcome` and what follows are of its run, if it has one."""

    schedule: str
    due_at: datetime
    started_at: datetime | None
    run: int | None
    result: Result
    outcome: str | None = None
    reason: str | None = None
    finished_at: datetime | None = None
    noted_at: datetime | None = None

    def is_ahead(self, now: datetime) -> bool:
        """Whether it is of a due time that has not come."""
        return self.due_at > now + CLOCK_STEP


class Ledger:
    """Rows of the ledger; each method is one short transaction, as those of `Store`.

    A row is written when its crawl starts, and its `run` when that has ended: a started row
    without a run belongs to a crawl that goes on or was cut off with the program that ran it.
    The caller holds the schedule's lock, so that two programs never start one due time.

    :raises DatabaseUnavailable, StoreError: from any method, as `Store`
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def newest(self, schedule: str, now: datetime | None = None) -> Entry | None:
        """The row of the schedule's newest due time; with `now`, of those not ahead of it."""
        entries = self.entries(schedule, 1, now)
        return entries[0] if entries else None

    def ahead(self, schedule: str, now: datetime) -> Entry | None:
        """The newest row that a clock ahead of `now` has written."""
        entries = self._entries(schedule, 1, not_(_is_not_ahead(now)))
        return entries[0] if entries else None

    def entries(self, schedule: str, limit: int, now: datetime | None = None) -> list[Entry]:
        """Rows of one schedule, newest due time first; with `now`, those not ahead of it."""
        return self._entries(schedule, limit, true() if now is None else _is_not_ahead(now))

    def _entries(self, schedule: str, limit: int, which: ColumnElement[bool]) -> list[Entry]:
        query = _entries().where(ledger.c.schedule == schedule, which)
        with wrapped(self._engine.url), self._engine.connect() as connection:
            found = connection.execute(query.order_by(ledger.c.due_at.desc()).limit(limit))
            return [_entry(row) for row in found]

    def claim(
        self,
        schedule: str,
        due_at: datetime,
        started_at: datetime,
        result: Literal["ran", "late"],
        missed: Sequence[datetime] = (),
    ) -> None:
        """Note that the crawl for a due time starts, and which older ones nobody makes up for."""
        row = {"started_at": started_at, "run": None, "result": result, "noted_at": started_at}
        with write_transaction(self._engine) as connection:
            _add(connection, schedule, missed, "missed", started_at)
            insert = (
                backend_of(connection.dialect)
                .insert(ledger)
                .values(schedule=schedule, due_at=due_at, **row)
            )
            key = [ledger.c.schedule, ledger.c.due_at]
            noted = insert.values(schedule=schedule, due_at=due_at, **row)
            connection.execute(noted.on_conflict_do_update(index_elements=key, set_=row))

    def settle(self, schedule: str, due_at: datetime, result: Result, run: int | None) -> None:
        """Note how the crawl for a claimed due time ended."""
        row = (ledger.c.schedule == schedule) & (ledger.c.due_at == due_at)
        with write_transaction(self._engine) as connection:
            connection.execute(update(ledger).where(row).values(result=result, run=run))

    def note(
        self,
        schedule: str,
        due_times: Sequence[datetime],
        result: Literal["skipped", "missed"],
        now: datetime | None = None,
    ) -> None:
        """Rows for due times without a crawl; one that has its row keeps it."""
        with write_transaction(self._engine) as connection:
            _add(connection, schedule, due_times, result, now or datetime.now(UTC))

    def newest_run(self, spider: str) -> int:
        """The number of the spider's newest run; 0 before its first."""
        query = select(func.max(runs.c.id)).where(runs.c.spider == spider)
        with wrapped(self._engine.url), self._engine.connect() as connection:
            return int(connection.scalar(query) or 0)

    def left_open(self, run: int) -> bool:
        """Whether a run has said nothing of its end."""
        query = select(runs.c.outcome).where(runs.c.id == run)
        with wrapped(self._engine.url), self._engine.connect() as connection:
            return connection.scalar(query) == "running"

    def log_of(self, run: int) -> str | None:
        """The file of a run's log."""
        query = select(runs.c.log).where(runs.c.id == run)
        with wrapped(self._engine.url), self._engine.connect() as connection:
            found: str | None = connection.scalar(query)
            return found

    def cut_short(self, run: int, reason: str, now: datetime) -> None:
        """Say why a run was stopped from outside, which it could not know itself."""
        open_or_stopped = runs.c.outcome.in_(("running", "interrupted"))
        values = {
            "outcome": "interrupted",
            "reason": storable(reason),
            "finished_at": func.coalesce(runs.c.finished_at, now),
        }
        with write_transaction(self._engine) as connection:
            connection.execute(update(runs).where(runs.c.id == run, open_or_stopped).values(values))


def _entries() -> Select[Any]:
    of_run = (runs.c.outcome, runs.c.reason, runs.c.finished_at)
    return select(*ledger.c, *of_run).outerjoin(runs, runs.c.id == ledger.c.run)


def _is_not_ahead(now: datetime) -> ColumnElement[bool]:
    """Not of a due time that has not come, nor written when such a clock passed over it."""
    latest = now + CLOCK_STEP
    written = func.coalesce(ledger.c.noted_at, ledger.c.started_at, ledger.c.due_at)
    return and_(ledger.c.due_at <= latest, written <= latest)


def _entry(row: Row[Any]) -> Entry:
    return Entry(**row._mapping)


def _add(
    connection: Connection,
    schedule: str,
    due_times: Sequence[datetime],
    result: Result,
    noted_at: datetime,
) -> None:
    rows = [
        {"schedule": schedule, "due_at": due_at, "result": result, "noted_at": noted_at}
        for due_at in due_times
    ]
    if rows:
        insert = backend_of(connection.dialect).insert(ledger)
        connection.execute(insert.on_conflict_do_nothing(), rows)
