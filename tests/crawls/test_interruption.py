"""A crawl that is told to stop, or killed (CONTRACT, promise 2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawls.content import content
from tests.crawls.crawl import Row, crawl, rows
from tests.crawls.running import STEADY, Running, asked_articles
from tests.databases import Databases
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

SECTIONS = "sections=sports"
LIVE = {
    "DOWNLOAD_DELAY": "1",
    "AUTOTHROTTLE_ENABLED": "1",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "1",
}
"""The pace of a live night: most of what Scrapy holds waits for its turn."""
IN_TIME = 30


@pytest.fixture(scope="module")
def undisturbed(replica: ReplicaSite, databases: Databases) -> dict[str, list[Row]]:
    replica.truthful()
    replica.set_night(1)
    url = databases.url("sqlite")
    assert crawl("sections", replica.url, url, SECTIONS).status == 0
    return content(url)


@pytest.fixture
def slow_site(site: ReplicaSite) -> Iterator[ReplicaSite]:
    site.fault("slow-all", seconds=0.2)
    yield site
    site.truthful()


def finish(site: ReplicaSite, database_url: str) -> None:
    site.truthful()
    ended = crawl("sections", site.url, database_url, SECTIONS)
    assert ended.status == 0, ended.err


def outcomes(database_url: str) -> list[str]:
    return [row["outcome"] for row in rows(database_url, "v_runs", "run")]


def test_pages_under_way_are_stored_and_the_run_says_interrupted(
    slow_site: ReplicaSite, database_url: str, tmp_path: Path, undisturbed: object
) -> None:
    with Running(
        "sections", slow_site.url, database_url, SECTIONS, folder=tmp_path, settings=STEADY
    ) as running:
        running.until_asked(slow_site, 10)
        running.terminate()
        ended = running.end(IN_TIME)
    (run,) = rows(database_url, "v_runs")
    stored = {row["url"].removeprefix(slow_site.url) for row in rows(database_url, "v_articles")}

    assert ended.status == 1
    assert "interrupted" in (run["outcome"], *ended.last_line.split())
    assert run["outcome"] == "interrupted"
    assert run["finished_at"] is not None
    assert run["articles_new"] == len(stored)
    assert stored == set(asked_articles(slow_site))
    assert "ERROR" not in ended.err

    finish(slow_site, database_url)
    assert content(database_url) == undisturbed


def test_at_a_live_nights_pace_it_ends_at_once_and_asks_for_nothing_more(
    site: ReplicaSite, databases: Databases, tmp_path: Path
) -> None:
    url = databases.url("sqlite")
    with Running("sections", site.url, url, SECTIONS, folder=tmp_path, settings=LIVE) as running:
        running.until(lambda: len(site.log()) >= 4)
        running.terminate()
        asked = len(site.log())
        ended = running.end(IN_TIME)
    (run,) = rows(url, "v_runs")
    pending = "(SELECT attempts FROM urls WHERE state = 'pending') AS waiting"

    assert ended.status == 1
    assert len(site.log()) <= asked + 1
    assert run["requests"] == len(site.log())
    assert {row["attempts"] for row in rows(url, pending)} == {0}


@pytest.mark.slow
def test_a_page_that_never_comes_does_not_hold_up_the_end(
    site: ReplicaSite, databases: Databases, tmp_path: Path
) -> None:
    url = databases.url("sqlite")
    site.lie("/sports", "slow", seconds=60)
    with Running("sections", site.url, url, SECTIONS, folder=tmp_path) as running:
        running.until_asked(site, 5)
        running.terminate()
        ended = running.end(IN_TIME)
    site.truthful()
    assert ended.status == 1
    assert outcomes(url) == ["interrupted"]


def test_a_killed_crawl_is_made_good_by_the_next(
    slow_site: ReplicaSite, database_url: str, tmp_path: Path, undisturbed: object
) -> None:
    with Running(
        "sections", slow_site.url, database_url, SECTIONS, folder=tmp_path, settings=STEADY
    ) as running:
        running.until_asked(slow_site, 15)
        running.kill()
    assert outcomes(database_url) == ["running"]
    stored = {row["url"].removeprefix(slow_site.url) for row in rows(database_url, "v_articles")}

    slow_site.reset_log()
    finish(slow_site, database_url)
    assert outcomes(database_url) == ["interrupted", "succeeded"]
    assert content(database_url) == undisturbed
    assert stored.isdisjoint(asked_articles(slow_site))


@pytest.mark.slow
def test_sigterm_while_the_database_is_away_ends_in_time_with_the_spool_full(
    slow_site: ReplicaSite, databases: Databases, tmp_path: Path
) -> None:
    url = databases.url("sqlite")
    file = Path(url.removeprefix("sqlite:///"))
    with Running(
        "sections", slow_site.url, url, SECTIONS, folder=tmp_path, settings=STEADY
    ) as running:
        running.until_asked(slow_site, 10)
        file.rename(file.with_suffix(".away"))
        file.mkdir()
        running.until_said("the crawl waits")
        running.terminate()
        ended = running.end(IN_TIME)
    assert ended.status == 1
    assert "wait in the spool" in ended.last_line
