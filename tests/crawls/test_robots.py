"""What robots.txt says is read in any encoding of text, and a pace without end ends the run."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

import pytest

from tests.crawls.altered_site import AlteredSite
from tests.crawls.crawl import Ended, crawl, rows
from tests.databases import Databases
from tests.site.responses import Answer

pytestmark = pytest.mark.slow

CLOSED = "User-agent: *\nDisallow: /world\nDisallow: /sports\n"


@pytest.fixture
def site() -> Iterator[AlteredSite]:
    with AlteredSite() as altered:
        yield altered


def says(site: AlteredSite, rules: bytes) -> None:
    site.pages["/robots.txt"] = lambda _honest, _headers: Answer(200, rules, "text/plain")


def run(site: AlteredSite, url: str, spider: str = "sections", *arguments: str) -> Ended:
    return crawl(spider, site.url, url, *(arguments or ("sections=fashion",)))


@pytest.mark.parametrize("delay", ["1e9", "601", "inf", "1e400", "9" * 400])
@pytest.mark.parametrize(
    ("spider", "argument"),
    [("sections", "sections=fashion"), ("search", "section=world since=2026-11-01")],
)
def test_a_pace_over_the_longest_pause_ends_the_run_with_its_reason(
    site: AlteredSite, databases: Databases, delay: str, spider: str, argument: str
) -> None:
    says(site, f"User-agent: *\nCrawl-delay: {delay}\n".encode())
    url = databases.url("sqlite")
    ended = run(site, url, spider, *argument.split())
    assert ended.status == 1
    told = min(float(delay), 1e12)
    assert f"asks for {told:g} s between requests, over RETRY_AFTER_MAX" in ended.last_line
    assert site.asked == [("/robots.txt", 200)]
    (noted,) = rows(url, "v_runs")
    assert noted["outcome"] == "failed"


@pytest.mark.parametrize("delay", ["0", "-5", "nan", "-inf", "soon", ""])
def test_a_pace_that_is_none_is_not_kept(
    site: AlteredSite, databases: Databases, delay: str
) -> None:
    says(site, f"User-agent: *\nCrawl-delay: {delay}\n".encode())
    assert run(site, databases.url("sqlite")).status == 0


@pytest.mark.parametrize(
    "rules",
    [
        codecs.BOM_UTF16_LE + CLOSED.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + CLOSED.encode("utf-16-be"),
        codecs.BOM_UTF8 + CLOSED.encode(),
        CLOSED.encode("utf-16-le"),
        CLOSED.encode("utf-16-be"),
        CLOSED.encode("utf-32"),
        CLOSED.encode("utf-32-be"),
        CLOSED.replace("*", "*\0").encode(),
    ],
    ids=["16-le", "16-be", "8", "16-le unmarked", "16-be unmarked", "32", "32-be unmarked", "NUL"],
)
def test_rules_in_any_unicode_are_kept(
    site: AlteredSite, databases: Databases, rules: bytes
) -> None:
    says(site, rules)
    run(site, databases.url("sqlite"), "sections", "sections=europe,fashion")
    asked = [path for path, _ in site.asked]
    assert any(path.startswith("/life/") for path in asked)
    assert not [path for path in asked if path.startswith("/world")]


ARTICLE = "/life/fashion/autumn-coats-return-to-bosporus-shows"


@pytest.mark.parametrize(
    ("rules", "status", "said"),
    [
        (b"User-agent: *\nCrawl-delay: 1000000\n", 1, "over RETRY_AFTER_MAX"),
        (b"User-agent: *\nDisallow: /\n", 2, "robots"),
    ],
)
def test_articles_asked_for_by_name_hear_why_the_site_is_closed(
    site: AlteredSite, databases: Databases, rules: bytes, status: int, said: str
) -> None:
    says(site, rules)
    url = databases.url("sqlite")
    ended = run(site, url, "articles", f"urls={ARTICLE}")
    assert ended.status == status
    assert said in ended.last_line


def test_a_site_that_is_not_there_is_no_url_s_fault(databases: Databases) -> None:
    url = databases.url("sqlite")
    with AlteredSite() as closed:
        nowhere = closed.url
    ended = crawl("articles", nowhere, url, f"urls={ARTICLE}")
    assert ended.status == 1
    assert "does not answer: refused" in ended.last_line
    (waiting,) = rows(url, "urls")
    assert (waiting["state"], waiting["attempts"], waiting["last_error"]) == ("pending", 0, None)
