"""However a page is built, to read it takes a number of visits that grows as the page does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crawler.extraction import FetchedPage, extract
from crawler.parsing.dom.document import Document
from crawler.parsing.lists.feed import feed_paths
from crawler.parsing.lists.listing import MenuPage, SearchPage, SectionPage
from crawler.urls import Site
from tests.crawler.parsing.counted import Visits

_SITE = Site("https://www.dailysabah.com")
_TEXT = (
    "<p>The council met on Monday and agreed on the plan for the harbor, officials said.</p>" * 4
)
_SIZE = 400
_MOST = 2.5
"""How many times the visits of a page another one may take that is twice as large."""


def _own(body: str = _TEXT, byline_block: str = "by X", rest: str = "", head: str = "") -> str:
    return (
        f"<html><head><title>Plan agreed</title>{head}</head><body>"
        '<h1 class="main_page_title">Plan agreed</h1>'
        f'<div class="left_mobile_details">{byline_block}</div>'
        f'<div class="article_body">{body}</div>{rest}</body></html>'
    )


def _other(body: str) -> str:
    return (
        "<html><head><title>Plan agreed</title></head><body><h1>Plan agreed</h1>"
        f"<div>{_TEXT}{body}</div></body></html>"
    )


def _nested(tag: str) -> Callable[[int], str]:
    return lambda size: f"<{tag}>" * size + "A word." + f"</{tag.split(maxsplit=1)[0]}>" * size


def _row(markup: str) -> Callable[[int], str]:
    return lambda size: markup * size


_SHAPES: dict[str, Callable[[int], str]] = {
    **{
        f"nested {tag}": _nested(tag)
        for tag in (
            "span", "div", "blockquote", "ul", "b", "section", "figure", "table", "form", "aside",
            "div class=share", "div class=related", "span aria-hidden=true",
        )
    },
    **{
        f"row of {markup}": _row(markup)
        for markup in (
            "<span>keywords</span>", "<p>KEYWORDS</p>", "<p>keywords</p> <b>x</b>",
            "<h1>Title</h1>", "<h2>Title</h2>", "<div>Text here.</div>", "<br>",
            "<time datetime=2020-01-01T10:00:00Z>Jan 1, 2020 10:00 am</time>",
            "<span>Jan 1, 2020 10:00 am</span>", "<img src=/uploads/2020/x.jpg alt=x>",
            "<picture><img srcset='/a.jpg 1w'></picture>", "<a href=/world/a/b>Link</a>",
            "<figure><img src=/a.jpg alt=x></figure>", "<div class=ad>Buy it now.</div>",
            "<div class=related><a href=/x/y>Related</a></div>", "<blockquote>Said.</blockquote>",
            "<div class=article_body>Text more and more.</div>", "<li><a href=/a/b>more</a></li>",
            "<div class=left_mobile_details>by X</div>", "<h1 class=main_page_title>A</h1>",
        )
    },
}  # fmt: skip
_PAGES: dict[str, Callable[[int], str]] = {
    "byline_block": lambda size: _own(byline_block="<span>Jane Doe</span>" * size),
    "byline block of headings": lambda size: _own(byline_block="<h2>Jane Doe</h2>" * size),
    "byline block of lines": lambda size: _own(
        byline_block="<span>" * size + "<h2>Jane Doe</h2><h2>John Roe</h2>" + "</span>" * size
    ),
    "scripts": lambda size: _own(
        head='<script type="application/ld+json">{"@type":"NewsArticle"}</script>' * size
    ),
    "meta tags": lambda size: _own(head="<meta property=og:title content=x>" * size),
}
_LISTS: dict[str, Callable[[int], str]] = {
    "nested lists": lambda size: (
        '<div id="ajax_section_articles">'
        + '<ul class="items_list"><li><a href=/world/a/b>T</a>' * size
    ),
    "cards": _row('<li><h3><a href="/world/a/b">T</a></h3></li>'),
    "unknown cards": _row('<div><h3><a href="/world/a/b">T</a></h3></div>'),
    "nested cards": _row('<div><h3><a href="/world/a/b">T</a></h3>'),
    "cards in one box": _row('<h3><a href="/world/a/b">T</a></h3>'),
    "menus": _row('<div class="menu_items"><a href="/world">W</a></div>'),
    "nested menus": _row('<div class="menu_items"><a href="/world">W</a>'),
    "entries": lambda size: f'<div class="menu_items">{"<li><a href=/w>W</a></li>" * size}</div>',
}


def _visits(monkeypatch: pytest.MonkeyPatch, read: Callable[[bytes], object], page: str) -> int:
    visits = Visits()
    with monkeypatch.context() as context:
        context.setattr("crawler.parsing.dom.document.LexborHTMLParser", visits)
        read(page.encode())
    return visits.count


def _read_article(body: bytes) -> object:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    return extract(FetchedPage(body=body, path="/world/a/b", site=_SITE, fetched_at=now))


def _read_lists(body: bytes) -> object:
    document = Document(body, "/world", _SITE)
    cards = [page(document).cards() for page in (SectionPage, SearchPage)]
    return MenuPage(document).entries(), cards, feed_paths(document)


def _assert_linear(
    monkeypatch: pytest.MonkeyPatch,
    read: Callable[[bytes], object],
    page: Callable[[int], str],
    size: int = _SIZE,
) -> None:
    once = _visits(monkeypatch, read, page(size))
    twice = _visits(monkeypatch, read, page(2 * size))

    assert once > 0
    assert twice <= _MOST * once, (once, twice)


@pytest.mark.parametrize("name", _SHAPES)
@pytest.mark.parametrize("place", ["in the body", "beside the body", "of unknown markup"])
def test_an_article_of_any_shape(monkeypatch: pytest.MonkeyPatch, name: str, place: str) -> None:
    shape = _SHAPES[name]
    page: dict[str, Callable[[int], str]] = {
        "in the body": lambda size: _own(body=shape(size)),
        "beside the body": lambda size: _own(rest=shape(size)),
        "of unknown markup": lambda size: _other(shape(size)),
    }

    _assert_linear(monkeypatch, _read_article, page[place])


@pytest.mark.parametrize("name", _PAGES)
def test_an_article_with_a_part_that_is_huge(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    _assert_linear(monkeypatch, _read_article, _PAGES[name])


@pytest.mark.parametrize("name", _LISTS)
def test_a_list_of_any_shape(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    _assert_linear(monkeypatch, _read_lists, _LISTS[name])


def test_the_count_sees_a_walk_that_is_not_linear(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(body: bytes) -> object:
        document = Document(body, "/world", _SITE)
        return [node.text() for node in document.all("div")]

    once, twice = (_visits(monkeypatch, read, _nested("div")(size)) for size in (200, 400))

    assert twice > 3 * once
