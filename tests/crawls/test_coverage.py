"""Nights of real crawls in `v_coverage`: a missed one, a list that failed, a burst of articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.crawls.altered_site import AlteredSite, Headers, Page
from tests.crawls.crawl import Ended, Row, crawl, rows
from tests.crawls.faked_clock import faked, needs_faketime
from tests.databases import Databases
from tests.site.responses import Answer

pytestmark = [needs_faketime, pytest.mark.slow]

A_DAY = timedelta(days=1)
FIRST = datetime(2026, 10, 8, 23, 30, tzinfo=UTC)
"""Half past two of October 9 in Istanbul, the first night."""
CARDS = 9
"""Of a list; the promotions behind it have the same markup."""
_CARD = re.compile(rb"<li>(?:(?!<li>).)*?date_text.*?</li>", re.DOTALL)
_DAY = re.compile(rb"[A-Z][a-z]{2} \d\d, \d{4}")


@pytest.fixture
def kind() -> str:
    """PostgreSQL's own clock cannot be set, and would say that the crawl's is wrong; the store's
    tests of coverage ask both databases."""
    return "sqlite"


def listing(cards: slice, day: bytes | None = None) -> Page:
    """A section page with some of its cards, all of a day."""

    def page(honest: Answer, headers: Headers) -> Answer:
        found = _CARD.findall(honest.body)[:CARDS]
        assert len(found) == CARDS
        kept = b"".join(found[cards])
        body = honest.body.replace(found[0], b"@cards@")
        for card in found[1:]:
            body = body.replace(card, b"")
        body = body.replace(b"@cards@", _DAY.sub(day, kept) if day else kept)
        return replace(honest, body=body)

    return page


def failing(honest: Answer, headers: Headers) -> Answer:
    return replace(honest, status=404)


def night(site: AlteredSite, url: str, number: int) -> Ended:
    at = FIRST + (number - 1) * A_DAY
    off = at - datetime.now(UTC)
    site.clock_error = off
    return crawl(
        "sections", site.url, url, "sections=football,tennis,basketball",
        settings={},
        **faked(f"{off.total_seconds():+.0f}"),
    )  # fmt: skip


def coverage(url: str, section: str, days: Sequence[str]) -> list[Row]:
    found = {str(row["day"]): row for row in rows(url, "v_coverage") if row["section"] == section}
    return [found[f"2026-10-{day}"] for day in days]


def reasons(url: str, section: str, days: Sequence[str]) -> list[str | None]:
    return [row["reason"] for row in coverage(url, section, days)]


def test_nights_of_three_sections(databases: Databases, kind: str) -> None:
    url = databases.url(kind)
    with AlteredSite() as site:
        site.pages["/football"] = listing(slice(-2, None))
        assert night(site, url, 1).status == 0

        site.pages["/football"] = listing(slice(0, 6), b"Oct 09, 2026")
        assert "section-overrun" in night(site, url, 2).last_line

        assert reasons(url, "tennis", ["09", "10"]) == [
            None, "no run has looked since the day was over"
        ]  # fmt: skip
        assert reasons(url, "football", ["09"]) == [
            "the list has moved on between two looks by more than it shows"
        ]

        # The third night is missed.
        site.pages["/basketball"] = failing
        assert night(site, url, 4).status == 3
        run = rows(url, "v_runs", "run")[-1]["run"]
        said = f"its list could not be read in run {run} (http-404)"
        assert reasons(url, "basketball", ["11", "12"]) == [said, said]

        del site.pages["/basketball"]
        assert night(site, url, 5).status == 0

    for section, first in (("tennis", 9), ("basketball", 9), ("football", 10)):
        days = [f"{day:02}" for day in range(first, 13)]
        assert reasons(url, section, days) == [None] * len(days), section
    missed = coverage(url, "tennis", ["11"])[0]
    assert (missed["runs"], bool(missed["complete"])) == (0, True)
    burst = coverage(url, "football", ["10"])[0]
    assert (burst["runs"], burst["listed"], burst["new"]) == (1, 6, 6)


@pytest.mark.parametrize("status", [500, 404])
def test_an_article_that_could_not_be_had_leaves_its_day_open(
    databases: Databases, status: int
) -> None:
    url = databases.url("sqlite")
    with AlteredSite() as site:
        site.pages["/tennis"] = listing(slice(1, None))
        assert night(site, url, 1).status == 0
        site.pages["/tennis"] = listing(slice(0, 8), b"Oct 09, 2026")
        before = {path for path, _ in site.asked}
        fresh = first_card(site)
        assert fresh not in before
        site.pages[fresh] = lambda honest, headers: replace(honest, status=status)
        night(site, url, 2)
    # A 404 is an answer: nothing stands there.
    waits = "an article of the day has still to be fetched" if status == 500 else None
    assert reasons(url, "tennis", ["09"]) == [waits]


def first_card(site: AlteredSite) -> str:
    honest = site.site.page("/tennis")
    (link,) = re.findall(rb'href="([^"]+)"', _CARD.findall(honest.body)[0])[:1]
    return str(link.decode().removeprefix(site.url)).partition("?")[0].partition("#")[0]
