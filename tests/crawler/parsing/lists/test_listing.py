from __future__ import annotations

from datetime import date

import pytest

from crawler.parsing.lists.listing import Card, ListPage, MenuPage, SearchPage, SectionPage
from crawler.runtime.paths import ROOT
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


HEAD = '<a href="/world">World</a><a href="/africa">Africa</a>'


@pytest.mark.parametrize(
    "head",
    [
        '<a href="javascript:void(0)">More</a>',
        '<a href="#">More</a>',
        '<a href="#more"><span>More</span></a>',
        '<a href="">More</a>',
        "<a>More</a>",
        "<span>More</span>",
        "<div><b>More</b></div>",
        "More",
    ],
)
@pytest.mark.parametrize("menu", ["menu_items", "mobile-navbar-list"])
def test_what_follows_a_head_without_a_link_is_its_own(head: str, menu: str) -> None:
    links = f'{head}<a href="/gallery">Gallery</a><a href="/jobs-desk">Jobs</a>'
    apart = f'<div class="{menu}">{HEAD}</div><div class="{menu}">{links}</div>'
    for html in (apart, f'<div class="{menu}">{HEAD}{links}</div>'):
        found = {entry.slug: entry.parent for entry in MenuPage(document(html)).entries()}
        assert found == {"world": None, "africa": "world", "gallery": None, "jobs-desk": None}


@pytest.mark.parametrize(
    "toggle",
    ['<a href="#"><i class="arrow"></i></a>', '<a href="javascript:;">▼</a>', "<i>+</i>", " | "],
)
def test_a_toggle_is_no_head(toggle: str) -> None:
    html = (
        f'<div class="menu_items"><a href="/world">World</a>{toggle}<a href="/africa">A</a></div>'
    )
    found = {entry.slug: entry.parent for entry in MenuPage(document(html)).entries()}
    assert found == {"world": None, "africa": "world"}


@pytest.mark.parametrize("name", ["War<br>On Terror", "<div>War</div><div>On Terror</div>"])
def test_a_menu_entry_on_two_lines(name: str) -> None:
    html = f'<div class="menu_items"><a href="/war-on-terror">{name}</a></div>'
    assert MenuPage(document(html)).entries()[0].name == "War On Terror"


LABELS = {"a": "/world/africa", "b": "/politics/diplomacy"}


def labelled(form: str, slug: str, label: str) -> str:
    words = {"label": label, "path": f"{label}/{slug}", "title": f"Story {slug}"}
    return form.format(**words)


@pytest.mark.parametrize(
    "form",
    [
        '<a href="{label}">Label</a><h3><a href="{path}">{title}</a></h3>',
        '<h3><a href="{label}">Label</a> <a href="{path}">{title}</a></h3>',
        '<h4><a href="{label}">Label</a></h4><h3><a href="{path}">{title}</a></h3>',
        '<h3><a href="{label}">Label</a></h3><h3><a href="{path}">{title}</a></h3>',
        '<a href="{label}">Label</a><a href="{path}"><h3>{title}</h3></a>',
        '<a href="{path}"><img></a><a href="{label}">Label</a><a href="{path}">{title}</a>',
        '<a href="{path}"><img></a><a href="{label}">Label</a><h3>{title}</h3>',
        '<div><a href="{label}">Label</a></div><h2><a href="{path}">{title}</a></h2>',
    ],
)
def test_a_section_s_label_is_no_card(form: str) -> None:
    html = own_list(*(f"<li>{labelled(form, slug, label)}</li>" for slug, label in LABELS.items()))
    found = [(c.path, c.headline) for c in SectionPage(document(html)).cards()]
    assert found == [("/world/africa/a", "Story a"), ("/politics/diplomacy/b", "Story b")]


@pytest.mark.parametrize(
    "box", ["<li>{}</li>", "<div class='card'>{}</div>", "<article>{}</article>"]
)
@pytest.mark.parametrize(
    "form",
    [
        '<a href="{label}">Label</a><h3><a href="{path}">{title}</a></h3>',
        '<h3><a href="{label}">Label</a> <a href="{path}">{title}</a></h3>',
        '<h4><a href="{label}">Label</a></h4><h3><a href="{path}">{title}</a></h3>',
        '<a href="{label}">Label</a><a href="{path}"><h3>{title}</h3></a>',
    ],
)
def test_a_section_s_label_is_no_card_in_an_unknown_list(form: str, box: str) -> None:
    rows = (labelled(box.format(form), slug, label) for slug, label in LABELS.items())
    html = f"<main>{''.join(rows)}</main>"
    found = [(c.path, c.headline) for c in SectionPage(document(html)).cards()]
    assert found == [("/world/africa/a", "Story a"), ("/politics/diplomacy/b", "Story b")]


def test_labels_of_another_section_than_the_article_s() -> None:
    rows = [
        f'<li><a href="/world/africa">Africa</a><a href="/politics/eu/{slug}">Story</a></li>'
        for slug in "ab"
    ]
    assert listed(own_list(*rows)) == "ab"


def test_a_label_that_the_page_links_as_a_section() -> None:
    row = '<li><a href="/world/africa">Africa</a><a href="/politics/eu/a">Story</a></li>'
    assert listed(f'<a href="/africa">Africa</a>{own_list(row)}') == "a"


@pytest.mark.parametrize(
    "title",
    [
        "Night ferry<br>returns",
        "<div>Night ferry</div><div>returns</div>",
        "Night fer<b>ry</b> returns",
    ],
)
def test_a_title_on_two_lines(title: str) -> None:
    row = f'<li><h3><a href="/world/europe/a">{title}</a></h3></li>'
    assert SectionPage(document(own_list(row))).cards()[0].headline == "Night ferry returns"
