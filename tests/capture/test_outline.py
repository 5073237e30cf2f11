"""What `--outline` shows of a page, and where it gets the page from."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.capture.fixture import FOLDER
from crawler.capture.list_outline import list_outline
from crawler.capture.outline import Candidate, Part, outline
from tests.capture.running import assert_refused, capture
from tests.capture.test_capturing import STORY, printed
from tests.crawler.making import FIRST, ROOT, SECOND, UPLOADS, article_html, document
from tests.site.nights import edition
from tests.site.pages import answer
from tests.site.press import Press
from tests.site.process import ReplicaSite

LONG = f"{FIRST} {SECOND} " * 3
LINES = "<div class='meta'><span class='who'>by Jane Doe</span><span>Oct 15, 2021 - 6:27 pm</span>"
PAGE = (
    "<html><head><title>Night ferry returns | Daily Sabah</title>"
    f"<meta property='og:image' content='{UPLOADS}/1.jpg'></head><body>"
    "<h1 class='brand'>Daily Sabah</h1><img src='/logo/9.png' alt='logo'>"
    f"<article><h2 class='title css-1q2w3e'>Night ferry returns</h2>{LINES}</div>"
    f"<figure class='top'><img class='lazy' data-src='{UPLOADS}/1.jpg?v=2' alt='A cat.'></figure>"
    f"<div class='text'><p>{LONG}</p><p>{LONG}</p></div></article>"
    "<aside><div class='note'><p>Subscribe to our letter, which comes each day.</p></div>"
    "<time>Nov 1, 2026</time></aside><div class='tags'><b>Topics:</b><a href='/x'>ferry</a></div>"
    "</body></html>"
)


def parts(html: str) -> dict[str, list[Candidate]]:
    found: list[Part] = outline(document(html))
    return {part.title.partition(":")[0]: part.candidates for part in found}


@pytest.mark.parametrize(
    ("part", "selector", "words"),
    [
        ("HEADLINE", "h2.title", "Night ferry returns"),
        ("BYLINE_BLOCK", "div.meta", "by Jane Doe Oct 15, 2021 - 6:27 pm"),
        ("dates alone", "div.meta > span:nth-of-type(2)", "Oct 15, 2021 - 6:27 pm"),
        ("LEAD_IMAGE", "figure.top img", "1.jpg A cat."),
        ("KEYWORDS_LABEL", "div.tags b", "Topics: ferry"),
    ],
)
def test_the_likeliest_stands_first(part: str, selector: str, words: str) -> None:
    first = parts(PAGE)[part][0]
    assert (first.selector, first.words) == (selector, words)


@pytest.mark.parametrize(
    "text",
    [
        f"<div class='text'><p>{LONG}</p><p>{LONG}</p></div>",
        f"<div class='text'>{LONG}<br><br>{LONG}</div>",
        f"<div class='text'><div>{LONG}</div><div>{LONG}</div><div>{LONG}</div></div>",
        f"<div class='text'><section><p>{LONG}</p></section><section><p>{LONG}</p></section></div>",
        f"<div class='text'><blockquote><p>{LONG}</p></blockquote><p>{LONG}</p></div>",
    ],
    ids=["paragraphs", "breaks", "a-box-each", "sections", "quotation"],
)
def test_the_body_is_the_box_around_the_text(text: str) -> None:
    html = PAGE.replace(f"<div class='text'><p>{LONG}</p><p>{LONG}</p></div>", text)
    assert parts(html)["BODY"][0].selector == "div.text"


def test_what_today_s_selectors_find_is_marked() -> None:
    found = parts(article_html())
    assert [one.selector for one in found["HEADLINE"] if one.is_known] == ["h1.main_page_title"]
    assert [one.selector for one in found["BODY"] if one.is_known] == ["div.article_body"]
    assert found["BODY"][0].line().startswith("* div.article_body ")


def test_without_a_date_the_lines_below_the_headline_are_the_byline_block_s() -> None:
    html = PAGE.replace("<span>Oct 15, 2021 - 6:27 pm</span>", "").replace("Nov 1, 2026", "")
    assert parts(html)["BYLINE_BLOCK"][0].selector == "div.meta"


def test_each_selector_finds_its_element_first() -> None:
    page = document(PAGE)
    for candidates in parts(PAGE).values():
        for one in candidates:
            assert page.first(one.selector) is not None


@pytest.mark.parametrize(
    ("attributes", "selector"),
    [
        ("class='a title'", "h2.a"),
        ("class='t1 title'", "h2.title"),
        ("class='css-1q2w3e4 sc-128811'", "article h2"),
        ("class='active title'", "h2.title"),
        ("id='headline'", "h2#headline"),
        ("id='article-128811'", "article h2"),
        ("itemprop='headline'", 'h2[itemprop="headline"]'),
        ("class='two:words'", "article h2"),
        ("class='brand'", "h2.brand"),
    ],
)
def test_names_that_the_next_page_has_too(attributes: str, selector: str) -> None:
    html = PAGE.replace("<article>", "<article class='story'>").replace(
        "class='title css-1q2w3e'", attributes
    )
    expected = selector.replace("article h2", "article.story h2")
    assert parts(html)["HEADLINE"][0].selector == expected


@pytest.mark.parametrize(
    "around",
    ["<o:p>{}</o:p>", "<x\x1by>{}</x\x1by>", "<a:b class='c'><i></i>{}</a:b>", "<b>{}" * 3],
)
def test_odd_tags_make_no_broken_selector(around: str) -> None:
    html = f"<body>{around.replace('{}', '<h1>Night ferry returns</h1><h1>Again</h1>')}</body>"
    page = document(html)
    found = parts(html)["HEADLINE"]
    assert found
    for one in found:
        assert page.first(one.selector) is not None
        assert one.line().isprintable()


@pytest.mark.parametrize("html", ["<html></html>", "<p>x", "<div class=''></div>" * 3])
def test_a_page_with_nothing_has_an_outline_too(html: str) -> None:
    assert [one for candidates in parts(html).values() for one in candidates] == []


def test_a_page_s_text_cannot_reach_the_terminal() -> None:
    line = Candidate("h1", "A \x1b[31mred\x07 ferry", is_known=False).line()
    assert line.isprintable()


def test_long_words_are_cut() -> None:
    line = Candidate("div.text", LONG, is_known=True).line()
    assert 95 <= len(line) <= 100
    assert line[-1] == "…"


@pytest.mark.parametrize(
    ("variants", "expected"),
    [
        (
            (),
            {
                "MENU": "* div.menu_items",
                "SECTION_LIST, SEARCH_LIST": "* div#ajax_section_articles ul.items_list > li",
                "CARD_TITLE": "* h3 a[href]",
                "CARD_DAY": "* span.date_text",
            },
        ),
        (
            ("relaunch-menu", "relaunch-listing"),
            {
                "MENU": "  div.topnav-col",
                "SECTION_LIST, SEARCH_LIST": "  div#stream ul.stream-rows > li",
                "CARD_TITLE": "* h3 a[href]",
                "CARD_DAY": "  span.row-day",
            },
        ),
    ],
)
def test_of_a_section_s_page(variants: tuple[str, ...], expected: dict[str, str]) -> None:
    press = Press(ROOT, edition(1), frozenset(variants))
    page = document(answer(press, "/world").body.decode(), "/world")
    first = {part.title.partition(":")[0]: part.candidates[0] for part in list_outline(page)}
    assert {name: one.line()[: len(expected[name])] for name, one in first.items()} == expected


def test_cards_without_a_list_and_headlines_in_their_links() -> None:
    cards = "".join(
        f"<div class='cell'><a href='/world/europe/story-{number}'><h2>Story {number}</h2></a>"
        "<i>Mar 09, 2023</i></div>"
        for number in "abc"
    )
    page = document(f"<div class='grid'>{cards}</div>", "/world")
    _, lists, titles, days = [part.candidates for part in list_outline(page)]
    assert [one.selector for one in lists] == ["div.grid > div.cell"]
    assert [one.selector for one in titles] == ["a[href]:has(h2)"]
    assert [one.selector for one in days] == ["i"]
    assert page.first(titles[0].selector) is not None


def test_of_a_kept_page() -> None:
    ended = capture(FOLDER, "--outline", "own-complete")
    assert (ended.status, ended.err) == (0, "")
    assert "* h1.main_page_title" in ended.out


def test_of_a_file(site: ReplicaSite, tmp_path: Path) -> None:
    file = tmp_path / "saved.html"
    file.write_bytes(printed(site, STORY))
    ended = capture(tmp_path / "pages", "--outline", str(file), site_url=site.url)
    assert ended.status == 0
    assert STORY.headline[:40] in ended.out
    assert not (tmp_path / "pages").exists()


def test_of_a_url_by_one_polite_request(site: ReplicaSite, tmp_path: Path) -> None:
    ended = capture(tmp_path, "--outline", site.url + STORY.path, site_url=site.url)
    assert (ended.status, ended.err) == (0, "")
    assert STORY.headline[:40] in ended.out
    assert [entry["path"] for entry in site.log()] == ["/robots.txt", STORY.path]
    assert list(tmp_path.iterdir()) == []


def test_of_nothing_known(tmp_path: Path) -> None:
    assert_refused(capture(tmp_path, "--outline", "nowhere"), 2, "no fixture nowhere")
