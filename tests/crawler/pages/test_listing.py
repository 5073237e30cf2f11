from __future__ import annotations

from datetime import date

import pytest

from crawler.pages.listing import Card, ListPage, MenuPage, SearchPage, SectionPage
from crawler.project import ROOT
from tests.crawler.making import document
from tests.site.nights import edition
from tests.site.pages import answer
from tests.site.press import Press
from tests.site.truth import placements_truth, sections_truth

SHARED = ROOT.parent / "shared" / "site"
PRESS_ROOT = "http://127.0.0.1:8000"


def printed(path: str, *variants: str) -> str:
    return answer(Press(PRESS_ROOT, edition(1), frozenset(variants)), path).body.decode()


def card(slug: str, day: str = "Mar 09, 2023") -> str:
    link = f"/world/europe/{slug}"
    return (
        f'<li><a href="{link}"><img class="lazy" alt="x"></a><div class="widget_content">'
        f'<h3><a href="{link}#rssom">Story {slug}</a></h3><span class="date_text">{day}</span>'
        "</div></li>"
    )


def listed(html: str, path: str = "/europe") -> str:
    return "".join(c.path.rpartition("/")[2] for c in SectionPage(document(html, path)).cards())


def own_list(*cards: str) -> str:
    return f'<div id="ajax_section_articles"><ul class="items_list">{"".join(cards)}</ul></div>'


def test_the_real_menu() -> None:
    page, tree = SHARED / "mobile-menu-2023-02.html", SHARED / "menu-tree-2023-02.tsv"
    if not (page.exists() and tree.exists()):
        pytest.skip("the site's real menu lies beside the project, and does not here")
    expected: dict[str, tuple[str, str | None]] = {}
    parent = None
    for line in tree.read_text().splitlines():
        level, url, name = line.split("\t")
        slug = url.rpartition("/")[2]
        parent = slug if level == "S" else parent
        expected.setdefault(slug, (name, None if level == "S" else parent))
    entries = MenuPage(document(page.read_text())).entries()
    assert {entry.slug: (entry.name, entry.parent) for entry in entries} == expected
    assert [entry.slug for entry in entries] == list(expected)


@pytest.mark.parametrize("variants", [(), ("real-hosts",), ("relaunch-listing",)])
def test_the_replica_s_menu(variants: tuple[str, ...]) -> None:
    entries = MenuPage(document(printed("/world", *variants))).entries()
    truth = {row["section"]: (row["name"], row["parent"]) for row in sections_truth()}
    assert {entry.slug: (entry.name, entry.parent) for entry in entries} == truth


def test_a_section_with_two_parents_stands_once_under_the_first() -> None:
    menu = "".join(
        f'<div class="menu_items"><a href="/{top}">{top}</a><a href="/news-analysis">N</a></div>'
        for top in ("politics", "business")
    )
    found = [(e.slug, e.parent) for e in MenuPage(document(menu)).entries()]
    assert found == [("politics", None), ("news-analysis", "politics"), ("business", None)]


@pytest.mark.parametrize(
    "link",
    ['<a href="/business/defense">D</a>', '<a href="https://x.example/a">X</a>', "<a>No link</a>",
     '<a href="/search?q=1">S</a>', '<a href="javascript:void(0)">J</a>', '<a href="/">Home</a>'],
)  # fmt: skip
def test_what_is_no_section(link: str) -> None:
    entries = MenuPage(
        document(f'<div class="menu_items"><a href="/world">W</a>{link}</div>')
    ).entries()
    assert [entry.slug for entry in entries] == ["world"]


def test_a_changed_menu_is_said_to_be_none() -> None:
    assert MenuPage(document(printed("/world", "relaunch-menu"))).entries() == []


@pytest.mark.parametrize("variants", [(), ("real-hosts",), ("relaunch-listing",)])
@pytest.mark.parametrize("section", ["world", "asia-pacific", "gallery", "columns", "travel"])
def test_the_replica_s_lists(section: str, variants: tuple[str, ...]) -> None:
    page = SectionPage(document(printed(f"/{section}", *variants), f"/{section}"))
    expected = {(path, pos) for path, slug, pos in placements_truth() if slug == section}
    assert {(found.path, found.position) for found in page.cards()} == expected
    assert page.recognised is ("relaunch-listing" not in variants)


def test_a_card_as_its_list_shows_it() -> None:
    found = SectionPage(document(own_list(card("a"), card("b")))).cards()
    assert found[1] == Card("/world/europe/b", 2, "Story b", date(2023, 3, 9))


@pytest.mark.parametrize(
    ("day", "expected"), [("Mar 09, 2023", date(2023, 3, 9)), ("yesterday", None), ("", None)]
)
def test_the_day_of_a_card(day: str, expected: date | None) -> None:
    assert SectionPage(document(own_list(card("a", day)))).cards()[0].day == expected


@pytest.mark.parametrize(
    ("html", "slugs"),
    [
        (own_list(card("a"), card("b"), card("a")), "ab"),
        (own_list(card("a"), "<li>an ad</li>", '<li><a href="/world">World</a></li>'), "a"),
        (own_list(card("a")) + f'<ul class="items_list">{card("x")}{card("y")}</ul>', "a"),
        (own_list(card("a")) + f'<ul class="numbered_list">{card("x")}{card("y")}</ul>', "a"),
        (own_list(), ""),
        (own_list() + f"<ul>{card('x')}</ul>", ""),
    ],
)
def test_the_own_list(html: str, slugs: str) -> None:
    page = SectionPage(document(html))
    assert page.recognised
    assert listed(html) == slugs


@pytest.mark.parametrize(
    "html",
    [
        f'<ul class="stream">{card("a")}{card("b")}</ul>',
        f'<div id="ajax_section_articles"><div class="rows">{card("a")}{card("b")}</div></div>'
        f"<ul>{card('x')}{card('y')}{card('z')}</ul>",
        "".join(f'<article><a href="/world/europe/{s}"><h3>S</h3></a></article>' for s in "ab"),
        "".join(
            f'<div class="card"><div><h3><a href="/world/europe/{s}">S</a></h3></div></div>'
            for s in "ab"
        ),
        "".join(f'<h3><a href="/world/europe/{s}">S</a></h3>' for s in "ab"),
        f"<ul>{card('a')}{card('b')}</ul><aside><ul>{card('x')}{card('y')}{card('z')}</ul></aside>",
        f"<ul>{card('a')}{card('b')}</ul><ul class='most'>{card('x')}{card('y')}{card('z')}</ul>",
        f"<ul>{card('a')}{card('b')}</ul><footer>{card('x')}{card('y')}{card('z')}</footer>",
    ],
)
def test_a_changed_list_is_read_and_said_to_be_one(html: str) -> None:
    assert not SectionPage(document(f"<body><main>{html}</main></body>")).recognised
    assert listed(f"<body><main>{html}</main></body>") == "ab"


@pytest.mark.parametrize("html", ["", "<p>x</p>", "<ul><li><h3>No link</h3></li></ul>"])
def test_a_page_without_a_list(html: str) -> None:
    page: ListPage = SectionPage(document(html))
    assert (page.recognised, page.cards()) == (False, [])


def test_a_search_page() -> None:
    page = SearchPage(document(printed("/search?qsection=world&pgno=6"), "/search"))
    assert page.recognised
    assert len(page.cards()) == 10
    assert page.page_numbers() == [4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("links", "numbers"),
    [
        ('<a class="page_number active">2</a><a class="page_number">10</a>', [2, 10]),
        ('<a class="page_number">1</a><a class="page_number"> 1 </a>', [1]),
        ('<a class="page_number">&raquo;</a><a class="page_arrow">7</a>', []),
        ("", []),
    ],
)
def test_page_numbers(links: str, numbers: list[int]) -> None:
    assert SearchPage(document(links)).page_numbers() == numbers
