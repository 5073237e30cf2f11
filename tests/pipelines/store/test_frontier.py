"""Which urls are asked for, and when (CONTRACT, promises 2 and 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from crawler.items import Absence, Alias, Failure
from pipelines.store import Store, Window
from tests.pipelines.factories import DAY, HOUR, NOW, PATH, article, menu, one, rows, sighting

NIGHT = DAY - timedelta(hours=2)


def failure(path: str = PATH, at: int = 0) -> Failure:
    return Failure(path=path, cause="http-500", detail="3 tries", seen_at=NOW + at * DAY)


def gone(path: str = PATH, *, really: bool = True) -> Absence:
    reason = "404" if really else "soft-404: no headline"
    return Absence(path=path, reason=reason, gone=really, seen_at=NOW)


def test_an_unknown_url_is_wanted_until_its_article_is_stored(store: Store) -> None:
    assert store.record([sighting()], "recent", NOW).wanted == {PATH}
    assert store.record([sighting()], "none", NOW).wanted == {PATH}
    assert store.due(NOW, "none") == [PATH]
    store.save([article()])
    assert store.record([sighting()], "recent", NOW).wanted == set()
    assert store.due(NOW, "recent") == []


def test_all_asks_for_known_articles_and_none_does_not(store: Store) -> None:
    store.save([article()])
    much_later = NOW + 40 * DAY
    assert store.record([sighting()], "all", NOW).wanted == {PATH}
    assert store.record([sighting()], "none", much_later).wanted == set()
    assert store.due(much_later, "none") == []


def test_a_recheck_is_due_by_the_plan(store: Store) -> None:
    store.save([article(date_published=NOW - HOUR, fetched_at=NOW)])
    assert store.due(NOW + 4 * HOUR, "recent") == []
    assert store.due(NOW + 5 * HOUR, "recent") == [PATH]
    assert store.record([sighting()], "recent", NOW + 5 * HOUR).wanted == {PATH}
    store.save([article(date_published=NOW - HOUR, fetched_at=NOW + 31 * DAY)])
    assert store.due(NOW + 90 * DAY, "recent") == []


def test_a_corrected_card_asks_for_its_article_until_it_is_had(store: Store) -> None:
    store.record([sighting(headline="Quake shakes Tokyo")], "recent", NOW)
    store.save([article()])
    same = sighting(headline="Quake  shakes\u00a0Tokyo")
    assert store.record([same], "recent", NOW).wanted == set()
    elsewhere = sighting(headline="Quake!", section="world")
    assert store.record([elsewhere], "recent", NOW).wanted == set()
    corrected = sighting(headline="Quake shakes Kyoto")
    assert store.record([corrected], "recent", NOW).wanted == {PATH}
    assert store.record([corrected], "recent", NOW).wanted == {PATH}, (
        "the run was killed in between"
    )
    assert store.due(NOW, "recent") == [PATH]
    store.save([article()])
    assert store.record([corrected], "recent", NOW).wanted == set()


def test_failures_back_off_over_nights(store: Store) -> None:
    store.record([sighting()], "recent", NOW)
    waits = []
    now = NOW
    for _ in range(7):
        store.record_failures([Failure(path=PATH, cause="timeout", detail="", seen_at=now)])
        (pending,) = store.pending()
        assert pending.retry_at is not None
        assert store.record([sighting()], "all", pending.retry_at - HOUR).wanted == set()
        assert store.due(pending.retry_at - HOUR, "none") == []
        assert store.due(pending.retry_at, "none") == [PATH]
        waits.append((pending.retry_at - now + timedelta(hours=2)) // DAY)
        now = pending.retry_at
    assert waits == [1, 2, 4, 8, 16, 16, 16]
    assert (pending.attempts, pending.last_error) == (7, "timeout")


def test_success_forgets_failures(store: Store, engine: Engine) -> None:
    store.record_failures([failure()])
    store.save([article()])
    assert store.pending() == []
    url = one(engine, "SELECT state, attempts, retry_at, last_error FROM urls")
    assert url == {"state": "article", "attempts": 0, "retry_at": None, "last_error": None}


def test_a_failed_recheck_waits_and_keeps_the_article(store: Store, engine: Engine) -> None:
    store.save([article()])
    store.record_failures([failure(at=2)])
    assert store.due(NOW + 2 * DAY, "recent") == []
    assert store.due(NOW + 3 * DAY, "recent") == [PATH]
    assert [pending.path for pending in store.pending()] == [PATH]
    assert one(engine, "SELECT gone_at FROM v_articles") == {"gone_at": None}


def test_a_gone_article_keeps_its_content_and_may_come_back(store: Store, engine: Engine) -> None:
    store.save([article()])
    assert store.record_absences([gone()]) == [PATH]
    assert store.record_absences([gone()]) == [], "it was gone already"
    row = one(engine, "SELECT headline, gone_at FROM v_articles")
    assert row["headline"] == article().headline
    assert row["gone_at"] is not None
    assert store.due(NOW + 99 * DAY, "recent") == [], "only when listed"
    assert store.record([sighting()], "recent", NOW).wanted == set()
    assert store.record([sighting()], "recent", NOW + 2 * DAY).wanted == {PATH}
    assert store.record([sighting()], "none", NOW + 2 * DAY).wanted == set()
    assert store.save([article()])[0].outcome == "unchanged"
    assert one(engine, "SELECT gone_at FROM v_articles") == {"gone_at": None}


def test_a_look_of_before_does_not_bring_a_gone_article_back(store: Store, engine: Engine) -> None:
    store.save([article()])
    store.record_absences([gone()])

    store.save([article(fetched_at=NOW - DAY)])

    assert one(engine, "SELECT gone_at FROM v_articles")["gone_at"] is not None
    assert store.due(NOW + 99 * DAY, "recent") == []


def test_a_soft_404_of_a_known_article_does_not_make_it_gone(store: Store, engine: Engine) -> None:
    store.save([article()])
    assert store.record_absences([gone(really=False)]) == []
    assert one(engine, "SELECT gone_at FROM v_articles") == {"gone_at": None}


def test_a_url_that_was_never_an_article_has_no_row(store: Store, engine: Engine) -> None:
    store.record([sighting()], "recent", NOW)
    store.record_absences([gone(), gone("/never/seen")])
    assert rows(engine, "SELECT * FROM v_articles") == []
    assert rows(engine, "SELECT * FROM v_placements") == []
    assert store.pending() == []
    assert store.due(NOW + 99 * DAY, "recent") == []
    assert store.record([sighting()], "recent", NOW).wanted == set()
    assert store.record([sighting()], "none", NOW + NIGHT).wanted == {PATH}


def test_skipped_pages_come_back_when_a_run_covers_them(store: Store) -> None:
    store.record([sighting()], "recent", NOW)
    store.skip({PATH: NOW - 10 * DAY}, NOW)
    recent = Window(since=NOW - 5 * DAY)
    assert store.due(NOW, "recent") == []
    assert store.record([sighting()], "recent", NOW, recent).wanted == set()
    assert store.record([sighting()], "recent", NOW, Window(since=NOW - 20 * DAY)).wanted == {PATH}
    assert store.record([sighting()], "recent", NOW, Window(until=NOW - 10 * DAY)).wanted == set()
    assert store.record([sighting()], "recent", NOW).wanted == {PATH}


def test_skipping_leaves_a_stored_article_alone(store: Store) -> None:
    store.save([article()])
    store.skip({PATH: NOW, "/not/seen": None}, NOW)
    assert store.record([sighting()], "all", NOW).wanted == {PATH}


def test_an_alias_asks_for_its_article(store: Store) -> None:
    store.settle([Alias(path="/old", target=PATH, seen_at=NOW)])
    assert store.record([sighting("/old")], "recent", NOW).wanted == {PATH}
    store.save([article()])
    assert store.record([sighting("/old"), sighting()], "recent", NOW).wanted == set()
    assert store.record([sighting("/old")], "all", NOW).wanted == {PATH}


def test_due_is_in_the_order_of_discovery(store: Store) -> None:
    paths = [f"/world/asia-pacific/{slug}" for slug in ("zulu", "alpha", "mike")]
    store.record([sighting(path) for path in paths], "recent", NOW)
    assert store.due(NOW, "recent") == paths


def test_due_of_sections(store: Store) -> None:
    store.save_menu(menu("world", "asia-pacific", "turkey"))
    store.record([sighting(), sighting("/turkey/x", section=None)], "recent", NOW)
    store.record([sighting("/sports/football/y", section="world")], "recent", NOW)
    assert store.due(NOW, "recent", ["asia-pacific"]) == [PATH]
    assert store.due(NOW, "recent", ["turkiye"]) == ["/turkey/x"]
    assert store.due(NOW, "recent", ["world"]) == ["/sports/football/y"]
    assert store.due(NOW, "recent", []) == []


def test_placements_keep_the_best_position_and_both_times(store: Store, engine: Engine) -> None:
    store.record([sighting(position=4), sighting(position=2), sighting(position=7)], "none", NOW)
    store.record([sighting(position=3, seen_at=NOW + DAY)], "none", NOW + DAY)
    store.record([sighting(position=None, section="world", seen_at=NOW + DAY)], "none", NOW)
    store.save([article()])
    placed = rows(engine, "SELECT * FROM v_placements ORDER BY section")
    assert [(row["section"], row["best_position"]) for row in placed] == [
        ("asia-pacific", 2),
        ("world", None),
    ]
    assert str(placed[0]["first_seen_at"]) < str(placed[0]["last_seen_at"])


@pytest.mark.parametrize("path", ["/" + "x" * 2000, "no/slash", "/nul\x00", "/ü"])
def test_a_path_no_index_takes_is_left_out(store: Store, path: str) -> None:
    assert store.record([sighting(path), sighting()], "recent", NOW).wanted == {PATH}
    store.record_failures([failure(path)])
    store.record_absences([gone(path)])
    store.skip({path: None}, NOW)
    store.settle([Alias(path=path, target=PATH, seen_at=NOW)])
    assert store.due(NOW, "none") == [PATH]


def test_the_card_of_an_alias_is_no_correction(store: Store) -> None:
    """CASES 12: an old slug stays listed with its old headline beside the article's own card."""
    alias = "/world/asia-pacific/old-slug"
    own = sighting(headline="New headline", position=1)
    old = sighting(alias, headline="Old headline", position=2)
    store.record([own, old], "recent", NOW)
    store.settle([Alias(path=alias, target=PATH, seen_at=NOW)])
    store.save([article(headline="New headline", date_published=NOW - 90 * DAY)])
    own, old = replace(own, seen_at=NOW + DAY), replace(old, seen_at=NOW + DAY)
    assert store.record([own, old], "recent", NOW + DAY).wanted == set()
    assert store.record([old, own], "recent", NOW + DAY).wanted == set()


def none_at(when: datetime, path: str = PATH, reason: str = "soft-404: no article") -> Absence:
    return Absence(path=path, reason=reason, gone=False, seen_at=when)


def test_what_is_no_article_at_first_sight_waits_like_a_failure(store: Store) -> None:
    """CASES 31: listed no longer, it is asked for again all the same."""
    store.record([sighting()], "recent", NOW)
    assert store.record_absences([none_at(NOW)]) == []
    (pending,) = store.pending()
    assert (pending.path, pending.last_error) == (PATH, "soft-404: no article")
    assert store.due(NOW + HOUR, "none") == []
    assert store.due(NOW + NIGHT, "none") == [PATH]
    store.save([article(fetched_at=NOW + NIGHT)])
    assert store.pending() == []


def test_what_was_no_article_on_three_nights_is_absent(store: Store, engine: Engine) -> None:
    store.record([sighting()], "recent", NOW)
    now = NOW
    for _ in range(2):
        store.record_absences([none_at(now), none_at(now + HOUR)])
        (pending,) = store.pending()
        assert pending.retry_at is not None
        now = pending.retry_at
    store.record_absences([none_at(now)])
    assert one(engine, "SELECT state, nights FROM urls") == {"state": "absent", "nights": 3}
    assert store.pending() == []
    assert store.due(now + 99 * DAY, "recent") == []
    assert store.record([sighting()], "recent", now + 29 * DAY).wanted == set()
    assert store.record([sighting()], "recent", now + 30 * DAY).wanted == {PATH}
    store.save([article(fetched_at=now + 30 * DAY)])
    assert one(engine, "SELECT state, nights FROM urls") == {"state": "article", "nights": 0}


def test_three_runs_within_an_hour_are_one_night(store: Store, engine: Engine) -> None:
    for minutes in (0, 20, 40):
        store.record_absences([none_at(NOW + timedelta(minutes=minutes))])
    assert one(engine, "SELECT state, nights FROM urls") == {"state": "pending", "nights": 1}


@pytest.mark.parametrize("age", [HOUR, 90 * DAY], ids=["young", "after its last recheck"])
def test_a_known_article_that_was_none_once_is_looked_at_again(
    store: Store, engine: Engine, age: timedelta
) -> None:
    store.save([article(date_published=NOW - age)])
    for night in (1, 2, 4, 8):
        assert store.record_absences([none_at(NOW + night * DAY)]) == []
    assert one(engine, "SELECT gone_at FROM v_articles") == {"gone_at": None}
    assert [pending.path for pending in store.pending()] == [PATH]
    assert store.due(NOW + 15 * DAY, "recent") == []
    assert store.due(NOW + 16 * DAY, "recent") == [PATH]


def test_a_gone_article_that_is_none_stays_gone(store: Store, engine: Engine) -> None:
    store.save([article()])
    store.record_absences([gone()])
    store.record_absences([none_at(NOW + DAY)])
    assert one(engine, "SELECT gone_at FROM v_articles")["gone_at"] is not None
    assert store.due(NOW + 99 * DAY, "recent") == []


def test_a_skipped_page_that_is_none_once_stays_skipped(store: Store, engine: Engine) -> None:
    store.skip({PATH: NOW - 10 * DAY}, NOW)
    store.record_absences([none_at(NOW)])
    assert one(engine, "SELECT state FROM urls") == {"state": "skipped"}
