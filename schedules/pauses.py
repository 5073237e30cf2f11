"""Schedules that are paused for a while: a file of this installation, so that it also works while
the database is away. Whatever starts a schedule asks it each time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from crawler import settings
from crawler.runtime.exceptions import ArgumentError, CrawlFailed
from crawler.runtime.paths import resolve
from crawler.runtime.whole_files import replacing
from schedules.definitions import Schedule

FILE = resolve(settings.SPOOL_DIR).with_name("paused.json")
"""`data/paused.json`, unless the spool lies elsewhere."""
ALL = "all"


@dataclass(frozen=True, slots=True)
class Pause:
    since: datetime
    until: datetime | None
    """None: until it is resumed."""

    def holds(self, now: datetime) -> bool:
        return self.until is None or now < self.until


def paused(schedule: Schedule, now: datetime) -> Pause | None:
    """Raises CrawlFailed where the file cannot be read: a pause is not forgotten in silence."""
    found = _read(FILE).get(schedule.name)
    return found if found is not None and found.holds(now) else None


def pause(schedules: Iterable[Schedule], until: str | None, now: datetime) -> list[str]:
    """One line a schedule. `until`: a day or a time, by the schedule's own clock.

    :raises ArgumentError: it is none, or has passed
    """
    known = _read(FILE)
    said = []
    for one in schedules:
        moment = _moment(until, one, now) if until is not None else None
        known[one.name] = Pause(now, moment)
        said.append(f"{one.name}: {shown(known[one.name], one)}")
    _write(FILE, known)
    return said


def resume(schedules: Sequence[Schedule], now: datetime) -> list[str]:
    known = _read(FILE)
    said = []
    for one in schedules:
        was = known.pop(one.name, None)
        is_news = was is not None and was.holds(now)
        said.append(f"{one.name}: {'resumed' if is_news else 'was not paused'}")
    _write(FILE, known)
    return said


def shown(one: Pause, schedule: Schedule) -> str:
    if one.until is None:
        return f"paused until: python -m schedules resume {schedule.name}"
    return f"paused until {one.until.astimezone(schedule.zone):%Y-%m-%d %H:%M %Z}"


def _moment(text: str, schedule: Schedule, now: datetime) -> datetime:
    try:
        if len(text) == len("2026-10-01"):
            local = datetime.combine(date.fromisoformat(text), time())
        else:
            local = datetime.fromisoformat(text)
    except ValueError:
        example = "2026-10-01 or 2026-10-01T06:00"
        raise ArgumentError(f"--until {text!r} is no time; write it as {example}") from None
    moment = (local if local.tzinfo else local.replace(tzinfo=schedule.zone)).astimezone(UTC)
    if moment <= now:
        raise ArgumentError(f"--until {text} has passed by the clock of {schedule.name}")
    if moment - now > timedelta(days=3660):
        raise ArgumentError(f"--until {text} is more than ten years away; leave it out")
    return moment


def _read(file: Path) -> dict[str, Pause]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return {
            name: Pause(
                datetime.fromisoformat(one["since"]),
                datetime.fromisoformat(one["until"]) if one["until"] else None,
            )
            for name, one in found.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CrawlFailed(f"{file} cannot be read: {error}; mend or remove it") from error


def _write(file: Path, known: dict[str, Pause]) -> None:
    told = {
        name: {
            "since": one.since.isoformat(),
            "until": one.until.isoformat() if one.until else None,
        }
        for name, one in known.items()
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as unfinished:
        unfinished.write(json.dumps(told, indent=1).encode())
