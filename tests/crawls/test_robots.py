"""What robots.txt says is read in any encoding of text, and a pace without end ends the run."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

import pytest

from tests.crawls.altered_site import AlteredSite
from tests.crawls.crawl import Ended, crawl, rows
from tests.databases import Databases
from tests.site.responses import Answer

CLOSED = "User-agent: *\nDisallow: /world\nDisallow: /sports\n"


@pytest.fixture
def site() -> Iterator[AlteredSite]:
    with AlteredSite() as altered:
        yield altered


def says(site: AlteredSite, rules: bytes) -> None:
    site.pages["/robots.txt"] = lambda _honest, _headers: Answer(200, rules, "text/plain")


def run(site: AlteredSite, url: str, spider: str = "sections", *arguments: str) -> Ended:
    return crawl(spider, site.url, url, *(arguments or ("sections=fashion",)))


@pytest.mark.parametrize("delay", ["1e9", "601"])
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
    assert f"asks for {float(delay):g} s between requests, over RETRY_AFTER_MAX" in ended.last_line
    assert site.asked == [("/robots.txt", 200)]
    (noted,) = rows(url, "v_runs")
    assert noted["outcome"] == "failed"


@pytest.mark.parametrize("delay", ["0", "-5", "nan", "inf", "soon", ""])
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
    ],
    ids=["utf-16-le", "utf-16-be", "utf-8"],
)
def test_rules_behind_a_byte_order_mark_are_kept(
    site: AlteredSite, databases: Databases, rules: bytes
) -> None:
    says(site, rules)
    run(site, databases.url("sqlite"), "sections", "sections=europe,fashion")
    asked = [path for path, _ in site.asked]
    assert any(path.startswith("/life/") for path in asked)
    assert not [path for path in asked if path.startswith("/world")]
