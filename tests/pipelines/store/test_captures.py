"""Captures of archives take their places by their own times, in any order (decision 042)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count, permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from crawler.items import Absence, Alias, Article
from pipelines.store import Store
from tests.pipelines.factories import DAY, HOUR, NOW, PATH, article, menu, one, rows, sighting

LATER = NOW + 400 * DAY
"""When the archive is read."""
_number = count(1)


def captured(
    day: float, headline: str | None, capture: str = "", **fields: Any
) -> Article | Absence:
    """A capture of that day; without a headline a 404."""
    path, at = fields.pop("path", PATH), NOW + timedelta(days=day)
    if headline is None:
        return Absence(path=path, reason="404", gone=True, seen_at=at)
    return article(path, headline=headline, fetched_at=at, capture=capture, **fields)


def read(store: Store, captures: Sequence[Article | Absence]) -> list[str]:
    """Each in a transaction of its own; what became of the articles."""
    outcomes: list[str] = []
    for one_of_them in captures:
        if isinstance(one_of_them, Absence):
            store.record_captured_absences([one_of_them])
        else:
            (saved,) = store.save_captures([one_of_them], 1, 1, LATER)
            outcomes.append(saved.outcome)
    return outcomes


def history(store: Store, path: str = PATH) -> list[tuple[str | None, float, str, list[str]]]:
    return [
        (one.headline, (one.seen_at - NOW) / DAY, one.cause, list(one.changed))
        for one in store.versions(path)
    ]


def state(engine: Engine, path: str = PATH) -> dict[str, float | str | None]:
    names = "headline, fetched_at, first_seen_at, last_seen_at, gone_at, revisions"
    query = f"SELECT {names} FROM v_articles WHERE url LIKE '%{path}'"
    return {name: days(value) for name, value in one(engine, query).items()}


def days(value: Any) -> Any:
    if isinstance(value, str) and value[:2] == "20":
        value = datetime.fromisoformat(f"{value}+00:00")
    return (value - NOW) / DAY if isinstance(value, datetime) else value


@pytest.mark.parametrize(
    ("captures", "expected"),
    [
        ([(0, "A"), (2, "A")], [("A", 0)]),
        ([(0, "A"), (2, "B")], [("A", 0), ("B", 2)]),
        ([(0, "A"), (2, "B"), (4, "A")], [("A", 0), ("B", 2), ("A", 4)]),
        ([(0, "A"), (1, "B"), (2, "A"), (3, "B")], [("A", 0), ("B", 1), ("A", 2), ("B", 3)]),
        ([(0, "A"), (1, "A"), (2, "B"), (3, "B")], [("A", 0), ("B", 2)]),
        ([(0, "A"), (1, "B"), (2, "C"), (3, "C")], [("A", 0), ("B", 1), ("C", 2)]),
    ],
)
def test_a_capture_takes_its_place_in_the_history(
    captures: list[tuple[float, str]], expected: list[tuple[str, float]], store: Store
) -> None:
    for order in permutations(captures):
        path = f"{PATH}-{next(_number)}"
        read(store, [captured(at, headline, path=path) for at, headline in order])
        found = history(store, path)
        assert [(headline, at) for headline, at, *_ in found] == expected
        assert {cause for *_, cause, _ in found} == {"newspaper"}
        assert [changed for *_, changed in found] == [[], *([["headline"]] * (len(found) - 1))]


def test_an_older_capture_overwrites_nothing(store: Store, engine: Engine) -> None:
    assert read(store, [captured(2, "New"), captured(0, "Old")]) == ["new", "updated"]
    assert state(engine) == {
        "headline": "New",
        "fetched_at": 2,
        "first_seen_at": 0,
        "last_seen_at": 2,
        "gone_at": None,
        "revisions": 2,
    }


@pytest.mark.parametrize(
    ("captures", "gone"),
    [
        ([(0, "A"), (1, None)], 1),
        ([(0, "A"), (1, None), (2, None)], 1),
        ([(0, "A"), (1, None), (2, "A")], None),
        ([(0, "A"), (1, None), (2, "A"), (3, None), (4, None)], 3),
        ([(0, None), (1, "A")], None),
    ],
)
def test_a_404_withdraws_what_did_not_answer_later(
    captures: list[tuple[float, str | None]], gone: float | None, store: Store, engine: Engine
) -> None:
    for order in permutations(captures):
        path = f"{PATH}-{next(_number)}"
        read(store, [captured(at, headline, path=path) for at, headline in order])
        assert state(engine, path)["gone_at"] == gone


def test_a_live_404_is_remembered_for_the_article_that_an_archive_has(
    store: Store, engine: Engine
) -> None:
    store.record([sighting()], "recent", NOW)
    store.record_absences([Absence(path=PATH, reason="404", gone=True, seen_at=NOW)])
    read(store, [captured(-9, "Old")])
    assert state(engine)["gone_at"] == 0


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_any_order_of_the_same_captures_gives_the_same_rows(
    store: Store, engine: Engine, data: st.DataObject
) -> None:
    times = data.draw(st.lists(st.integers(0, 6), min_size=1, max_size=8))
    said = [
        (at, data.draw(st.sampled_from(["A", "B", "C", None])), data.draw(st.sampled_from("12")))
        for at in times
    ]
    orders = [data.draw(st.permutations(said)) for _ in range(2)]
    batches = data.draw(st.booleans())
    found = []
    for order in orders:
        path = f"{PATH}-{next(_number)}"
        fresh = [
            captured(at, headline, path=path, body=f"Body {body}.") for at, headline, body in order
        ]
        if batches:
            articles = [one for one in fresh if isinstance(one, Article)]
            store.save_captures(articles, 1, 1, LATER)
            fresh = [one for one in fresh if isinstance(one, Absence)]
        read(store, fresh)
        if store.versions(path):
            found.append((history(store, path), state(engine, path)))
        else:
            found.append(([], {}))
    assert found[0] == found[1]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_captures_read_again_change_nothing(order: tuple[int, ...], store: Store) -> None:
    captures = [captured(at, headline) for at, headline in ((0, "A"), (1, "B"), (2, "A"))]
    read(store, [captures[at] for at in order])
    before = history(store)
    assert read(store, captures) == ["unchanged"] * 3
    assert history(store) == before


def test_looks_of_one_crawl_are_ordered_by_their_numbers(store: Store, engine: Engine) -> None:
    """The clock was set back while it ran."""
    read(store, [captured(9, "First", "run:7"), captured(0, "Second", "run:12")])
    assert [headline for headline, *_ in history(store)] == ["First", "Second"]
    assert state(engine)["fetched_at"] == 0


def test_looks_of_one_second_too(store: Store) -> None:
    read(store, [captured(0, "B", "run:1"), captured(0, "A", "run:2"), captured(0, "C", "run:3")])
    assert [headline for headline, *_ in history(store)] == ["B", "A", "C"]


@pytest.mark.parametrize("headlines", [("Live", "Old"), ("Old", "Live")])
def test_a_live_look_and_a_capture_are_ordered_by_time(
    headlines: tuple[str, str], store: Store
) -> None:
    run = store.start_run("sections", {}, NOW)
    for name in headlines:
        if name == "Live":
            store.save([article(headline="Live")], run, looked_in=run)
        else:
            read(store, [captured(-3, "Old")])
    assert [headline for headline, *_ in history(store)] == ["Old", "Live"]


def test_a_live_look_is_newer_than_a_capture_of_a_wrong_clock(store: Store) -> None:
    run = store.start_run("sections", {}, NOW)
    read(store, [captured(99, "Ahead")])
    store.save([article(headline="Live")], run, looked_in=run)
    assert [headline for headline, *_ in history(store)] == ["Ahead", "Live"]
    read(store, [captured(-1, "Old")])
    assert [headline for headline, *_ in history(store)] == ["Old", "Ahead", "Live"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_we_read_differently_is_no_correction(order: tuple[int, int], store: Store) -> None:
    readings = [
        captured(0, "By its shape", sources={"headline": "generic", "body": "site"}),
        captured(1, "By the markup", sources={"headline": "site", "body": "site"}),
    ]
    read(store, [readings[at] for at in order])
    assert [cause for *_, cause, _ in history(store)] == ["newspaper", "parser"]


def test_what_is_long_past_is_not_asked_for_again(store: Store) -> None:
    recent = captured(399, "New", path=f"{PATH}-new", date_published=LATER - 2 * DAY)
    read(store, [captured(0, "Old"), recent])
    assert store.due(LATER + 60 * DAY, "recent") == [f"{PATH}-new"]


def test_an_old_redirect_takes_no_later_article_away(store: Store, engine: Engine) -> None:
    other = "/world/asia-pacific/another-story"
    read(store, [captured(2, "Stands"), captured(2, "Other", path=other)])
    store.settle_captured([Alias(path=PATH, target=other, seen_at=NOW)])
    assert store.pending() == []
    assert len(rows(engine, "SELECT url FROM v_articles")) == 2


def test_two_captures_of_aliases_in_one_batch_are_both_kept(store: Store) -> None:
    alias = f"{PATH}-old"
    store.settle([Alias(path=alias, target=PATH, seen_at=NOW - 9 * DAY)])
    fresh = [captured(0, "A", path=alias), captured(1, "B")]
    store.save_captures([one for one in fresh if isinstance(one, Article)], 1, 1, LATER)
    assert [headline for headline, *_ in history(store)] == ["A", "B"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_sights_in_lists_have_their_times_too(
    order: tuple[int, ...], store: Store, engine: Engine
) -> None:
    sights = [
        sighting(seen_at=NOW + at * HOUR, position=position, headline=f"Card {at}")
        for at, position in ((0, 3), (1, 1), (2, 2))
    ]
    for at in order:
        store.record_captured([sights[at]])
    read(store, [captured(1, "A")])
    found = one(engine, "SELECT first_seen_at, last_seen_at, best_position FROM v_placements")
    assert {name: days(value) for name, value in found.items()} == {
        "first_seen_at": 0,
        "last_seen_at": 2 / 24,
        "best_position": 1,
    }
    assert store.cards([PATH])[PATH].headline == "Card 2"
    assert (state(engine)["first_seen_at"], state(engine)["last_seen_at"]) == (0, 1)


def test_an_older_menu_changes_no_section_but_its_first_sight(store: Store, engine: Engine) -> None:
    store.save_menu(menu("world", "sports"))
    store.save_captured_menu(menu("world", "football", world="football", seen_at=NOW - DAY))
    found = rows(engine, "SELECT section, parent, first_seen_at FROM v_sections ORDER BY section")
    assert [(row["section"], row["parent"], days(row["first_seen_at"])) for row in found] == [
        ("football", None, -1),
        ("sports", None, 0),
        ("world", None, -1),
    ]
