"""`-a limit=N`: the newest articles alone, and nothing that a whole run would miss later."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.store import Store, open_engine
from tests.crawls.crawl import crawl, rows
from tests.databases import Databases
from tests.site.process import LogEntry, ReplicaSite

pytestmark = pytest.mark.slow

LIMIT = 10
WAYS = {"sections": ["sections=world"], "feeds": [], "search": []}
ROBOTS_OFF = {"ROBOTSTXT_OBEY": "0"}  # robots.txt of the site disallows /search


def pending(url: str) -> set[str]:
    engine = open_engine(url)
    try:
        return {one.path for one in Store(engine).pending()}
    finally:
        engine.dispose()


def of_articles(log: list[LogEntry]) -> list[str]:
    """Articles lie at least two folders down, feeds and searches do not."""
    paths = [entry["path"] for entry in log if entry["status"] == 200]
    return [path for path in paths if path.count("/") > 1 and not path.startswith("/rss")]


def test_a_first_small_crawl_and_the_whole_one_after_it(
    site: ReplicaSite, databases: Databases, kind: str
) -> None:
    small, whole = databases.url(kind), databases.url(kind)
    crawl("sections", site.url, whole, "sections=world")
    site.reset_log()

    ended = crawl("sections", site.url, small, "sections=world", f"limit={LIMIT}")
    assert ended.status == 0, ended.err
    assert f"limited to {LIMIT} articles, the newest; " in rows(small, "v_runs")[0]["reason"]
    assert len(of_articles(site.log())) == LIMIT

    expected = {row["url"]: row for row in rows(whole, "v_articles")}
    found = {row["url"] for row in rows(small, "v_articles")}
    assert len(found) == LIMIT
    assert found < expected.keys()
    oldest = min(expected[url]["published_day"] for url in found)
    newer = {url for url, row in expected.items() if row["published_day"] > oldest}
    assert newer <= found
    assert len(pending(small)) == len(expected) - LIMIT
    assert [row for row in rows(small, "v_coverage") if row["runs"] or row["complete"]] == []

    site.reset_log()
    ended = crawl("sections", site.url, small, "sections=world")
    assert ended.status == 0, ended.err
    last = rows(small, "v_runs")[-1]
    assert (last["findings"], last["reason"]) == ([], rows(whole, "v_runs")[0]["reason"])
    assert {row["url"] for row in rows(small, "v_articles")} == expected.keys()
    assert pending(small) == pending(whole)


@pytest.mark.parametrize(
    ("spider", "stored"), [("sections", "1"), ("feeds", "1"), ("search", "1"), ("search", "0")]
)
def test_each_way_of_discovery_can_be_limited(
    spider: str, stored: str, site: ReplicaSite, databases: Databases, tmp_path: Path
) -> None:
    file = tmp_path / "out.jsonl"
    settings = {
        **ROBOTS_OFF,
        "STORE_ENABLED": stored,
        "FEEDS": f'{{"{file}": {{"format": "jsonl"}}}}',
    }
    ended = crawl(
        spider, site.url, databases.url("sqlite"), *WAYS[spider], "limit=3", settings=settings
    )
    assert ended.status == 0, ended.err
    assert len(file.read_text(encoding="utf-8").splitlines()) == 3
    assert len(of_articles(site.log())) == 3
    assert len(site.requests("/search")) == (spider == "search")


@pytest.mark.slow
def test_a_limited_run_changes_no_usual_figure(site: ReplicaSite, databases: Databases) -> None:
    url = databases.url("sqlite")
    for _ in range(3):
        crawl("sections", site.url, url, "sections=world")
    assert crawl("sections", site.url, url, "sections=world", "limit=1").status == 0
    assert crawl("sections", site.url, url, "sections=world").status == 0


def test_given_urls_keep_their_order(site: ReplicaSite, databases: Databases) -> None:
    url = databases.url("sqlite")
    asked = "/opinion/columns/against-the-tyranny-of-the-ring-road"
    other = "/turkey/istanbul/tunnel-under-the-hill-is-done"
    assert crawl("articles", site.url, url, f"urls={asked},{other}", "limit=1").status == 0
    assert [row["url"] for row in rows(url, "v_articles")] == [site.url + asked]


@pytest.mark.parametrize("limit", ["0", "-1", "ten", "", "1.5", "٣"])
def test_a_limit_that_is_none(limit: str, databases: Databases) -> None:
    ended = crawl("sections", "http://127.0.0.1:9", databases.url("sqlite"), f"limit={limit}")
    assert ended.status == 2
    assert "argument limit: " in ended.last_line
