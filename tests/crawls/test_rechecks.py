"""Known articles are asked for again by plan, and what changed in them becomes history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from pipelines.store import open_engine
from tests.crawls.crawl import Row, crawl, rows
from tests.crawls.running import asked_articles
from tests.databases import SQLITE_NOW_POSTGRESQL_LATER, Databases
from tests.site.nights import changes
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow


def articles(site: ReplicaSite, database_url: str) -> dict[str, Row]:
    return {row["url"].removeprefix(site.url): row for row in rows(database_url, "v_articles")}


@pytest.fixture
def fresh_site() -> Iterator[ReplicaSite]:
    """The replica of today: some of its articles are hours old."""
    with ReplicaSite(today=datetime.now(UTC).date()) as site:
        yield site
        assert site.unexpected() == []


SECTIONS = "sections=sports"


def recheck_plan(database_url: str, now: datetime) -> tuple[set[str], set[str]]:
    """Paths that are due by the store's plan, and those that are planned for later."""
    plan = rows(database_url, "(SELECT path, recheck_at AS fetched_at FROM urls) AS plan")
    due = {row["path"] for row in plan if row["fetched_at"] and row["fetched_at"] <= now}
    later = {row["path"] for row in plan if row["fetched_at"] and row["fetched_at"] > now}
    return due, later


def test_only_what_is_due_is_asked_for_again(fresh_site: ReplicaSite, database_url: str) -> None:
    assert crawl("sections", fresh_site.url, database_url, SECTIONS).status == 0
    fresh_site.reset_log()
    assert crawl("sections", fresh_site.url, database_url, SECTIONS).status == 0
    assert asked_articles(fresh_site) == []

    engine = open_engine(database_url)
    sooner = {
        "sqlite": "datetime(recheck_at, '-36 hours')",
        "postgresql": "recheck_at - interval '36 hours'",
    }[engine.dialect.name]
    with engine.begin() as connection:  # as if a day and a half had passed
        connection.execute(text(f"UPDATE urls SET recheck_at = {sooner}"))
    engine.dispose()
    due, later = recheck_plan(database_url, datetime.now(UTC))
    assert due
    assert later

    fresh_site.reset_log()
    assert crawl("sections", fresh_site.url, database_url, SECTIONS).status == 0
    assert sorted(asked_articles(fresh_site)) == sorted(due)

    fresh_site.reset_log()
    assert crawl("sections", fresh_site.url, database_url, SECTIONS, "refetch=none").status == 0
    assert asked_articles(fresh_site) == []


def test_rechecks_are_planned_from_publication(fresh_site: ReplicaSite, database_url: str) -> None:
    assert crawl("sections", fresh_site.url, database_url, "sections=sports").status == 0
    planned = rows(
        database_url,
        "(SELECT date_published, fetched_at, recheck_at AS seen_at"
        " FROM articles JOIN urls ON urls.path = articles.path) AS plan",
    )
    hours = (1, 6, 24, 72, 168, 720)
    for row in planned:
        steps = [row["date_published"] + timedelta(hours=hour) for hour in hours]
        assert row["seen_at"] == next((one for one in steps if one > row["fetched_at"]), None)


@pytest.fixture(
    scope="module",
    params=SQLITE_NOW_POSTGRESQL_LATER,
)
def corrected(request: pytest.FixtureRequest, databases: Databases) -> Iterator[dict[str, Any]]:
    """The second night's changes, found by rechecks alone, then the site's new look."""
    url = databases.url(request.param)
    with ReplicaSite() as site:
        assert crawl("sections", site.url, url).status == 0
        engine = open_engine(url)
        with engine.begin() as connection:
            connection.execute(
                text(
                    "UPDATE urls SET recheck_at = fetched_at FROM articles"
                    " WHERE articles.path = urls.path"
                    " AND (recheck_at IS NULL OR recheck_at > fetched_at)"
                )
            )
        engine.dispose()
        site.set_night(2)
        assert crawl("sections", site.url, url).status == 0
        found: dict[str, Any] = {"second": articles(site, url)}
        found["revisions"] = rows(url, "v_revisions", "url, revision")

        site.set_variants("relaunch")
        ended = crawl("sections", site.url, url, "refetch=all")
        found["relaunch status"] = ended.status
        found["relaunch"] = articles(site, url)
        found["all revisions"] = rows(url, "v_revisions", "url, revision")

        site.set_variants()
        site.set_night(1)
        gone = ",".join(site.url + path for path in changes().gone)
        assert crawl("articles", site.url, url, f"urls={gone}").status == 0
        found["back"] = articles(site, url)
        found["site"] = site.url
        yield found


@pytest.mark.slow
def test_corrections_found_by_rechecks_are_the_newspapers(corrected: dict[str, Any]) -> None:
    news = changes()
    expected = {*news.corrected, *news.body_corrected, *list(news.moved.values())[:1]}
    later = [row for row in corrected["revisions"] if row["revision"] > 1]
    assert {row["url"].removeprefix(corrected["site"]) for row in later} == expected
    assert {row["cause"] for row in later} == {"newspaper"}


@pytest.mark.slow
def test_what_is_only_touched_makes_no_revision(corrected: dict[str, Any]) -> None:
    for path in changes().touched:
        assert corrected["second"][path]["revisions"] == 1


@pytest.mark.slow
def test_a_withdrawn_article_keeps_its_content_and_says_since_when(
    corrected: dict[str, Any],
) -> None:
    gone = {path: row for path, row in corrected["second"].items() if row["gone_at"]}
    assert gone.keys() == changes().gone.keys()
    assert all(row["body"] and row["headline"] for row in gone.values())


@pytest.mark.slow
def test_an_article_that_answers_again_is_no_longer_gone(corrected: dict[str, Any]) -> None:
    for path in changes().gone:
        assert corrected["back"][path]["gone_at"] is None
        assert corrected["back"][path]["revisions"] == 1


@pytest.mark.slow
def test_a_new_look_of_the_site_is_no_correction(corrected: dict[str, Any]) -> None:
    before = {path: row["revisions"] for path, row in corrected["second"].items()}
    after = {path: row["revisions"] for path, row in corrected["relaunch"].items()}
    assert after == before
    known = {(row["url"], row["revision"]) for row in corrected["revisions"]}
    fresh = [r for r in corrected["all revisions"] if (r["url"], r["revision"]) not in known]
    assert {row["cause"] for row in fresh} <= {"parser"}
