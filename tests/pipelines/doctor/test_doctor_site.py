"""`python -m pipelines doctor` on the replica, in all its variants, over a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipelines.doctor.running import SOON, Told, told
from tests.site.press import VARIANTS
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

BUDGET = 12
SOUND = {"no-json-ld", "no-meta", "real-hosts"}
ARTICLES = {"article", "column", "gallery"}
FAULTS = {
    "relaunch": (3, ARTICLES),
    "relaunch-wild": (3, ARTICLES),
    "relaunch-listing": (3, {"list"}),
    "relaunch-menu": (1, {"menu", "list"}),
    "consent": (1, ARTICLES),
    "permanent-redirects": (3, {"redirects"}),
    "temporary-redirects": (3, {"redirects"}),
    "refreshes": (3, {"column", "gallery"}),
    "wrong-canonical": (3, {"column", "gallery"}),
}
"""Variant -> exit status and checks that are not good."""


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/news.db"


@pytest.fixture
def visited(site: ReplicaSite) -> Iterator[ReplicaSite]:
    """The replica, whose log says in the end that the budget was kept."""
    yield site
    assert len(site.log()) <= BUDGET


def test_a_sound_site(visited: ReplicaSite, database: str, tmp_path: Path) -> None:
    found = told(visited.url, database)
    assert (found.status, found.bad) == (0, [])
    assert found.requests == len(visited.log()) <= BUDGET
    paths = [entry["path"] for entry in visited.log()]
    assert paths[:2] == ["/robots.txt", "/"]
    assert len(set(paths)) == len(paths)
    assert not (tmp_path / "news.db").exists()
    fields = found.line("article", "ok")["fields"]
    assert fields["headline"] == {"source": "site", "selector": "h1.main_page_title"}
    assert fields["body"] == {"source": "site", "selector": "div.article_body"}
    assert fields["description"] == {"source": "json-ld"}
    assert found.marks("column") == found.marks("gallery") == ["ok"]


def test_a_relaunched_site(visited: ReplicaSite, database: str) -> None:
    visited.set_variants("relaunch")
    found = told(visited.url, database)
    assert found.status == 3
    line = found.line("article", "fault")
    assert line["fields"]["body"] == {"source": "generic"}
    assert line["fields"]["headline"] == {"source": "json-ld"}
    assert "generic (byline, dateline, body)" in line["found"]
    assert f"scrapy capture --outline {visited.url}/" in line["hint"]


@pytest.mark.slow
@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_each_variant(variant: str, visited: ReplicaSite, database: str) -> None:
    visited.set_variants(variant)
    found = told(visited.url, database)
    status, checks = FAULTS.get(variant, (0, set()))
    assert variant in SOUND | FAULTS.keys()
    assert (found.status, set(found.bad)) == (status, checks)


@pytest.mark.parametrize(
    ("fault", "check", "said"),
    [
        ("robots-closed", "robots.txt", "disallows /"),
        ("robots-500", "site", "does not answer: http-500"),
        ("all-500", "site", "status 500"),
        pytest.param("body-gone", "article", "missing: body", marks=pytest.mark.slow),
    ],
)
def test_a_site_that_no_night_can_work_with(
    fault: str, check: str, said: str, visited: ReplicaSite, database: str
) -> None:
    visited.fault(fault)
    found = told(visited.url, database)
    assert found.status == 1
    assert said in found.line(check, "fatal")["found"]


@pytest.mark.slow
def test_a_section_or_a_feed_that_fails(visited: ReplicaSite, database: str) -> None:
    visited.lie("/politics", "500")
    visited.lie("/rss", "404")
    found = told(visited.url, database)
    assert found.status == 3
    assert found.line("list", "fault")["found"] == "/politics answers with status 500"
    assert found.line("feed", "fault")["found"] == "/rss answers with status 404"


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/politics", "/rss", "/rssfeed/rss.xml", "/gallery"])
def test_redirects_are_of_the_budget(path: str, visited: ReplicaSite, database: str) -> None:
    visited.lie(path, "redirect-loop")
    found = told(visited.url, database)
    assert found.requests == len(visited.log())


@pytest.mark.parametrize("seconds", [3600.0, -3600.0])
def test_a_clock_that_differs_from_the_sites(
    seconds: float, visited: ReplicaSite, database: str
) -> None:
    visited.set_clock(seconds)
    found = told(visited.url, database)
    assert found.status == 3
    word = "behind" if seconds > 0 else "ahead of"
    line = found.line("site clock", "fault")
    assert line["found"].startswith("this machine is ")
    assert word in line["found"]


def test_a_site_that_is_away(database: str) -> None:
    found = told(SOON, database)
    assert found.status == 1
    assert "refused" in found.line("site", "fatal")["found"]


def test_the_newspaper_is_not_asked_by_nobody(database: str) -> None:
    found: Told = told("https://www.dailysabah.com", database, SCRAPY_PROJECT="default")
    assert (found.status, found.requests) == (1, 0)
    assert "CONTACT_URL" in found.line("contact", "fatal")["found"]
