"""`python -m schedules list`: what runs next, in the schedule's own zone and in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from crawler.runtime.text_table import columns
from schedules import durations
from schedules.definitions import Schedule

SHOWN = 3
"""Due times shown of each schedule."""


def as_json(schedules: Sequence[Schedule], now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "schedule": one.name,
            "runs": one.what,
            "spider": one.spider,
            "arguments": dict(one.arguments),
            "cron": one.cron.expression,
            "timezone": one.zone.key,
            "time_limit_seconds": int(one.time_limit.total_seconds()),
            "enabled": one.enabled,
            "next": [
                {"local": due.astimezone(one.zone).isoformat(), "utc": due.isoformat()}
                for due in _next(one, now)
            ],
        }
        for one in schedules
    ]


def as_lines(schedules: Sequence[Schedule], now: datetime) -> list[str]:
    rows = [("schedule", "next", "UTC", "in")]
    notes = []
    for one in schedules:
        name = one.name
        for due in _next(one, now):
            local = f"{due.astimezone(one.zone):%a %Y-%m-%d %H:%M %Z}"
            rows.append((name, local, f"{due:%Y-%m-%d %H:%M}", durations.show(due - now)))
            name = ""
        if not one.enabled:
            rows.append((name, "not enabled", "", ""))
        notes.append((one.name, one.cron.expression, one.zone.key, one.what))
    return [*columns(rows), "", *columns([("schedule", "cron", "zone", "runs"), *notes])]


def _next(schedule: Schedule, now: datetime) -> list[datetime]:
    if not schedule.enabled:
        return []
    later = schedule.cron.due_times(schedule.zone, now)
    return [due.astimezone(UTC) for due in islice(later, SHOWN)]
