"""Cron expressions, with cron's own meaning: from a moment to the next due time.

cronsim reads the five fields and walks the calendar. Two things stay ours: what is said of a wrong
expression (cronsim names the field only, and also takes seconds, `L`, `#` and `5/15`), and the
nights on which the clocks change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, takewhile
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

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
_SECOND = timedelta(seconds=1)


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
    fields: str
    """The expression as cronsim reads it."""

    @classmethod
    def parse(cls, expression: str) -> Self:
        """Raises `CronError`; also for a day that never comes, such as 31 February."""
        fields = " ".join(map(_checked, _parts(expression), _FIELDS))
        try:
            CronSim(fields, datetime.min)  # noqa: DTZ901 -- for its complaint; it is not walked
        except CronSimError as error:
            raise CronError(f"{expression!r} names a day that never comes") from error
        return cls(expression, fields)

    def due_times(self, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
        """All later due times, in UTC, one after another."""
        last = after.astimezone(UTC)
        for moments in self._by_day(zone, _wall(zone, after, -_DAY)):
            for moment in moments:
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
            for moments in self._by_day(zone, _wall(zone, at, _DAY) + _SECOND, reverse=True)
            for moment in reversed(moments)
            if moment <= at
        )
        return next(earlier)

    def _by_day(
        self, zone: ZoneInfo, start: datetime, *, reverse: bool = False
    ) -> Iterator[list[datetime]]:
        """The due times of each day, sorted: after `start` on the wall, or before it backwards.

        cronsim walks the clock on the wall, without a zone: with one it would move a time that is
        left out to the end of the gap, where ours stays as late as it would have been.
        """
        wall = CronSim(self.fields, start, reverse)
        every_hour = len(wall.hours) == 24
        for _, times in groupby(wall, key=datetime.date):
            yield sorted(_moments(times, zone, every_hour=every_hour))


def _wall(zone: ZoneInfo, at: datetime, margin: timedelta) -> datetime:
    """The clock on the wall at a moment, or by a margin before or after it where the clocks change
    within a day: a time that they leave out or show twice is due sooner or later than it says."""
    offsets = {(at + days * _DAY).astimezone(zone).utcoffset() for days in (-1, 0, 1)}
    begin = at if len(offsets) == 1 else at + margin
    return begin.astimezone(zone).replace(tzinfo=None)


def _moments(times: Iterator[datetime], zone: ZoneInfo, *, every_hour: bool) -> set[datetime]:
    found = set()
    for wall in times:
        local = wall.replace(tzinfo=zone)
        found.add(local.astimezone(UTC))
        if every_hour and _comes_twice(local):
            found.add(local.replace(fold=1).astimezone(UTC))
    return found


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


def _checked(text: str, field: _Field) -> str:
    """A list of `5`, `mon-fri`, `*/15`, `1-9/2`, as cronsim reads them."""
    return ",".join(_item(item, field) for item in text.split(","))


def _item(text: str, field: _Field) -> str:
    span, slash, step = text.partition("/")
    low, high = _span(span, field)
    if slash and span != "*" and "-" not in span:
        raise CronError(f"{field.name} {text!r}: a step goes with a range or *")
    if slash and not (step.isascii() and step.isdigit() and int(step)):
        raise CronError(f"{field.name} {text!r}: the step is no number above 0")
    # cronsim takes `5-5/2` for `5/2`: from 5 on.
    return str(low) if low == high else text


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
