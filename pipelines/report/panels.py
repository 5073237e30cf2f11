"""The charts of the page, each with its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from crawler.article_fields import FOUND
from pipelines.report.charts import COLOURS, Cell, Chart, Table, bars, columns
from pipelines.report.figures import DELAYS, LATER, NO_SOURCE, SOURCES, Figures
from pipelines.report.quiet_days import Flow

OTHERS = "others"
_NAMED = COLOURS - 1
_KEYWORDS = 15
_KEYWORDS_A_MONTH = 8
_WEEK = 7


def by_day(figures: Figures, names: Mapping[str, str]) -> Chart | None:
    days = figures.period.days
    counted = {f"{day:%Y-%m-%d}": figures.by_day.get(day, Counter()) for day in days}
    total = sum(counted.values(), Counter())
    if not total:
        return None
    series = _stacked(counted, total, names)
    labels = [_day(day) for day in days]
    rows: list[list[Cell]] = [
        [key, *(numbers[n] for numbers in series.values()), counted[key].total()]
        for n, key in enumerate(counted)
    ]
    return columns(labels, series, Table(["day", *series, "all"], rows[::-1]), every=_WEEK)


def by_month(figures: Figures) -> Chart | None:
    """Articles that name each agency, and how many name any."""
    months, total = figures.busy_months(), figures.total(figures.agencies)
    if not total:
        return None
    counted = {month: figures.agencies.get(month, Counter()) for month in months}
    series = _stacked(counted, total, {})
    rows: list[list[Cell]] = [
        [
            month,
            *(numbers[n] for numbers in series.values()),
            figures.wire[month],
            figures.by_month[month],
            _share(figures.wire[month], figures.by_month[month]),
        ]
        for n, month in enumerate(months)
    ]
    table = Table(["month", *series, "with any", "articles", "share"], rows[::-1])
    return columns([_month(month) for month in months], series, table)


def keywords(figures: Figures) -> Chart | None:
    top = _first(figures.total(figures.keywords), _KEYWORDS)
    if not top:
        return None
    rows: list[list[Cell]] = [
        [month, ", ".join(f"{word} {number}" for word, number in of_month)]
        for month in reversed(figures.busy_months())
        if (of_month := _first(figures.keywords.get(month, Counter()), _KEYWORDS_A_MONTH))
    ]
    words, numbers = [word for word, _ in top], [number for _, number in top]
    return bars(words, {"articles": numbers}, Table(["month", "keywords and their articles"], rows))


def sources(figures: Figures) -> Chart | None:
    """Of each field, the per cent that each source gave."""
    if not figures.articles:
        return None
    found = [*SOURCES, NO_SOURCE]
    shares = {
        source: [100 * figures.sources[name][source] / figures.articles for name in FOUND]
        for source in found
    }
    rows: list[list[Cell]] = [
        [_spaced(name), *(_share(figures.sources[name][one], figures.articles) for one in found)]
        for name in FOUND
    ]
    return bars(
        [_spaced(name) for name in FOUND], shares, Table(["field", *found], rows), percent=True
    )


def delays(figures: Figures) -> Chart | None:
    total = figures.total(figures.delays)
    if not total:
        return None
    labels = [*(name for name, _ in DELAYS), LATER]
    rows: list[list[Cell]] = [
        [month, number, _hours(half), _hours(most), figures.delays[month][LATER]]
        for month, number, half, most in figures.quantiles()
    ]
    table = Table(["month", "articles", "half of them", "nine tenths", LATER], rows[::-1])
    return bars(labels, {"articles": [total[label] for label in labels]}, table)


def new_by_day(flow: Flow) -> Chart | None:
    if not flow.days:
        return None
    numbers = [flow.total(day) for day in flow.days]
    no_run = set(flow.without_run)
    rows: list[list[Cell]] = [
        [f"{day:%Y-%m-%d}", number, "no finished run" if day in no_run else ""]
        for day, number in zip(flow.days, numbers, strict=True)
    ]
    table = Table(["day", "new", ""], rows[::-1])
    return columns([_day(day) for day in flow.days], {"new": numbers}, table, every=_WEEK)


def _stacked(
    counted: Mapping[str, Counter[str]], total: Counter[str], names: Mapping[str, str]
) -> dict[str, list[int]]:
    """For each of the most frequent and for the others together, a number a label."""
    top = [key for key, _ in _first(total, _NAMED)]
    series = {names.get(key, key): [one[key] for one in counted.values()] for key in top}
    if len(total) > len(top):
        rest = [one.total() - sum(one[key] for key in top) for one in counted.values()]
        series[OTHERS] = rest
    return series


def _first(counted: Counter[str], number: int) -> list[tuple[str, int]]:
    """The most frequent; of equals the first by name, the same on each run."""
    positive = ((key, count) for key, count in counted.items() if count)
    return sorted(positive, key=lambda pair: (-pair[1], pair[0]))[:number]


def _share(part: int, whole: int) -> str:
    """One decimal where a whole per cent would hide the few that are, or are not."""
    if not part:
        return ""
    percent = 100 * part / whole
    is_fine = percent < 10 or 90 < percent < 100
    return f"{percent:.1f} %" if is_fine else f"{percent:.0f} %"


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _hours(hours: float) -> str:
    if hours >= 48:
        return f"{timedelta(hours=hours) / timedelta(days=1):.1f} days"
    return f"{hours:.1f} h"


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _month(month: str) -> str:
    return f"{date.fromisoformat(f'{month}-01'):%b ’%y}"


def in_words(days: Iterable[date]) -> str:
    return ", ".join(_day(day) for day in days)
