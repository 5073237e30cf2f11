"""`published_day`: the day of publication in the newspaper's zone, by the rules of its year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from crawler.items import Alias, Article
from crawler.parsing.clean.dates import parse_date
from pipelines.store import Store, open_engine
from pipelines.store.schema.versions import _config, upgrade
from tests.databases import Databases
from tests.pipelines.factories import DAY, HOUR, NOW, article, one, rows

ISTANBUL = ZoneInfo("Europe/Istanbul")

MIDNIGHTS = {
    "2007, winter time": ("2007-01-14 22:00:00", "2007-01-15"),
    "2007, summer time": ("2007-07-14 21:00:00", "2007-07-15"),
    "the day before summer time of 2007": ("2007-03-24 22:00:00", "2007-03-25"),
    "the day after": ("2007-03-25 21:00:00", "2007-03-26"),
    "2014, a day late for the exams": ("2014-03-30 22:00:00", "2014-03-31"),
    "2015, still summer time for the election": ("2015-10-31 21:00:00", "2015-11-01"),
    "2015, the night of the late switch": ("2015-11-07 21:00:00", "2015-11-08"),
    "2015, after it": ("2015-11-08 22:00:00", "2015-11-09"),
    "2016, winter time for the last time": ("2016-03-26 22:00:00", "2016-03-27"),
    "2016, summer time that stayed": ("2016-12-31 21:00:00", "2017-01-01"),
    "today": ("2026-11-27 21:00:00", "2026-11-28"),
}
"""By name: a midnight in Istanbul, in UTC, and the day that begins with it."""


def day_of(engine: Engine) -> str | None:
    found = one(engine, "SELECT published_day FROM v_articles")["published_day"]
    return None if found is None else str(found)


@pytest.mark.parametrize("name", MIDNIGHTS)
@pytest.mark.parametrize(("seconds", "back"), [(-1, 1), (0, 0), (1, 0)])
def test_the_day_begins_at_midnight(
    name: str, seconds: int, back: int, store: Store, engine: Engine
) -> None:
    midnight, day = MIDNIGHTS[name]
    published = datetime.fromisoformat(f"{midnight}+00:00") + timedelta(seconds=seconds)

    store.save([article(date_published=published)])

    assert day_of(engine) == str(date.fromisoformat(day) - timedelta(days=back))


def test_it_is_unknown_where_the_date_is(store: Store, engine: Engine) -> None:
    store.save([article(date_published=None, sources={})])
    assert day_of(engine) is None


def test_no_date_before_1970_is_read() -> None:
    assert parse_date("Dec 31, 1969 - 11:59 pm GMT+3") is None
    assert parse_date("1955-09-06T12:00:00+02:00") is None


def test_a_day_is_text_that_sorts_or_a_date_and_compares_as_both(
    store: Store, engine: Engine
) -> None:
    store.save([article(date_published=datetime(2021, 10, 15, 15, 27, tzinfo=UTC))])
    found = "SELECT url FROM v_articles WHERE published_day {} '2021-10-15'"
    assert [len(rows(engine, found.format(sign))) for sign in ("=", "<", ">=")] == [1, 0, 1]


LATE = datetime(2015, 11, 5, 21, 30, tzinfo=UTC)
"""Half past midnight of the sixth in Istanbul, where summer time went on."""


def versions() -> dict[str, tuple[list[Article], str]]:
    first = article(date_published=LATE)
    again: dict[str, Any] = {"fetched_at": NOW + DAY, "body": "Another body."}
    return {
        "a correction of the date": (
            [first, article(**again, date_published=LATE - 2 * HOUR)],
            "05",
        ),
        "a correction that leaves it": ([first, article(**again, date_published=LATE)], "06"),
        "a page that lost its date": (
            [first, article(**again, date_published=None, sources={"body": "site"})],
            "06",
        ),
        "a page that says it in a worse place": (
            [
                first,
                article(
                    **again,
                    date_published=LATE - 2 * HOUR,
                    sources={"headline": "site", "body": "site", "date_published": "generic"},
                ),
            ],
            "06",
        ),
        "a page that says it where none did": (
            [article(date_published=None, sources={}), article(**again, date_published=LATE)],
            "06",
        ),
    }


@pytest.mark.parametrize("name", versions())
def test_it_goes_with_the_date_that_is_stored(name: str, store: Store, engine: Engine) -> None:
    looks, day = versions()[name]
    for look in looks:
        store.save([look])
    assert day_of(engine) == f"2015-11-{day}"


def test_a_newer_parser_sets_it_as_well(store: Store, engine: Engine) -> None:
    store.save([article(date_published=LATE)], parser_version=1)
    again = article(date_published=LATE - 2 * HOUR, fetched_at=NOW + HOUR)
    store.save([again], parser_version=2)
    assert day_of(engine) == "2015-11-05"


def test_two_rows_that_become_one_have_the_day_of_the_date(store: Store, engine: Engine) -> None:
    story = {"headline": "One story", "body": "The same words at two urls.\n\nAnd no others."}
    store.save([article("/world/africa/old", date_published=LATE - DAY, **story)])
    fresh = article("/world/africa/new", date_published=LATE, fetched_at=NOW + DAY, **story)
    store.save([fresh])
    store.settle([Alias(path="/world/africa/old", target="/world/africa/new", seen_at=NOW + DAY)])
    assert day_of(engine) == "2015-11-06"


def test_an_upgrade_fills_it_for_what_is_there(store: Store, engine: Engine) -> None:
    moments = [
        datetime.fromisoformat(f"{midnight}+00:00") + timedelta(seconds=seconds)
        for midnight, _ in MIDNIGHTS.values()
        for seconds in (-1, 0)
    ]
    store.save([article(f"/a/{n}", date_published=at) for n, at in enumerate(moments)])
    store.save([article("/a/unknown", date_published=None, sources={})])
    query = "SELECT path, published_day FROM articles ORDER BY path"
    had = rows(engine, query)
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0007")

    upgrade(engine)

    assert rows(engine, query) == had
    assert len({row["published_day"] for row in had}) > len(MIDNIGHTS)


def test_sql_and_python_mean_the_same_day(store: Store, engine: Engine) -> None:
    number = count()

    @settings(max_examples=30)
    @given(
        st.lists(
            st.integers(0, 4_000_000_000).map(lambda at: datetime.fromtimestamp(at, UTC)),
            min_size=1,
            max_size=20,
        )
    )
    def check(moments: list[datetime]) -> None:
        folder = f"/a/{next(number)}-"
        store.save([article(f"{folder}{n:02}", date_published=at) for n, at in enumerate(moments)])
        query = f"SELECT published_day FROM v_articles WHERE url LIKE '%{folder}%' ORDER BY url"
        assert [str(row["published_day"]) for row in rows(engine, query)] == [
            str(at.astimezone(ISTANBUL).date()) for at in moments
        ]

    check()


def test_postgresql_knows_the_same_zone(databases: Databases) -> None:
    """Analysts who ask by `AT TIME ZONE` get the same day; we do not rely on it."""
    engine = open_engine(databases.url("postgresql"))
    hours = [datetime(2014, 1, 1, tzinfo=UTC) + 11 * n * HOUR for n in range(3000)]
    Store(engine).save([article(f"/a/{n}", date_published=at) for n, at in enumerate(hours)])
    other = rows(
        engine,
        "SELECT url FROM v_articles WHERE published_day"
        " <> (date_published AT TIME ZONE 'Europe/Istanbul')::date",
    )
    assert other == []
    engine.dispose()
