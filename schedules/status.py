"""`python -m schedules status`: the last runs, what is late, what is failing since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from pipelines.store import open_engine, schema
from pipelines.store.ledger import Entry, Ledger
from schedules import durations
from schedules.catchup import was_cut_off
from schedules.children import GRACE
from schedules.definitions import Schedule
from schedules.listing import columns

LOOKED_AT = 500
"""Rows of the ledger in which the beginning of a series of failures is looked for."""
_TO_END = GRACE + timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    schedule: Schedule
    last: Entry | None
    """The newest due time with a row."""
    state: str
    """Of the last one: `running`, `cut off`, its result or its run's outcome."""
    late_since: datetime | None
    """The oldest due time that has no row and should have one."""
    failing: tuple[Entry, ...]
    """The unhealthy crawls since the last healthy one, newest first."""
    next_due: datetime | None


def read(schedules: Sequence[Schedule], database: str, now: datetime) -> list[Status]:
    """Raises `StoreError`. A database without a schema, or without a file, has no runs yet."""
    engine = open_engine(database)
    try:
        if schema.state(engine) == "missing":
            return [assess(one, [], now) for one in schedules]
        ledger = Ledger(engine)
        return [assess(one, ledger.entries(one.name, LOOKED_AT), now) for one in schedules]
    finally:
        engine.dispose()


def assess(schedule: Schedule, entries: Sequence[Entry], now: datetime) -> Status:
    """How a schedule does, from its rows of the ledger, newest first."""
    last = entries[0] if entries else None
    state = _state(schedule, last, now) if last else "never run"
    overdue = schedule.due_between(last.due_at, now - schedule.healthy.late_after) if last else []
    judged = [entry for entry in entries if _tells(entry)]
    return Status(
        schedule=schedule,
        last=last,
        state=state,
        late_since=overdue[0] if overdue and schedule.enabled and state != "running" else None,
        failing=tuple(takewhile(lambda entry: not _healthy(schedule, entry), judged)),
        next_due=schedule.next_due(now) if schedule.enabled else None,
    )


def as_json(statuses: Sequence[Status]) -> list[dict[str, Any]]:
    return [
        {
            "schedule": one.schedule.name,
            "state": one.state,
            "due_at": _iso(one.last and one.last.due_at),
            "started_at": _iso(one.last and one.last.started_at),
            "finished_at": _iso(one.last and one.last.finished_at),
            "result": one.last and one.last.result,
            "run": one.last and one.last.run,
            "outcome": one.last and one.last.outcome,
            "reason": one.last and one.last.reason,
            "late_since": _iso(one.late_since),
            "failing_since": _iso(one.failing[-1].due_at if one.failing else None),
            "failed_in_a_row": len(one.failing),
            "next_due": _iso(one.next_due),
        }
        for one in statuses
    ]


def as_lines(statuses: Sequence[Status]) -> list[str]:
    rows = [("schedule", "last due", "result", "state", "took", "next")]
    for one in statuses:
        last = one.last
        due = _local(one, last.due_at) if last else "-"
        following = _local(one, one.next_due) if one.next_due else "not enabled"
        result = last.result if last else "-"
        rows.append((one.schedule.name, due, result, one.state, _took(last), following))
    troubles = [line for one in statuses for line in _troubles(one)]
    return [*columns(rows), "", *(troubles or ["nothing is late and nothing is failing"])]


def _troubles(one: Status) -> list[str]:
    lines = []
    if one.late_since:
        lines.append(f"LATE     {one.schedule.name}: due since {_local(one, one.late_since)}")
    if one.failing:
        newest, oldest = one.failing[0], one.failing[-1]
        reason = newest.reason or newest.outcome or newest.result
        since = f"since {_local(one, oldest.due_at)}, {len(one.failing)} in a row"
        lines.append(f"FAILING  {one.schedule.name}: {since}; the last one: {reason}")
    return lines


def _state(schedule: Schedule, entry: Entry, now: datetime) -> str:
    if was_cut_off(schedule, entry) and entry.started_at is not None:
        # A crawl does not outlive its time limit; one that ends has its run in its row.
        going_on = now < entry.started_at + schedule.time_limit + _TO_END
        return "running" if going_on else "cut off"
    return entry.outcome or entry.result


def _tells(entry: Entry) -> bool:
    """Whether a row says how a schedule does: a skipped or a missed crawl does not."""
    return entry.result == "refused" or entry.outcome is not None or _is_command(entry)


def _is_command(entry: Entry) -> bool:
    return entry.started_at is not None and entry.run is None


def _healthy(schedule: Schedule, entry: Entry) -> bool:
    if entry.result == "refused":
        return False
    return entry.outcome is None or entry.outcome in schedule.healthy.outcomes


def _took(entry: Entry | None) -> str:
    if entry is None or entry.started_at is None or entry.finished_at is None:
        return "-"
    return durations.show(entry.finished_at - entry.started_at)


def _local(one: Status, moment: datetime) -> str:
    return f"{moment.astimezone(one.schedule.zone):%Y-%m-%d %H:%M %Z}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
