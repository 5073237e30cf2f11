"""Years of a newspaper's days as rows, with holes that are planted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import Engine, insert

from crawler.parsing.clean.dates import midnight
from pipelines.store.articles.deciding import _first_version
from pipelines.store.articles.rows import article_row
from pipelines.store.schema.tables import articles, urls
from tests.pipelines.factories import article

DAY = timedelta(days=1)
BY_WEEKDAY = (14, 15, 14, 16, 15, 8, 6)
"""Articles of a usual day, Monday first."""


def days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + n * DAY


def years(
    first: date, last: date, holes: Mapping[date, float], without: Collection[date] = ()
) -> dict[date, int]:
    """Articles by day: the weekday's number give or take a quarter, of which a planted hole leaves
    a share."""
    random = Random(20260901)
    counts = {}
    for day in days(first, last):
        usual = BY_WEEKDAY[day.weekday()] * random.uniform(0.75, 1.25)
        if day not in without:
            counts[day] = int(usual * holes.get(day, 1.0))
    return counts


def write(engine: Engine, counts: Mapping[date, int], section: str = "world") -> None:
    """Rows of articles, spread over each of the newspaper's days from its first second to its
    last."""
    rows = [
        dict(_row(day, n, count, section)) for day, count in counts.items() for n in range(count)
    ]
    for start in range(0, len(rows), 2000):
        _insert(engine, rows[start : start + 2000])


def _insert(engine: Engine, rows: Iterable[dict[str, object]]) -> None:
    found = list(rows)
    known = {
        "state": "article", "first_seen_at": datetime(2026, 1, 1, tzinfo=UTC), "attempts": 0,
        "last_seen_at": datetime(2026, 1, 1, tzinfo=UTC), "nights": 0,
    }  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(urls), [{"path": row["path"], **known} for row in found])
        connection.execute(insert(articles), found)


def _row(day: date, number: int, count: int, section: str) -> Mapping[str, object]:
    start, end = midnight(day), midnight(day + DAY)
    last = end - start - timedelta(seconds=1)
    at = start + last * (number / max(count - 1, 1))
    row = article_row(article(f"/{section}/{day}-{number}", section=section, date_published=at), 1)
    return {**row, **_first_version(row)}
