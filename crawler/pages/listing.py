"""Pages that list: the menu, a section's landing page, a search page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborNode

from crawler.dates import istanbul_day, parse_date
from crawler.items import MenuEntry
from crawler.pages.document import Document, attribute, text_of
from crawler.processors import clean_headline, clean_text
from crawler.urls import landing_slug, may_be_article

DESKTOP_MENU = ".menu_items"
MOBILE_MENU = ".mobile-navbar-list"
SECTION_LIST = "#ajax_section_articles ul.items_list > li"
SECTION_CONTAINER = "#ajax_section_articles"
SEARCH_LIST = "div.search_results ul.items_list > li"
SEARCH_CONTAINER = "div.search_results"
CARD_TITLE = "h3 a[href]"
CARD_DAY = ".date_text"
PAGE_NUMBER = "a.page_number"
_ASIDE = re.compile(r"numbered|most|popular|trending|promo|sidebar|related|foot", re.IGNORECASE)
HEADED_LINK = "h2 a[href], h3 a[href], h4 a[href], a[href] > h2, a[href] > h3, a[href] > h4"


@dataclass(frozen=True, slots=True)
class Card:
    path: str
    position: int
    headline: str | None
    day: date | None


class MenuPage:
    """Any page's menu. It stands twice in it, for the desktop and for mobiles: both are read."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def entries(self) -> list[MenuEntry]:
        """Sections in menu order, each once, under the first section that links it; [] where the
        menu's markup was not found."""
        entries: dict[str, MenuEntry] = {}
        for block in self._document.all(f"{DESKTOP_MENU}, {MOBILE_MENU}"):
            parent: str | None = None
            for link in block.css("a[href]"):
                entry = self._entry(link, parent)
                if entry is None:
                    continue
                entries.setdefault(entry.slug, entry)
                parent = parent or entry.slug
        return list(entries.values())

    def _entry(self, link: LexborNode, parent: str | None) -> MenuEntry | None:
        path = self._document.site.path_of(attribute(link, "href") or "", self._document.path)
        slug = landing_slug(path) if path else None
        if not slug or slug == parent:
            return None
        name = text_of(link) or clean_text(attribute(link.css_first("img[alt]"), "alt")) or slug
        return MenuEntry(slug=slug, name=name, parent=parent)


class ListPage:
    """A page with a list of cards. `recognised`: the site's own list markup was found, be it
    empty."""

    rows: str
    container: str

    def __init__(self, document: Document) -> None:
        self._document = document
        self._rows = document.all(self.rows)
        self._container = document.first(self.container)
        self.recognised = bool(self._rows) or (
            self._container is not None and not self._largest_group()
        )

    def cards(self) -> list[Card]:
        """The list's articles, top first, each once; without the site's markup, the largest group
        of headed links in the list's place or on the page."""
        rows = self._rows if self.recognised else self._largest_group()
        cards: dict[str, Card] = {}
        for row in rows:
            found = self._link(row)
            if found and found[0] not in cards:
                path, link = found
                cards[path] = Card(path, len(cards) + 1, self._headline(row, link), self._day(row))
        return list(cards.values())

    def _link(self, row: LexborNode) -> tuple[str, LexborNode] | None:
        for link in [*row.css(CARD_TITLE), *row.css("a[href]")]:
            href = attribute(link, "href") or ""
            path = self._document.site.path_of(href, self._document.path)
            if path and may_be_article(path):
                return path, link
        return None

    def _headline(self, row: LexborNode, link: LexborNode) -> str | None:
        heading = row.css_first("h1, h2, h3, h4")
        return clean_headline((heading or link).text())

    def _day(self, row: LexborNode) -> date | None:
        moment = parse_date(text_of(row.css_first(CARD_DAY)))
        return istanbul_day(moment.instant) if moment else None

    def _largest_group(self) -> list[LexborNode]:
        place = self._container
        headings = place.css(HEADED_LINK) if place else self._document.all(HEADED_LINK)
        groups: dict[int, list[LexborNode]] = {}
        for heading in headings:
            row = _row(heading)
            if row is None or row.parent is None or self._link(row) is None:
                continue
            if place is not None or not _stands_aside(row):
                groups.setdefault(row.parent.mem_id, []).append(row)
        return max(groups.values(), key=len, default=[])


class SectionPage(ListPage):
    rows = SECTION_LIST
    container = SECTION_CONTAINER


class SearchPage(ListPage):
    rows = SEARCH_LIST
    container = SEARCH_CONTAINER

    def page_numbers(self) -> list[int]:
        """Numbers that the pager offers; its arrows jump five pages and say nothing."""
        texts = (text_of(link) or "" for link in self._document.all(PAGE_NUMBER))
        return sorted({int(text) for text in texts if re.fullmatch(r"\d{1,6}", text)})


def _row(heading: LexborNode) -> LexborNode | None:
    """The card that a heading stands in: the list item, else the outermost box of its own."""
    node: LexborNode | None = heading
    while node is not None and node.tag not in ("li", "article", "body"):
        node = node.parent
    if node is not None and node.tag != "body":
        return node
    card = heading
    while card.parent is not None and card.parent.tag not in ("body", "main"):
        if len(card.parent.css("h2, h3, h4")) > 1:
            break
        card = card.parent
    return card


def _stands_aside(row: LexborNode) -> bool:
    """Whether a card is one of a sidebar's, a menu's or a foot's."""
    node: LexborNode | None = row
    while node is not None and node.tag != "body":
        names = f"{attribute(node, 'class') or ''} {attribute(node, 'id') or ''}"
        if node.tag in ("aside", "footer", "nav", "header") or _ASIDE.search(names):
            return True
        node = node.parent
    return False
