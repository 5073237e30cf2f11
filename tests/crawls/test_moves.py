"""CASES 13: a story under a new slug, found as such in the very night it moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from pipelines.store import open_engine
from tests.crawls.crawl import Ended, Row, crawl, rows
from tests.databases import SQLITE_NOW_POSTGRESQL_LATER, Databases
from tests.site.nights import changes
from tests.site.process import LogEntry, ReplicaSite

pytestmark = pytest.mark.slow

SECTIONS = "sections=business,lifestyle"


@dataclass
class Moved:
    site_url: str
    second: Ended
    articles: dict[str, Row]
    third_requests: list[LogEntry]


@pytest.fixture(scope="module", params=SQLITE_NOW_POSTGRESQL_LATER)
def moved(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Moved]:
    url = databases.empty_url(request.param)
    with ReplicaSite() as site:
        crawl("sections", site.url, url, SECTIONS)
        a_day_passes(url)
        site.set_night(2)
        second = crawl("sections", site.url, url, SECTIONS)
        articles = {row["url"].removeprefix(site.url): row for row in rows(url, "v_articles")}
        site.set_night(3)
        site.reset_log()
        crawl("sections", site.url, url, SECTIONS)
        yield Moved(site.url, second, articles, site.requests())


def a_day_passes(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE articles SET fetched_at = '2026-10-07 00:00:00'"))
    engine.dispose()


def test_a_moved_story_is_one_article_under_its_new_url(moved: Moved) -> None:
    for old, new in changes().moved.items():
        assert old not in moved.articles
        assert moved.articles[new]["duplicate_of"] is None


def test_its_new_headline_is_a_revision(moved: Moved) -> None:
    renamed, same = changes().moved.values()
    assert [moved.articles[path]["revisions"] for path in (renamed, same)] == [2, 1]


def test_neither_url_is_asked_for_the_night_after(moved: Moved) -> None:
    assert moved.second.status == 0
    assert [entry["path"] for entry in moved.third_requests if entry["path"].count("/") > 1] == []
