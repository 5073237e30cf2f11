"""Which due time a crawl stands for, by what the ledger has: a value, computed from values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipelines.store.ledger import Entry
from schedules.definitions import Schedule


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done for a schedule now."""

    run_for: datetime | None
    """The due time to crawl for; None for no crawl."""
    missed: tuple[datetime, ...] = ()
    """Older due times, for which nobody will crawl any more."""

    @property
    def due_times(self) -> tuple[datetime, ...]:
        return self.missed if self.run_for is None else (*self.missed, self.run_for)


Decide = Callable[[Entry | None], Decision]
"""From the ledger's newest row of a schedule to what is to be done."""


def catch_up(schedule: Schedule, newest: Entry | None, now: datetime, began: datetime) -> Decision:
    """What the scheduler does, at a due time as after a sleep, a restart or a crash.

    Of the due times since the newest row, the newest is made up for. A ledger without rows
    begins when the scheduler does, `began`: the due time before that becomes its first row, so
    that the next start knows what came between.
    """
    if newest is not None and newest.is_ahead(now):
        return _after_a_clock_ahead(schedule, now)
    if newest is None:
        before = schedule.latest_due(min(began, now))
        due = schedule.due_between(before, now)
        return Decision(due[-1] if due else None, (before, *due[:-1]))
    due = schedule.due_between(newest.due_at, now)
    if due:
        return Decision(due[-1], tuple(due[:-1]))
    return Decision(newest.due_at if was_cut_off(schedule, newest) else None)


def by_hand(schedule: Schedule, newest: Entry | None, now: datetime) -> Decision:
    """What `run NAME` does: always a crawl, for the newest due time or else for this moment."""
    if newest is not None and newest.is_ahead(now):
        return _after_a_clock_ahead(schedule, now)
    if newest is None:
        return Decision(schedule.latest_due(now))
    due = schedule.due_between(newest.due_at, now)
    if due:
        return Decision(due[-1], tuple(due[:-1]))
    return Decision(newest.due_at if was_cut_off(schedule, newest) else now)


def _after_a_clock_ahead(schedule: Schedule, now: datetime) -> Decision:
    """A row dated later than now settles nothing: what happened before it is not known."""
    return Decision(schedule.latest_due(now))


def was_cut_off(schedule: Schedule, entry: Entry) -> bool:
    """Whether a crawl was started and has not ended; true of one that goes on, too.

    A command leaves no run behind by which to know: it waits for its next due time.
    """
    started = entry.result in ("ran", "late") and entry.started_at is not None
    return schedule.spider is not None and started and entry.run is None


def result_at(schedule: Schedule, due_at: datetime, now: datetime) -> Literal["ran", "late"]:
    return "late" if now - due_at > schedule.healthy.late_after else "ran"
