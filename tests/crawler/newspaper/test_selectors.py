"""Every selector takes alternatives of whatever form: no second filter drops their finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from crawler.items import Source
from crawler.newspaper import selectors
from crawler.newspaper.active import SELECTORS
from crawler.newspaper.profile import Selectors
from crawler.parsing.lists.listing import MenuPage, SearchPage, SectionPage
from tests.crawler.making import BODY_TEXT, BYLINE_BLOCK, PARAGRAPHS, UPLOADS, article, document

KEYWORDS = '<div class="labels"><b>Topics</b><a href="/x">ferry</a><a href="/y">straits</a></div>'
RELAUNCHED = (
    "<html><head><title>Night ferry returns | Daily Sabah</title></head><body>"
    '<header><h2 data-part="title">Night ferry returns</h2></header>'
    f'<section id="head-lines">{BYLINE_BLOCK}</section>'
    f'<figure class="Lead"><img src="{UPLOADS}/1.jpg" alt="A cat. (AP Photo)"></figure>'
    f'<section itemprop="text">{PARAGRAPHS}</section>{KEYWORDS}</body></html>'
)
ALTERNATIVES = {
    "HEADLINE": '[data-part="title"]',
    "BYLINE_BLOCK": "#head-lines",
    "BODY": "header ~ section[itemprop]",
    "LEAD_IMAGE": "figure.Lead",
    "KEYWORDS_LABEL": ".labels > b",
}
FIELDS = {
    "HEADLINE": ["headline"],
    "BYLINE_BLOCK": ["byline", "dateline", "date_published", "authors"],
    "BODY": ["body"],
    "LEAD_IMAGE": ["image_url", "image_caption", "image_credit"],
    "KEYWORDS_LABEL": ["keywords"],
}


@pytest.fixture
def alternatives(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an operator writes them in selectors.py: behind the old ones."""
    told = with_alternatives(ALTERNATIVES)
    for module in ("site", "keywords"):
        monkeypatch.setattr(f"crawler.parsing.sources.{module}.SELECTORS", told)


def with_alternatives(added: Mapping[str, str]) -> Selectors:
    return replace(
        SELECTORS,
        **{
            name.lower(): f"{getattr(selectors, name)}, {alternative}".removeprefix(", ")
            for name, alternative in added.items()
        },
    )


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.usefixtures("alternatives")
def test_an_alternative_of_another_kind_is_the_site_s_own(name: str) -> None:
    sources = article(RELAUNCHED).sources
    assert {field: sources.get(field) for field in FIELDS[name]} == dict.fromkeys(
        FIELDS[name], Source.SITE
    )


@pytest.mark.usefixtures("alternatives")
def test_what_alternatives_find_is_read_like_the_old_markup() -> None:
    found = article(RELAUNCHED)
    assert (found.headline, found.byline, found.dateline) == (
        "Night ferry returns",
        "JANE DOE",
        "TOKYO",
    )
    assert (found.body, found.keywords) == (BODY_TEXT, ["ferry", "straits"])
    assert (found.image_url, found.image_credit) == (f"{UPLOADS}/1.jpg", "AP Photo")


@pytest.mark.usefixtures("alternatives")
def test_the_old_markup_is_still_found_beside_the_new() -> None:
    html = RELAUNCHED.replace('<section id="head-lines">', '<div class="left_mobile_details">')
    assert article(html).sources["byline"] == Source.SITE


LIST = (
    '<nav><div class="top"><a href="/world">World</a><a href="/europe">Europe</a></div></nav>'
    '<div class="stream"><div class="card"><h2><a href="/world/europe/a-story">A story</a></h2>'
    '<time>Mar 09, 2023</time></div></div><i class="leaf">7</i>'
)


def test_lists_menu_and_pager_take_alternatives(monkeypatch: pytest.MonkeyPatch) -> None:
    told = with_alternatives(
        {
            "MENU": "nav > .top",
            "CARD_TITLE": ".card h2 > a",
            "CARD_DAY": ".card time",
            "PAGE_NUMBER": "i.leaf",
        }
    )
    monkeypatch.setattr("crawler.parsing.lists.listing.SELECTORS", told)
    for page in (SectionPage, SearchPage):
        monkeypatch.setattr(page, "rows", f"{page.rows}, .stream > .card")
        monkeypatch.setattr(page, "container", f"{page.container}, .stream")
    listed = document(LIST, "/world")
    for page in (SectionPage, SearchPage):
        (card,) = page(listed).cards()
        assert page(listed).recognised
        assert (card.headline, str(card.day)) == ("A story", "2023-03-09")
    assert [entry.slug for entry in MenuPage(listed).entries()] == ["world", "europe"]
    assert SearchPage(listed).page_numbers() == [7]
