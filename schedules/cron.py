"""Cron expressions, with cron's own meaning: from a moment to the next due time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

SHORTHANDS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_DAY = timedelta(days=1)
_CALENDAR = timedelta(days=146_097)
"""After 400 years the calendar repeats: what is not due by then never is."""


class CronError(ValueError):
    """Raised when an expression is none; its text says which field, and why."""


class _Field(NamedTuple):
    name: str
    low: int
    high: int
    words: tuple[str, ...] = ()


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("weekday", 0, 7, _WEEKDAYS),
)


@dataclass(frozen=True, slots=True)
class Cron:
    """The times an expression names, by the clock on the wall of a time zone.

    When the clocks change, each of them comes exactly once: one that the clock leaves out at the
    moment it would have been, one that the clock shows twice at the first. Only an expression for
    every hour goes by real hours: 23 in the short night and 25 in the long one.
    """

    expression: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    """0 is Sunday."""
    either_day: bool
    """Whether the day of the month or the weekday is enough, not both."""

    @classmethod
    def parse(cls, expression: str) -> Self:
        """Raises `CronError`; also for a day that never comes, such as 31 February."""
        parts = _parts(expression)
        minutes, hours, days, months, weekdays = map(_values, parts, _FIELDS)
        parsed = cls(
            expression=expression,
            minutes=tuple(sorted(minutes)),
            hours=tuple(sorted(hours)),
            days=frozenset(days),
            months=frozenset(months),
            weekdays=frozenset(number % 7 for number in weekdays),
            # Cron's rule goes by the first letter: `*/2` restricts, yet counts as a star.
            either_day=not parts[2].startswith("*") and not parts[4].startswith("*"),
        )
        if next(parsed._matching_days(date(2000, 1, 1), 1), None) is None:
            raise CronError(f"{expression!r} names a day that never comes")
        return parsed

    def due_times(self, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
        """All later due times, in UTC, one after another."""
        last = after.astimezone(UTC)
        # A time that the clocks leave out on the day before may be due on this one.
        for day in self._matching_days(after.astimezone(zone).date() - _DAY, 1):
            for moment in self._moments(day, zone):
                if moment > last:
                    yield moment
                    last = moment

    def between(self, zone: ZoneInfo, after: datetime, until: datetime) -> list[datetime]:
        """The due times in (after, until]."""
        return list(takewhile(lambda moment: moment <= until, self.due_times(zone, after)))

    def latest(self, zone: ZoneInfo, at: datetime) -> datetime:
        """The newest due time at `at` or before, in UTC."""
        earlier = (
            moment
            for day in self._matching_days(at.astimezone(zone).date() + _DAY, -1)
            for moment in reversed(self._moments(day, zone))
            if moment <= at
        )
        return next(earlier)

    def _matching_days(self, start: date, step: int) -> Iterator[date]:
        day = start
        while abs(day - start) <= _CALENDAR:
            if day.month not in self.months:
                first = day.replace(day=1)
                day = (first + 32 * _DAY).replace(day=1) if step > 0 else first - _DAY
                continue
            if self._matches(day):
                yield day
            day += step * _DAY

    def _matches(self, day: date) -> bool:
        of_month, of_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return of_month or of_week if self.either_day else of_month and of_week

    def _moments(self, day: date, zone: ZoneInfo) -> list[datetime]:
        every_hour = len(self.hours) == 24
        found = set()
        for hour in self.hours:
            for minute in self.minutes:
                local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
                found.add(local.astimezone(UTC))
                if every_hour and _comes_twice(local):
                    found.add(local.replace(fold=1).astimezone(UTC))
        return sorted(found)


def _comes_twice(local: datetime) -> bool:
    first, second = local.utcoffset(), local.replace(fold=1).utcoffset()
    assert first is not None
    assert second is not None
    return first > second


def _parts(expression: str) -> list[str]:
    words = expression.lower().split()
    if len(words) == 1 and words[0].startswith("@"):
        if words[0] not in SHORTHANDS:
            raise CronError(f"{expression!r} is not one of {', '.join(SHORTHANDS)}")
        return SHORTHANDS[words[0]].split()
    if len(words) != len(_FIELDS):
        names = ", ".join(field.name for field in _FIELDS)
        raise CronError(f"{expression!r} has {len(words)} fields, not the five of cron: {names}")
    return words


def _values(text: str, field: _Field) -> set[int]:
    """`5`, `mon-fri`, `*/15`, `1-9/2` and lists of these."""
    found: set[int] = set()
    for item in text.split(","):
        span, slash, step = item.partition("/")
        low, high = _span(span, field)
        if slash and span != "*" and "-" not in span:
            raise CronError(f"{field.name} {item!r}: a step goes with a range or *")
        if slash and not (step.isascii() and step.isdigit() and int(step)):
            raise CronError(f"{field.name} {item!r}: the step is no number above 0")
        found.update(range(low, high + 1, int(step) if slash else 1))
    return found


def _span(text: str, field: _Field) -> tuple[int, int]:
    if text == "*":
        return field.low, field.high
    first, dash, last = text.partition("-")
    low = _number(first, field)
    high = _number(last, field) if dash else low
    if low > high:
        raise CronError(f"{field.name} {text!r}: the range ends before it begins; write a list")
    return low, high


def _number(text: str, field: _Field) -> int:
    if text in field.words:
        return field.words.index(text) + field.low
    if not (text.isascii() and text.isdigit()) or not field.low <= int(text) <= field.high:
        names = f" or {field.words[0]}-{field.words[-1]}" if field.words else ""
        raise CronError(f"{field.name} {text!r} is not {field.low}-{field.high}{names}")
    return int(text)
