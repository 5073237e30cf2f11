"""Holes in years of days: those that were planted, and no others."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from crawler.items import Sighting
from crawler.parsing.clean.dates import midnight
from pipelines.holes.asking import ask
from pipelines.holes.finding import Hole, Known, Why, by_month, holes, in_a_row, period
from pipelines.store import RunCounts, Store, StoreError
from tests.pipelines.factories import menu
from tests.pipelines.holes.years import DAY, days, write, years

FIRST, LAST = date(2014, 2, 24), date(2018, 6, 30)
NONE_COVERED: Why = "no run covered it"
THIN: Why = "under half of the usual"


def known(counts: dict[date, int], **more: object) -> Known:
    given = {
        "articles": counts,
        "of_all": counts,
        "looked": frozenset(),
        "over": date(2026, 11, 27),
    }
    return Known(**{**given, **more})  # type: ignore[arg-type]


def found(counts: dict[date, int], **more: object) -> dict[date, str]:
    return {hole.day: hole.why for hole in holes(known(counts, **more))}


PLANTED = {
    "a day": [date(2016, 7, 16)],
    "the first of a year and the last": [date(2017, 1, 1), date(2016, 12, 31)],
    "a leap day": [date(2016, 2, 29)],
    "a week": list(days(date(2015, 11, 2), date(2015, 11, 8))),
    "the same weekday three times": [date(2015, 5, 5) + 7 * n * DAY for n in range(3)],
    "a month": list(days(date(2017, 3, 1), date(2017, 3, 31))),
    "more than a year": list(days(date(2015, 6, 1), date(2016, 9, 30))),
    "close to the beginning": [FIRST + 2 * DAY],
    "close to the end": [LAST - 2 * DAY],
}


@pytest.mark.parametrize("name", PLANTED)
def test_days_without_articles_are_found_and_no_others(name: str) -> None:
    planted = PLANTED[name]
    assert found(years(FIRST, LAST, {}, planted)) == dict.fromkeys(sorted(planted), NONE_COVERED)


@pytest.mark.parametrize("name", ["a day", "a leap day", "a week", "the same weekday three times"])
def test_days_with_a_third_are_found_and_no_others(name: str) -> None:
    planted = PLANTED[name]
    thin = years(FIRST, LAST, dict.fromkeys(planted, 0.33))
    assert found(thin) == dict.fromkeys(sorted(planted), THIN)


@settings(max_examples=25)
@given(
    st.lists(st.integers(30, (LAST - FIRST).days - 30), min_size=0, max_size=12, unique=True),
    st.lists(st.integers(30, (LAST - FIRST).days - 30), min_size=0, max_size=12, unique=True),
)
def test_any_few_holes_are_found_exactly(empty: list[int], thin: list[int]) -> None:
    closed = {FIRST + n * DAY for n in empty}
    little = {FIRST + n * DAY for n in thin} - closed
    counts = years(FIRST, LAST, dict.fromkeys(little, 0.3), closed)
    expected = dict.fromkeys(closed, NONE_COVERED) | dict.fromkeys(little, THIN)
    assert found(counts) == expected


def test_a_weekend_is_compared_with_weekends() -> None:
    counts = years(FIRST, LAST, {})
    sundays = [day for day in counts if day.weekday() == 6]
    assert max(counts[day] for day in sundays) < min(
        counts[day] for day in counts if day.weekday() < 5
    )
    assert found(counts) == {}


@pytest.mark.parametrize(("articles", "is_hole"), [(4, True), (5, False)])
def test_half_of_the_median_is_enough(articles: int, is_hole: bool) -> None:
    counts = dict.fromkeys(days(FIRST, LAST), 10) | {date(2016, 5, 4): articles}
    assert bool(found(counts)) is is_hole


def test_only_twelve_weeks_around_say_what_is_usual() -> None:
    day = date(2016, 5, 4)
    counts = dict.fromkeys(days(FIRST, LAST), 10)
    for n in (-7, 7):
        counts[day + 7 * n * DAY] = 1000
    for n in (-6, -5, -4, 4, 5, 6):
        counts[day + 7 * n * DAY] = 20
    counts[day] = 7
    (hole,) = (hole for hole in holes(known(counts)) if hole.day == day)
    assert hole.usual == 15.0


def test_single_old_articles_make_no_beginning() -> None:
    counts = {date(1999, 5, 3): 1, date(2003, 1, 1): 2, **years(FIRST, LAST, {})}
    assert period(known(counts)) == (FIRST, LAST)
    assert found(counts) == {}


def test_an_archive_alone_ends_with_its_last_day_and_a_crawled_one_with_yesterday() -> None:
    counts = years(FIRST, LAST, {})
    looked = frozenset(days(LAST - 60 * DAY, LAST))
    assert period(known(counts)) == (FIRST, LAST)
    after = found(counts, looked=looked, over=LAST + 5 * DAY)
    assert after == dict.fromkeys(days(LAST + DAY, LAST + 5 * DAY), NONE_COVERED)


def test_the_last_day_is_not_thin_before_a_run_has_seen_its_end() -> None:
    counts = years(FIRST, LAST, {LAST: 0.1})
    looked = frozenset(days(LAST - 60 * DAY, LAST))
    assert found(counts, looked=looked, over=LAST, seen_to_its_end=LAST - DAY) == {}
    assert found(counts, looked=looked, over=LAST, seen_to_its_end=LAST) == {LAST: THIN}


def test_a_day_that_a_later_look_showed_is_none() -> None:
    counts = years(FIRST, LAST, {})
    missed = LAST - 5 * DAY
    looked = frozenset(days(LAST - 60 * DAY, LAST)) - {missed}
    at = {"looked": looked, "over": LAST}
    assert found(counts, **at) == {missed: NONE_COVERED}
    assert found(counts, **at, covered={missed}) == {}


def test_nothing_known_is_no_hole() -> None:
    assert period(known({})) is None
    assert found({}) == {}


def test_days_in_a_row_and_months() -> None:
    some = [date(2016, 1, 30), date(2016, 1, 31), date(2016, 2, 1), date(2016, 2, 9)]
    thin = [Hole(day, 1, 9.0, THIN) for day in some]
    assert [(one.first, one.last) for one in in_a_row(thin)] == [
        (some[0], some[2]), (some[3], some[3])
    ]  # fmt: skip
    assert [(one.first, one.last) for one in by_month(thin)] == [
        (some[0], some[1]), (some[2], some[3])
    ]  # fmt: skip


NOON = timedelta(hours=12)


def at_noon(day: date) -> datetime:
    return midnight(day) + NOON


def test_planted_holes_are_found_in_rows(store: Store, engine: Engine) -> None:
    first, last = date(2015, 8, 1), date(2016, 12, 31)
    planted = {date(2015, 11, 8): 0.3, date(2016, 3, 27): 0.0, date(2016, 11, 6): 0.3}
    write(engine, years(first, last, planted))
    write(engine, dict.fromkeys(days(first, last), 1), section="arts")

    of_all = holes(ask(engine, None, at_noon(date(2026, 11, 28))))
    of_world = holes(ask(engine, "world", at_noon(date(2026, 11, 28))))

    assert [hole.day for hole in of_all] == [*planted]
    assert [(hole.day, hole.articles) for hole in of_world] == [
        (day, hole.articles - 1) for day, hole in zip(planted, of_all, strict=True)
    ]
    assert holes(ask(engine, "arts", at_noon(date(2026, 11, 28)))) == []


def look(
    store: Store, day: date, path: str, section: str = "world", spider: str = "sections"
) -> None:
    """In the night after the day."""
    at = midnight(day + DAY) + timedelta(hours=2)
    run = store.start_run(spider, {"refetch": "none"}, at)
    card = Sighting(path=path, listing=f"/{section}", seen_at=at, section=section, position=1)
    store.record([card], "none", at, run=run)
    store.finish_run(run, "succeeded", None, RunCounts(), at)


def test_nights_without_a_run_are_found(store: Store, engine: Engine) -> None:
    store.save_menu(menu("world", "arts"))
    first, last = date(2026, 8, 1), date(2026, 11, 1)
    write(engine, years(first, last, {}))
    for day in days(date(2026, 10, 1), last):
        if day not in (date(2026, 10, 19), date(2026, 10, 20)):
            look(store, day, f"/world/{day}-1")
            look(store, day, "/arts/the-only-one", "arts", spider="feeds")
    now = at_noon(last + DAY)

    # The nights' runs were those of the next days.
    assert [hole.day for hole in holes(ask(engine, None, now))] == [
        date(2026, 10, 20), date(2026, 10, 21)
    ]  # fmt: skip
    assert holes(ask(engine, "arts", now)) == []


def test_days_that_an_archive_was_asked_for_are_covered(store: Store, engine: Engine) -> None:
    first, last = date(2016, 1, 1), date(2016, 12, 31)
    empty = list(days(date(2016, 5, 1), date(2016, 5, 4)))
    write(engine, years(first, last, {}, empty))
    now = at_noon(date(2026, 11, 28))
    for arguments, outcome in (
        ({"since": "2016-05-01", "until": "2016-05-01"}, "succeeded"),
        ({"since": "2016-05-02", "until": "2016-05-02"}, "failed"),
        ({"since": "2016-05-03", "until": "2016-05-03", "sections": ["arts"]}, "succeeded"),
    ):
        run = store.start_run("wayback", arguments, now)
        store.finish_run(run, outcome, None, RunCounts(), now)  # type: ignore[arg-type]

    # Nothing came of the first, so it is thin, but it was asked for.
    assert [(hole.day, hole.why) for hole in holes(ask(engine, None, now))] == [
        (empty[0], THIN), *((day, NONE_COVERED) for day in empty[1:])
    ]  # fmt: skip


def test_an_unknown_section_is_refused(engine: Engine) -> None:
    with pytest.raises(StoreError, match="no section 'worl' is known"):
        ask(engine, "worl", at_noon(LAST))
