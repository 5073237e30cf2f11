"""Which look at a page is the newer one (decision 028), on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from crawler.items import Absence, Failure
from pipelines.store import Store
from tests.pipelines.factories import DAY, HOUR, NOW, PATH, article, one, rows, sighting

LATER, EARLIER = 30 * DAY, -6 * 365 * DAY


def runs(store: Store, number: int) -> list[int]:
    return [store.start_run("sections", {}, NOW) for _ in range(number)]


def headlines(store: Store) -> list[str | None]:
    return [version.headline for version in store.versions(PATH)]


@pytest.mark.parametrize("off", [LATER, EARLIER, timedelta(0)])
def test_a_live_look_is_the_newest_whatever_the_clock_said_before(
    store: Store, off: timedelta
) -> None:
    first, second = runs(store, 2)
    store.save([article(headline="First", fetched_at=NOW + off)], first, looked_in=first)
    saved = store.save(
        [article(headline="Second", fetched_at=NOW + HOUR)], second, looked_in=second
    )
    assert [one.outcome for one in saved] == ["updated"]
    assert headlines(store) == ["First", "Second"]
    assert [version.cause for version in store.versions(PATH)] == ["newspaper", "newspaper"]


def test_of_one_run_too(store: Store) -> None:
    (run,) = runs(store, 1)
    store.save([article(headline="First", fetched_at=NOW + LATER)], run, looked_in=run)
    store.save([article(headline="Second", fetched_at=NOW)], run, looked_in=run)
    assert headlines(store) == ["First", "Second"]


@pytest.mark.parametrize(
    ("stored_in", "spooled_in", "off", "expected"),
    [
        # By the runs, against their times.
        (0, 1, -LATER, ["Stored", "Spooled"]),
        (1, 0, LATER, ["Stored"]),
        # Within one run, and where the stored one has no run, by time.
        (0, 0, HOUR, ["Stored", "Spooled"]),
        (0, 0, -HOUR, ["Stored"]),
        (None, 0, HOUR, ["Stored", "Spooled"]),
        (None, 0, -HOUR, ["Stored"]),
        (0, None, -HOUR, ["Stored"]),
    ],
)
def test_what_waited_in_the_spool_has_its_runs_place(
    store: Store,
    stored_in: int | None,
    spooled_in: int | None,
    off: timedelta,
    expected: list[str],
) -> None:
    numbers = runs(store, 3)
    stored, spooled = (None if n is None else numbers[n] for n in (stored_in, spooled_in))
    store.save([article(headline="Stored")], stored, looked_in=stored)
    waited = article(headline="Spooled", fetched_at=NOW + off)
    store.save([waited], numbers[2], looked_in=spooled)
    assert headlines(store) == expected


def test_pages_out_of_archives_are_ordered_by_their_time(store: Store) -> None:
    store.save([article(headline="New")])
    store.save([article(headline="Old", fetched_at=NOW - DAY)])
    store.save([article(headline="Newer", fetched_at=NOW + DAY)])
    assert headlines(store) == ["New", "Newer"]


def test_the_last_sight_is_the_newest_ones(store: Store, engine: Engine) -> None:
    first, second = runs(store, 2)
    store.record([sighting(seen_at=NOW + LATER)], "recent", NOW + LATER)
    store.save([article(fetched_at=NOW + LATER)], first, looked_in=first)
    store.record([sighting(seen_at=NOW + HOUR)], "recent", NOW + HOUR)
    store.save([article(fetched_at=NOW + HOUR)], second, looked_in=second)
    seen = [
        store_time(one(engine, f"SELECT last_seen_at FROM {view}")["last_seen_at"])
        for view in ("v_articles", "v_placements")
    ]
    assert seen == [f"{NOW + HOUR:%F %T}"] * 2


def store_time(value: Any) -> str:
    return str(value)[:19]


@pytest.mark.parametrize("flag", ["date_published:future:site", "date_published:clock:generic"])
def test_a_date_that_we_refused_and_find_again_is_no_correction(store: Store, flag: str) -> None:
    first, second = runs(store, 2)
    lost = article(date_published=None, flags=[flag], fetched_at=NOW + EARLIER)
    del lost.sources["date_published"]
    store.save([lost], first, looked_in=first)
    store.save([article(fetched_at=NOW + DAY)], second, looked_in=second)
    *_, found = store.versions(PATH)
    assert (found.date_published, found.cause) == (NOW - HOUR, "parser")


def test_a_date_that_was_not_there_is_the_newspapers(store: Store) -> None:
    first, second = runs(store, 2)
    undated = article(date_published=None)
    del undated.sources["date_published"]
    store.save([undated], first, looked_in=first)
    store.save([article(fetched_at=NOW + DAY)], second, looked_in=second)
    assert store.versions(PATH)[-1].cause == "newspaper"


def plan(engine: Engine) -> dict[str, str]:
    found = rows(engine, "SELECT path, coalesce(recheck_at, retry_at) AS at FROM urls")
    return {row["path"]: store_time(row["at"]) for row in found}


@pytest.mark.parametrize("failures", range(1, 8))
def test_what_a_clock_ahead_has_put_off_is_asked_again(
    store: Store, engine: Engine, failures: int
) -> None:
    for clock, path in ((NOW, "/world/now"), (NOW + LATER, "/world/ahead")):
        store.save([article(f"{path}/article", fetched_at=clock, date_published=clock)])
        for _ in range(failures):
            failed = Failure(path=path, cause="timeout", detail="", seen_at=clock)
            store.record_failures([failed])
    before = plan(engine)

    assert store.plan_anew(NOW) == 2

    after = plan(engine)
    assert {path for path in after if after[path] != before[path]} == {
        "/world/ahead",
        "/world/ahead/article",
    }
    assert set(store.due(NOW, "recent")) == {"/world/ahead", "/world/ahead/article"}


def test_a_night_that_lies_ahead_is_another_night(store: Store, engine: Engine) -> None:
    for seen_at in (NOW + LATER, NOW, NOW + DAY):
        away = Absence(path=PATH, reason="soft-404: x", gone=False, seen_at=seen_at)
        store.record_absences([away])
    assert one(engine, "SELECT nights FROM urls")["nights"] == 3


def test_the_databases_own_id_stays_and_is_its_own(store: Store) -> None:
    assert store.identify() == store.identify()
    assert len(store.identify()) == 32


def test_only_a_server_has_a_clock(store: Store, engine: Engine) -> None:
    at = store.time()
    assert (at is None) == (engine.dialect.name == "sqlite")
    assert store.is_on_this_machine
