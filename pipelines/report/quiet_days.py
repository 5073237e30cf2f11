"""Days and sections with unusually little, by what the runs themselves counted.

The articles' own dates would not do: an article that was never seen has none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp
from typing import Any, Self

from crawler.parsing.clean.dates import ZONE
from crawler.urls import section_of
from pipelines.outcome.observed import Observed

WEEKS = 8
LITTLE = 0.25
"""A day with at most this share of the section's mean may belong to a hole."""
UNLIKELY = 0.001
"""Chance of so few in so many days (Poisson) below which it is one: 60 sections over eight weeks
then give a false one every few reports, and a section with 7 articles a day is missed in one."""
ALL = "all sections"


@dataclass(frozen=True, slots=True)
class Counted:
    """One run: its day and, by listing, how many of the articles shown were new."""

    day: date
    new: Mapping[str, int]

    @classmethod
    def of(cls, started_at: datetime, stats: Mapping[str, Any]) -> Self:
        seen = Observed(stats)
        new = {name: max(cards - seen.known(name), 0) for name, cards in seen.cards().items()}
        return cls(started_at.astimezone(ZONE).date(), new)


@dataclass(frozen=True, slots=True)
class Hole:
    section: str
    first: date
    last: date
    found: int
    usual: float

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Flow:
    """New articles in the lists, by day and section, for the days from the first run on."""

    days: list[date]
    by_section: dict[str, Counter[date]]
    without_run: list[date]

    def total(self, day: date) -> int:
        return self.by_section[ALL][day] if ALL in self.by_section else 0


def flow(runs: Sequence[Counted]) -> Flow:
    """What a listing shows in the first run that reads it is an archive, not news."""
    by_section: dict[str, Counter[date]] = defaultdict(Counter)
    known: set[str] = set()
    for run in runs:
        for listing in run.new.keys() & known:
            by_section[section_of(listing)][run.day] += run.new[listing]
            by_section[ALL][run.day] += run.new[listing]
        for listing in run.new.keys() - known:
            known.add(listing)
            by_section.setdefault(section_of(listing), Counter())
    run_days = {run.day for run in runs if run.new}
    days = list(_days(min(run_days), max(run_days)))[1:] if run_days else []
    return Flow(days, dict(by_section), [day for day in days if day not in run_days])


def holes(counted: Flow, today: date) -> list[Hole]:
    """The newest first. `today` is not over, so it is none."""
    days = [day for day in counted.days if day < today]
    closed = set(counted.without_run)
    found = list(_of_section(ALL, counted, days, closed))
    for hole in found:
        closed.update(_days(hole.first, hole.last))
    for section in sorted(counted.by_section.keys() - {ALL}):
        found += _of_section(section, counted, days, closed)
    return sorted(found, key=lambda hole: (hole.first, hole.section == ALL), reverse=True)


def _of_section(
    section: str, counted: Flow, days: Sequence[date], closed: set[date]
) -> Iterator[Hole]:
    """Stretches of days; on closed ones it lies at the runs, and they count for nothing."""
    numbers = counted.by_section.get(section, Counter())
    open_days = [day for day in days if day not in closed]
    total = sum(numbers[day] for day in open_days)
    for stretch in _stretches(open_days, numbers, LITTLE * total / max(len(open_days), 1)):
        found, others = sum(numbers[day] for day in stretch), len(open_days) - len(stretch)
        if not others:
            continue
        usual = (total - found) / others * len(stretch)
        if _chance(found, usual) < UNLIKELY:
            yield Hole(section, stretch[0], stretch[-1], found, usual)


def _stretches(days: Sequence[date], numbers: Counter[date], little: float) -> Iterator[list[date]]:
    stretch: list[date] = []
    for day in days:
        if numbers[day] <= little:
            stretch.append(day)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _chance(at_most: int, mean: float) -> float:
    """Of a Poisson number being that small."""
    term = total = exp(-mean)
    for number in range(1, at_most + 1):
        term *= mean / number
        total += term
    return total


def _days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)
