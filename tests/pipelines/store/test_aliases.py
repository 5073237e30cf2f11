"""Several urls, one article (CONTRACT, promise 1)."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from crawler.items import Absence, Alias
from pipelines.store import Store
from tests.pipelines.factories import DAY, HOUR, NOW, PATH, article, one, rows, sighting
from tests.pipelines.labelled_pairs import FERRY

OLD, NEW = "/world/asia-pacific/old-slug", "/world/asia-pacific/new-slug"


def alias(path: str, target: str) -> Alias:
    return Alias(path=path, target=target, seen_at=NOW)


def paths(engine: Engine) -> list[str]:
    return [row["path"] for row in rows(engine, "SELECT path FROM articles ORDER BY path")]


def registry(engine: Engine) -> dict[str, tuple[str, str | None]]:
    found = rows(engine, "SELECT path, state, target FROM urls")
    return {row["path"]: (row["state"], row["target"]) for row in found}


def test_an_article_comes_with_its_aliases(store: Store, engine: Engine) -> None:
    store.record([sighting("/redirects"), sighting()], "recent", NOW)
    store.save([article(aliases=["/redirects", PATH])])
    assert registry(engine) == {PATH: ("article", None), "/redirects": ("alias", PATH)}
    assert store.due(NOW, "recent") == []
    assert store.save([article("/redirects")])[0].path == PATH
    assert paths(engine) == [PATH]


def test_the_target_of_a_kept_alias_becomes_pending(store: Store, engine: Engine) -> None:
    store.settle([alias(OLD, NEW)])
    assert registry(engine) == {OLD: ("alias", NEW), NEW: ("pending", None)}
    assert store.due(NOW, "recent") == [NEW]


def test_a_new_slug_with_a_new_headline_is_one_article(store: Store, engine: Engine) -> None:
    store.record([sighting(OLD, seen_at=NOW - DAY)], "recent", NOW)
    store.save([article(OLD, headline="Old headline", body=FERRY)])
    store.record([sighting(NEW)], "recent", NOW)
    later = NOW + HOUR
    store.settle([alias(OLD, NEW)])
    store.save([article(NEW, headline="New headline", body=FERRY, fetched_at=later)])
    row = one(engine, "SELECT url, headline, revisions, first_seen_at FROM v_articles")
    assert row["url"].endswith(NEW)
    assert (row["headline"], row["revisions"]) == ("New headline", 2)
    assert str(row["first_seen_at"])[:10] == "2026-09-30"
    assert one(engine, "SELECT url, section FROM v_placements")["url"].endswith(NEW)
    assert [version.headline for version in store.versions(OLD)] == ["Old headline", "New headline"]


def test_a_moved_article_is_looked_at_at_its_new_url(store: Store, engine: Engine) -> None:
    store.save([article(OLD, body=FERRY)])
    store.settle([alias(OLD, NEW)])
    assert store.due(NOW, "recent") == [NEW]
    store.save([article(NEW, body=FERRY)])
    assert paths(engine) == [NEW]


def test_an_alias_keeps_no_plan_of_the_article_that_moved(store: Store, engine: Engine) -> None:
    store.save([article(OLD, body=FERRY)])
    store.record_absences([Absence(path=OLD, reason="http-410", gone=True, seen_at=NOW)])

    store.settle([alias(OLD, NEW)])
    store.save([article(NEW, body=FERRY)])

    plans = {row["path"]: row for row in rows(engine, "SELECT path, recheck_at, gone_at FROM urls")}
    assert plans[OLD]["recheck_at"] is None
    assert plans[OLD]["gone_at"] is None
    assert plans[NEW]["recheck_at"] is not None


def test_two_articles_become_one(store: Store, engine: Engine) -> None:
    store.record([sighting(OLD, seen_at=NOW - DAY, position=5)], "recent", NOW)
    bodies = [FERRY, f"{FERRY} More.", f"{FERRY} And more."]
    store.save([article(OLD, body=bodies[0])])
    (kept,) = rows(engine, "SELECT id FROM articles")
    store.save([article(OLD, body=bodies[1], fetched_at=NOW + HOUR)])
    store.record([sighting(NEW, position=2), sighting(NEW, section="world")], "recent", NOW)
    store.save([article(NEW, body=bodies[2], fetched_at=NOW + 2 * HOUR)])
    store.settle([alias(OLD, NEW)])
    assert rows(engine, "SELECT id, path FROM articles") == [{"id": kept["id"], "path": NEW}]
    versions = store.versions(NEW)
    assert [version.body for version in versions] == bodies
    assert [version.revision for version in versions] == [1, 2, 3]
    assert "body" in versions[2].changed
    assert one(engine, "SELECT revisions FROM v_articles") == {"revisions": 3}
    placed = rows(engine, "SELECT section, best_position FROM v_placements ORDER BY section")
    assert placed == [
        {"section": "asia-pacific", "best_position": 2},
        {"section": "world", "best_position": 1},
    ]
    assert registry(engine) == {OLD: ("alias", NEW), NEW: ("article", None)}


def test_merging_equal_texts_adds_no_revision(store: Store, engine: Engine) -> None:
    same = {"headline": "Same", "body": "Same."}
    store.save([article(NEW, **same), article(OLD, fetched_at=NOW + HOUR, **same)])
    store.settle([alias(OLD, NEW)])
    assert one(engine, "SELECT revisions FROM v_articles") == {"revisions": 1}
    assert len(store.versions(NEW)) == 1


def test_aliases_of_aliases_lead_to_the_article(store: Store, engine: Engine) -> None:
    store.settle([alias("/1", "/2")])
    store.settle([alias("/2", "/3"), alias("/0", "/1")])
    store.save([article("/4", aliases=["/3"])])
    assert registry(engine) == {
        "/0": ("alias", "/4"),
        "/1": ("alias", "/4"),
        "/2": ("alias", "/4"),
        "/3": ("alias", "/4"),
        "/4": ("article", None),
    }


def test_an_alias_that_is_turned_round(store: Store, engine: Engine) -> None:
    store.save([article(NEW, aliases=[OLD])])
    store.settle([alias(NEW, OLD)])
    assert registry(engine) == {NEW: ("alias", OLD), OLD: ("article", None)}
    assert paths(engine) == [OLD]
    store.settle([alias(NEW, OLD), alias(OLD, OLD)])
    assert registry(engine) == {NEW: ("alias", OLD), OLD: ("article", None)}


def test_an_alias_in_the_same_batch_as_its_article(store: Store, engine: Engine) -> None:
    saved = store.save([article(OLD, headline="Old"), article(NEW, aliases=[OLD])])
    assert [one.path for one in saved] == [NEW, NEW]
    assert paths(engine) == [NEW]


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one after the other"])
def test_turkey_and_turkiye_are_one_article_even_where_both_answer(
    store: Store, engine: Engine, together: bool
) -> None:
    first, second = article("/turkey/same-slug/news"), article("/turkiye/same-slug/news")
    for batch in [[first, second]] if together else [[first], [second]]:
        store.save(batch)
    found = rows(engine, "SELECT url FROM v_articles")
    assert [row["url"].endswith("/turkey/same-slug/news") for row in found] == [True]
    listed = sighting("/turkiye/same-slug/news", seen_at=NOW + HOUR)
    assert store.record([listed], "none", NOW + HOUR).wanted == set()


def test_an_article_that_moves_twice_at_once_leaves_no_plan_behind(
    store: Store, engine: Engine
) -> None:
    between = "/world/asia-pacific/between"
    store.save([article(OLD, body=FERRY)])

    store.settle([alias(OLD, between), alias(between, NEW)])
    store.save([article(NEW, body=FERRY)])
    store.settle([alias(OLD, between), alias(between, NEW)])

    assert paths(engine) == [NEW]
    planned = rows(engine, "SELECT path FROM urls WHERE recheck_at IS NOT NULL")
    assert planned == [{"path": NEW}]


def test_an_alias_keeps_no_plan_of_the_article_that_merged(store: Store, engine: Engine) -> None:
    store.save([article(OLD, body=FERRY), article(NEW, body=FERRY)])

    store.settle([alias(OLD, NEW)])

    planned = rows(engine, "SELECT path FROM urls WHERE recheck_at IS NOT NULL")
    assert planned == [{"path": NEW}]
