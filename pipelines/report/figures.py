"""What the report tells, as numbers: counted from rows that pass by once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil

from crawler.article_fields import FOUND
from crawler.items import Source
from crawler.parsing.clean.dates import ZONE

DAYS = 42
MONTHS = 12

SOURCES = tuple(source.value for source in Source)
NO_SOURCE = "none"

DELAYS: tuple[tuple[str, timedelta], ...] = (
    ("within 1 h", timedelta(hours=1)),
    ("1 to 3 h", timedelta(hours=3)),
    ("3 to 6 h", timedelta(hours=6)),
    ("6 to 12 h", timedelta(hours=12)),
    ("12 to 24 h", timedelta(hours=24)),
    ("1 to 3 days", timedelta(days=3)),
    ("3 to 30 days", timedelta(days=30)),
)
LATER = "later"
"""Mostly an archive that was there before the first crawl, so no delay of ours."""


@dataclass(frozen=True, slots=True)
class Passing:
    """What the report wants to know of one article."""

    published: datetime
    captured: datetime
    section: str
    agencies: list[str]
    keywords: list[str]
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Totals:
    articles: int = 0
    undated: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None
    by_section: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Period:
    """The months the report covers and the days it shows singly, both up to the same day."""

    last: date

    @property
    def days(self) -> list[date]:
        return [self.last - timedelta(days=ago) for ago in reversed(range(DAYS))]

    @property
    def months(self) -> list[str]:
        index = self.last.year * 12 + self.last.month - 1
        return [month_of(*divmod(n, 12)) for n in range(index - MONTHS + 1, index + 1)]

    @property
    def start(self) -> datetime:
        """The first moment of the first month."""
        year, month = map(int, self.months[0].split("-"))
        return datetime(year, month, 1, tzinfo=ZONE)

    @property
    def end(self) -> datetime:
        """The moment after the last day."""
        after = self.last + timedelta(days=1)
        return datetime(after.year, after.month, after.day, tzinfo=ZONE)


def month_of(year: int, month_from_0: int) -> str:
    return f"{year:04d}-{month_from_0 + 1:02d}"


@dataclass(slots=True)
class Figures:
    """Counts over the articles published in the period."""

    period: Period
    top_of: Mapping[str, str]
    """Slug of a section -> slug of the section at the menu's top that it is below."""
    articles: int = 0
    by_day: dict[date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_month: Counter[str] = field(default_factory=Counter)
    wire: Counter[str] = field(default_factory=Counter)
    agencies: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    keywords: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    spellings: dict[str, str] = field(default_factory=dict)
    """Keyword without regard to case -> as it was written first."""
    sources: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    delays: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    hours: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, one: Passing) -> None:
        local = one.published.astimezone(ZONE)
        month = f"{local:%Y-%m}"
        self.articles += 1
        self.by_month[month] += 1
        self.wire[month] += bool(one.agencies)
        self.by_day[local.date()][self.top_of.get(one.section, one.section)] += 1
        self.agencies[month].update(set(one.agencies))
        for folded, word in {word.casefold(): word for word in one.keywords}.items():
            self.keywords[month][self.spellings.setdefault(folded, word)] += 1
        for name in FOUND:
            self.sources[name][one.sources.get(name, NO_SOURCE)] += 1
        delay = max(one.captured - one.published, timedelta(0))
        bucket = next((name for name, limit in DELAYS if delay <= limit), LATER)
        self.delays[month][bucket] += 1
        if bucket != LATER:
            self.hours[month].append(delay / timedelta(hours=1))

    def total(self, counted: Mapping[str, Counter[str]]) -> Counter[str]:
        """One of the monthly counts over all months."""
        return sum((counted[month] for month in self.period.months if month in counted), Counter())

    def busy_months(self) -> list[str]:
        """The months from the first one with an article on."""
        months = self.period.months
        first = next((n for n, month in enumerate(months) if self.by_month[month]), len(months))
        return months[first:]

    def quantiles(self) -> Iterator[tuple[str, int, float, float]]:
        """For each month with captures: how many, and half and nine tenths of them within hours."""
        for month in self.period.months:
            hours = sorted(self.hours.get(month, ()))
            if hours:
                yield month, len(hours), _quantile(hours, 0.5), _quantile(hours, 0.9)


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[ceil(share * len(ordered)) - 1]
