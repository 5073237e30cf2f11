"""Which days are holes: those that no run covered, and those with far fewer articles than usual.

Pure functions of what the database knows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Literal

WEEKS = 6
"""Before and after a day, whose same weekdays say what is usual."""
MIN_SHARE = 0.5
"""Of the usual number; a day with less is a hole."""
MIN_SAME_WEEKDAYS = 3
"""Same weekdays that are needed to say what is usual."""
_WEEK = 7
_MIN_DAYS_A_WEEK = 4
"""Days with articles among seven that make a newspaper that appears daily."""

Why = Literal["no run covered it", "under half of the usual"]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the database knows; of one section, or of all."""

    articles: Mapping[date, int]
    """By day of publication."""
    of_all: Mapping[date, int]
    """The same of all sections."""
    looked: Collection[date]
    """Days on which a run looked at the lists."""
    covered: Collection[date] = field(default_factory=frozenset)
    """Days without a look of which a later one showed all, or that an archive was asked for."""
    over: date
    """The last day that is over, in the newspaper's zone."""
    seen_to_its_end: date | None = None
    """The last day after whose end a run looked."""


@dataclass(frozen=True, slots=True)
class Hole:
    day: date
    articles: int
    usual: float | None
    """Median of the same weekday in the weeks around; None where too few are known."""
    why: Why


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row, or the holes of a month."""

    holes: tuple[Hole, ...]

    @property
    def first(self) -> date:
        return min(hole.day for hole in self.holes)

    @property
    def last(self) -> date:
        return max(hole.day for hole in self.holes)


def period(known: Known) -> tuple[date, date] | None:
    """The first and the last day that are looked at; None where nothing is known.

    The archive begins with the first week of which most days have articles. Single older ones, as
    the list of a quiet section shows them, make no beginning. It ends with the last such week where
    no run ever looked at a list, else with the last day that is over.
    """
    dense = [day for day in sorted(known.of_all) if _is_daily(known.of_all, day)]
    firsts = [*dense[:1], *sorted(known.looked)[:1]]
    if not firsts:
        return None
    last = known.over
    if not known.looked:
        last = min(last, max(day for day in known.of_all if day - dense[-1] < _WEEK * _DAY))
    return (min(firsts), last) if min(firsts) <= last else None


def _is_daily(articles: Mapping[date, int], first: date) -> bool:
    week = (first + n * _DAY for n in range(_WEEK))
    return sum(articles.get(day, 0) > 0 for day in week) >= _MIN_DAYS_A_WEEK


def holes(known: Known) -> list[Hole]:
    """The oldest first."""
    bounds = period(known)
    if bounds is None:
        return []
    first, last = bounds
    every = [first + n * _DAY for n in range((last - first).days + 1)]
    closed = {day for day in every if not _is_covered(known, day)}
    return list(_found(known, every, closed))


def _is_covered(known: Known, day: date) -> bool:
    """Before the first look, by whatever brought articles of the day."""
    if day in known.looked or day in known.covered:
        return True
    began = min(known.looked, default=None)
    return (began is None or day < began) and known.of_all.get(day, 0) > 0


def _found(known: Known, every: list[date], closed: Collection[date]) -> Iterator[Hole]:
    judged = {day for day in every if day not in closed and _is_whole(known, day)}
    for day in every:
        articles, usual = known.articles.get(day, 0), _usual(known, judged, day)
        if day in closed:
            yield Hole(day, articles, usual, "no run covered it")
        elif day in judged and usual is not None and articles < MIN_SHARE * usual:
            yield Hole(day, articles, usual, "under half of the usual")


def _is_whole(known: Known, day: date) -> bool:
    """Whether a day's articles can all be here: the last one's come with the next look."""
    return known.seen_to_its_end is None or day <= known.seen_to_its_end


def _usual(known: Known, judged: Collection[date], day: date) -> float | None:
    around = (day + n * _WEEK * _DAY for n in range(-WEEKS, WEEKS + 1) if n)
    numbers = [known.articles.get(one, 0) for one in around if one in judged]
    return float(median(numbers)) if len(numbers) >= MIN_SAME_WEEKDAYS else None


def in_a_row(found: list[Hole]) -> list[Stretch]:
    stretches: list[list[Hole]] = []
    for hole in found:
        if stretches and hole.day - stretches[-1][-1].day == _DAY:
            stretches[-1].append(hole)
        else:
            stretches.append([hole])
    return [Stretch(tuple(one)) for one in stretches]


def by_month(found: list[Hole]) -> list[Stretch]:
    months: dict[tuple[int, int], list[Hole]] = {}
    for hole in found:
        months.setdefault((hole.day.year, hole.day.month), []).append(hole)
    return [Stretch(tuple(one)) for one in months.values()]
