"""Headline, publication and byline of pages whose markup nobody here knows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.parsing.clean.dates import Moment
from crawler.parsing.clean.printed_dates import find_date
from crawler.parsing.sources.generic import Head
from tests.crawler.making import document

TODAY = date(2026, 11, 20)
TEXT = "<p>" + "The ferry left the pier at nine in the evening. " * 9 + "</p>"


def head(html: str, *stated: str, meta: str = "") -> Head:
    return Head(document(f"<html><head>{meta}</head><body>{html}{TEXT}</body></html>"), stated)


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Harbor Weekly</h1><h1>Night ferry returns</h1>",
        "<h1><a href='/'>The Weekly</a></h1><h1>Night ferry returns</h1>",
        "<h1 hidden>Night</h1><h1>Night ferry returns</h1><h1>Related stories</h1>",
        "<h1>Night ferry returns</h1><h1>Join our night club</h1>",
    ],
)
def test_the_headline_is_the_heading_of_which_the_title_speaks(html: str) -> None:
    name = "<meta property='og:site_name' content='Harbor Weekly'>"
    found = head(html, "Night ferry is back after a year", meta=name)

    assert found.heading is not None
    assert found.heading.text == "Night ferry returns"


def test_no_heading_of_which_the_title_does_not_speak() -> None:
    assert head("<h1>Cheaper flights</h1>", "Night ferry returns").heading is None


@pytest.mark.parametrize("parting", [" | ", " - ", " – ", ": ", " » "])
def test_a_stated_title_ends_before_the_sites_name(parting: str) -> None:
    name = "<meta property='og:site_name' content='Harbor Weekly'>"
    title = f"Night ferry{' ' if parting == ': ' else ''}{parting}Harbor Weekly"

    assert head("", title, meta=name).title(title) == "Night ferry"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11/19/19 06:56 AM EST", datetime(2019, 11, 19, 11, 56, tzinfo=UTC)),
        ("on Monday, Nov. 18th 2019 8:54 am PT", datetime(2019, 11, 18, 16, 54, tzinfo=UTC)),
        ("Published 10:02 PM EST Nov 19, 2019", datetime(2019, 11, 20, 3, 2, tzinfo=UTC)),
        ("22 de outubro de 2010 às 20:13 GMT", datetime(2010, 10, 22, 20, 13, tzinfo=UTC)),
        ("2019. 13. 45", None),
        ("Decision 2020", None),
        ("call 7(495) 633-5-633", None),
    ],
)
def test_printed_moments(text: str, expected: datetime | None) -> None:
    found = find_date(text)

    assert (found and found.instant) == expected


@pytest.mark.parametrize(
    "text",
    [
        "25 September 2018", "publiziert am 25. September 2018", "25 сентября 2018",
        "Posted on September 25, 2018", "by Jane Doe — Sept. 25th, 2018", "2018年9月25日",
        "25/09/2018", "9/25/2018", "25 settembre 2018", "25 de septiembre de 2018", "2018.09.25",
    ],
)  # fmt: skip
def test_printed_days(text: str) -> None:
    assert find_date(text) == Moment(datetime(2018, 9, 24, 21, tzinfo=UTC), day_only=True)


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Ferry</h1><span class='post-date'>October 15, 2021</span>",
        "<span class='day'>20 November 2021</span>"
        + TEXT
        + "<h1>Ferry</h1><p>October 15, 2021</p>",
        "<h1>Ferry</h1><time datetime='2021-10-15'>5 days ago</time>",
        "<h1>Ferry</h1><p>Updated October 17, 2021</p><p>Published October 15, 2021</p>",
        "<h1>Ferry</h1><div class='comments'><time>October 16, 2021</time></div>"
        "<div>Posted on October 15, 2021</div>",
        "<aside><time datetime='2021-10-19'></time></aside><h1>Ferry</h1><i>15 October 2021</i>",
    ],
)
def test_the_date_that_is_the_articles(html: str) -> None:
    found = head(html, "Ferry").published(TODAY)

    assert found is not None
    assert found.moment.instant == datetime(2021, 10, 14, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    "html",
    [
        "<p>November 20, 2026</p><h1>Ferry</h1>",
        "<h1>Ferry</h1><p>© October 15, 2021</p>",
        "<h1>Ferry</h1><li class='comment'><time>October 16, 2021</time></li>",
    ],
)
def test_no_date_of_the_page_around(html: str) -> None:
    assert head(html, "Ferry").published(TODAY) is None


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<a rel='author' href='/j'>Jane Doe</a>", "Jane Doe"),
        ("<span itemprop='author'><span itemprop='name'>Jane Doe</span></span>", "Jane Doe"),
        ("<p class='byline'>By Jane Doe and John Roe</p>", "Jane Doe and John Roe"),
        ("<p class='byline'>By Jane Doe, Staff Writer | May 1, 2021</p>", "Jane Doe"),
        ("<div class='meta'>by Jane Doe @jane on May 1, 2021</div>", "Jane Doe"),
        ("<div class='author'><b>Jane Doe</b><span>Ferry Times</span></div>", "Jane Doe"),
        ("<p>Posted by Jane Doe</p>", "Jane Doe"),
        ("<p>Von</p><p>Jane Doe</p>", "Jane Doe"),
        ("<div class='author-bio'>Jane Doe</div>", None),
        ("<li class='comment'><b class='author'>Jane Doe</b></li>", None),
        ("<p>By nine in the evening the pier was full of people.</p>", None),
    ],
)
def test_who_signs(html: str, expected: str | None) -> None:
    assert head(f"<h1>Ferry</h1>{html}", "Ferry").byline == expected


def test_deep_pages_are_read_in_bounded_time() -> None:
    deep = "<span class='date author'>" * 3000 + "May 1, 2021" + "</span>" * 3000

    assert len(head(f"<h1>Ferry</h1>{deep}", "Ferry").parts) <= 3001
