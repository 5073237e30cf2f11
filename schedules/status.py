"""`python -m schedules status`: the last runs, what is late, what is failing since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from textwrap import shorten
from typing import Any

from sqlalchemy import Engine

from crawler.runtime import terminal
from crawler.runtime.text_table import columns
from pipelines.store import open_engine
from pipelines.store.backends.closing import close
from pipelines.store.ledger import Entry, Ledger
from pipelines.store.lock import Held
from pipelines.store.schema import versions
from schedules import durations
from schedules.catchup import was_cut_off
from schedules.definitions import Schedule
from schedules.pauses import Pause, paused, shown
from schedules.runner import lock_of

LOOKED_AT = 500
"""Rows of the ledger in which the beginning of a series of failures is looked for."""
MAX_REASON_LENGTH = 100
"""Letters of a reason on the screen; `v_runs` has all of it."""


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
    ahead: Entry | None = None
    """A row dated later than now: a clock was ahead, or this one is behind."""
    pause: Pause | None = None


def is_amiss(status: Status) -> bool:
    """Whether an operator should look: it is late, or its last crawl was not healthy."""
    return status.late_since is not None or bool(status.failing)


def read(schedules: Sequence[Schedule], database: str, now: datetime) -> list[Status]:
    """Raises `StoreError`. A database without a schema, or without a file, has no runs yet."""
    engine = open_engine(database)
    try:
        if versions.state(engine) == "missing":
            return [assess(one, [], now, pause=paused(one, now)) for one in schedules]
        ledger = Ledger(engine)
        return [_read(engine, ledger, one, now) for one in schedules]
    finally:
        if (unsaid := close(engine)) is not None:
            terminal.say(unsaid)


def _read(engine: Engine, ledger: Ledger, schedule: Schedule, now: datetime) -> Status:
    rows = ledger.entries(schedule.name, LOOKED_AT, now)
    ahead = ledger.ahead(schedule.name, now)
    runs_now = _runs_now(engine, schedule, rows)
    return assess(schedule, rows, now, runs_now, ahead, paused(schedule, now))


def assess(
    schedule: Schedule,
    entries: Sequence[Entry],
    now: datetime,
    runs_now: bool = False,
    ahead: Entry | None = None,
    pause: Pause | None = None,
) -> Status:
    """How a schedule does, from its rows of the ledger, newest first.

    `ahead`: the newest one that a clock ahead of `now` has written, where it is not among them.
    """
    ahead = ahead or next((entry for entry in entries if entry.is_ahead(now)), None)
    entries = [entry for entry in entries if not entry.is_ahead(now)]
    last = entries[0] if entries else None
    overdue = _overdue(schedule, last, now, had_rows=ahead is not None)
    silent = runs_now or pause is not None
    judged = [entry for entry in entries if _tells(schedule, entry)]
    return Status(
        schedule=schedule,
        last=last,
        state=_state(schedule, last, runs_now),
        late_since=overdue[0] if overdue and schedule.enabled and not silent else None,
        failing=tuple(takewhile(lambda entry: not _healthy(schedule, entry), judged)),
        next_due=schedule.next_due(now) if schedule.enabled else None,
        ahead=ahead,
        pause=pause,
    )


def _overdue(
    schedule: Schedule, last: Entry | None, now: datetime, *, had_rows: bool
) -> list[datetime]:
    """Due times that should have a row by now. Where all rows are dated ahead, it is not known
    when the last one was settled: the newest due time counts."""
    latest = now - schedule.healthy.late_after
    if last is not None:
        return schedule.due_between(last.due_at, latest)
    return [schedule.latest_due(latest)] if had_rows else []


def as_json(statuses: Sequence[Status]) -> list[dict[str, Any]]:
    return [
        {
            "schedule": one.schedule.name,
            "state": one.state,
            "last": _last(one.last) if one.last else None,
            "late_since": _iso(one.late_since),
            "failing_since": _iso(one.failing[-1].due_at if one.failing else None),
            "failed_in_a_row": len(one.failing),
            "next_due": _iso(one.next_due),
            "dated_ahead": _iso(one.ahead.due_at if one.ahead else None),
            "paused": _paused(one.pause) if one.pause else None,
        }
        for one in statuses
    ]


def _paused(pause: Pause) -> dict[str, Any]:
    return {"since": _iso(pause.since), "until": _iso(pause.until)}


def _last(entry: Entry) -> dict[str, Any]:
    return {
        "due_at": _iso(entry.due_at),
        "started_at": _iso(entry.started_at),
        "finished_at": _iso(entry.finished_at),
        "result": entry.result,
        "run": entry.run,
        "outcome": entry.outcome,
        "reason": entry.reason,
    }


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
    if one.pause:
        lines.append(f"PAUSED   {one.schedule.name}: {shown(one.pause, one.schedule)}")
    if one.ahead:
        due = _local(one, one.ahead.due_at)
        hint = "a clock was ahead when it was written, or this one is behind; it settles nothing"
        lines.append(f"CLOCK    {one.schedule.name}: the row for {due} is later than now: {hint}")
    if one.late_since:
        lines.append(f"LATE     {one.schedule.name}: due since {_local(one, one.late_since)}")
    if one.failing:
        newest, oldest = one.failing[0], one.failing[-1]
        reason = shorten(newest.reason or newest.outcome or newest.result, MAX_REASON_LENGTH)
        since = f"since {_local(one, oldest.due_at)}, {len(one.failing)} in a row"
        lines.append(f"FAILING  {one.schedule.name}: {since}; the last one: {reason}")
    return lines


def _runs_now(engine: Engine, schedule: Schedule, entries: Sequence[Entry]) -> bool:
    """Whether somebody has the schedule's lock; asked only where a row leaves it open."""
    if not entries or not was_cut_off(schedule, entries[0]):
        return False
    try:
        # Had for a moment where it is free; the runner tries more than once.
        with lock_of(engine, schedule):
            return False
    except Held:
        return True


def _state(schedule: Schedule, entry: Entry | None, runs_now: bool) -> str:
    if entry is None:
        return "never run"
    if was_cut_off(schedule, entry):
        return "running" if runs_now else "cut off"
    return entry.outcome or entry.result


def _tells(schedule: Schedule, entry: Entry) -> bool:
    """Whether a row says how a schedule does: one that was skipped, missed or goes on does not."""
    if entry.result == "refused" or entry.outcome is not None:
        return True
    return schedule.spider is None and entry.result in ("ran", "late")


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
