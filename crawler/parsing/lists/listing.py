"""Pages that list: the menu, a section's landing page, a search page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from selectolax.lexbor import LexborNode

from crawler.items import MenuEntry
from crawler.newspaper.active import SELECTORS
from crawler.parsing.clean.dates import newspaper_day, parse_date
from crawler.parsing.clean.text import clean_headline, clean_text
from crawler.parsing.dom.document import Document, attribute, text_of
from crawler.parsing.dom.element_text import words_of
from crawler.urls import landing_slug, may_be_article

_ASIDE = re.compile(r"numbered|most|popular|trending|promo|sidebar|related|foot", re.IGNORECASE)
_NO_HEADS = frozenset({"a", "script", "style", "title", "label", "button", "option"})
_DEEPEST_LINK = 8
_MAX_MENUS = 100
_MAX_ROWS = 500
_MAX_LINKS = 30
"""Menus of a page, rows of its list and links of a card that are looked at."""
HEADINGS = "h1, h2, h3, h4"
HEADED_LINK = "h2 a[href], h3 a[href], h4 a[href], a[href] > h2, a[href] > h3, a[href] > h4"


Link = tuple[str, LexborNode]
"""The canonical path that a link leads to, and the link."""


_MAX_HEADINGS = 500
_MAX_LEVELS = 200
"""What is looked at where the list's markup was not found; a list shows nine cards, a search 50."""


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
        for block in _outermost(self._document.all(SELECTORS.menu))[:_MAX_MENUS]:
            parent: str | None = None
            is_first = True
            for link in _menu_nodes(block):
                if link.tag == "-text" or _leads_nowhere(link):
                    # A head without a page: what follows is its own, and nobody's child.
                    if _has_letters(link):
                        parent, is_first = None, False
                    continue
                entry = self._entry(link, parent)
                if entry is None:
                    continue
                entries.setdefault(entry.slug, entry)
                if is_first:
                    parent, is_first = entry.slug, False
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
        self._rows = _outermost(document.all(self.rows))[:_MAX_ROWS]
        self._container = document.first(self.container)
        self.recognised = bool(self._rows) or (
            self._container is not None and not self._largest_group()
        )

    def cards(self) -> list[Card]:
        """The list's articles, top first, each once; without the site's markup, the largest group
        of headed links in the list's place or on the page."""
        rows = self._rows if self.recognised else self._largest_group()
        linked = [self._article_links(row) for row in rows]
        labels = _repeated(linked)
        cards: dict[str, Card] = {}
        for row, links in zip(rows, linked, strict=True):
            path = self._title_path(links, labels)
            if path and path not in cards:
                own = [link for other, link in links if other == path]
                cards[path] = Card(path, len(cards) + 1, _headline(row, own), self._day(row))
        return list(cards.values())

    def _title_path(self, links: list[Link], labels: Collection[str]) -> str | None:
        """The first link that is no section's label: neither the section that another link lies
        in, nor what other cards link too, nor a section that the page links as such."""
        paths = list(dict.fromkeys(path for path, _ in links))
        if len(paths) < 2:
            return next(iter(paths), None)
        own = [path for path in paths if not any(one.startswith(f"{path}/") for one in paths)]
        own = [path for path in own if path not in labels] or own
        if len(own) > 1:
            own = [path for path in own if path.rpartition("/")[2] not in self._sections] or own
        return own[0]

    @cached_property
    def _sections(self) -> frozenset[str]:
        """Slugs of the landing pages that the page links."""
        hrefs = (attribute(link, "href") or "" for link in self._document.all("a[href]"))
        paths = (self._document.site.path_of(href, self._document.path) for href in hrefs)
        return frozenset(slug for path in paths if path and (slug := landing_slug(path)))

    def _article_links(self, row: LexborNode) -> list[Link]:
        """A card's links that may lead to an article, those of its headings first."""
        found: list[Link] = []
        for link in [*row.css(SELECTORS.card_title)[:_MAX_LINKS], *row.css("a[href]")[:_MAX_LINKS]]:
            href = attribute(link, "href") or ""
            path = self._document.site.path_of(href, self._document.path)
            if path and may_be_article(path):
                found.append((path, link))
        return found

    def _day(self, row: LexborNode) -> date | None:
        moment = parse_date(text_of(row.css_first(SELECTORS.card_day)))
        return newspaper_day(moment.instant) if moment else None

    def _largest_group(self) -> list[LexborNode]:
        place = self._container
        headings = place.css(HEADED_LINK) if place else self._document.all(HEADED_LINK)
        headings = headings[:_MAX_HEADINGS]
        linked = [(heading, self._paths(heading)) for heading in headings]
        sections = {path.rpartition("/")[0] for _, paths in linked for path in paths}
        groups: dict[int, list[LexborNode]] = {}
        titled = {
            box.mem_id
            for heading, paths in linked
            if (box := _heading_of(heading)) and not (paths and sections.issuperset(paths))
        }
        boxes = (_heading_of(heading) for heading, _ in linked)
        ignored = frozenset(box.mem_id for box in boxes if box and box.mem_id not in titled)
        beside = _headings_by_box(self._document.all("h2, h3, h4"), ignored)
        for heading, _ in linked:
            box = _heading_of(heading)
            row = None if box is not None and box.mem_id in ignored else _row(heading, beside)
            if row is None or row.parent is None or not self._article_links(row):
                continue
            if place is not None or not _stands_aside(row):
                groups.setdefault(row.parent.mem_id, []).append(row)
        return max(groups.values(), key=len, default=[])

    def _paths(self, heading: LexborNode) -> list[str]:
        """Where a headed link leads, which stands in the heading or around it."""
        link = heading if heading.tag == "a" else heading.parent
        href = (attribute(link, "href") or "") if link is not None else ""
        path = self._document.site.path_of(href, self._document.path)
        return [path] if path and may_be_article(path) else []


class SectionPage(ListPage):
    rows = SELECTORS.section_list
    container = SELECTORS.section_container


class SearchPage(ListPage):
    rows = SELECTORS.search_list
    container = SELECTORS.search_container

    def page_numbers(self) -> list[int]:
        """Numbers that the pager offers; its arrows jump five pages and say nothing."""
        texts = (text_of(link) or "" for link in self._document.all(SELECTORS.page_number))
        return sorted({int(text) for text in texts if re.fullmatch(r"\d{1,6}", text)})


def _menu_nodes(block: LexborNode) -> Iterator[LexborNode]:
    """A menu's links, and the texts beside them."""
    around: LexborNode | None = None
    for node in block.traverse(include_text=True):
        parent = node.parent
        if node.tag == "a":
            around = node
            yield node
        elif (
            node.tag == "-text"
            and (parent is not None and parent.tag not in _NO_HEADS)
            and (around is None or not _is_inside(node, around))
        ):
            yield node


def _is_inside(node: LexborNode, box: LexborNode) -> bool:
    parent = node.parent
    for _ in range(_DEEPEST_LINK):
        if parent is None or parent.mem_id == box.mem_id:
            break
        parent = parent.parent
    return parent is not None and parent.mem_id == box.mem_id


def _has_letters(node: LexborNode) -> bool:
    text = node.text_content if node.tag == "-text" else words_of(node)
    return any(map(str.isalpha, text or ""))


def _leads_nowhere(link: LexborNode) -> bool:
    """Whether a link is one in name only: it opens a part of the menu."""
    href = (attribute(link, "href") or "").strip()
    return not href or href.startswith("#") or href.lower().startswith("javascript:")


def _repeated(rows: list[list[Link]]) -> frozenset[str]:
    """What several cards link beside something else of their own: a section's label."""
    seen = Counter(path for links in rows for path in {path for path, _ in links})
    return frozenset(
        path
        for links in rows
        if len({path for path, _ in links}) > 1
        for path, _ in links
        if seen[path] > 1
    )


def _headline(row: LexborNode, links: list[LexborNode]) -> str | None:
    """The heading around one of a card's links or in it, else a link's words, else the card's
    heading."""
    headings = [link.css_first(HEADINGS) or _around(link, row) for link in links]
    nodes = [*headings, *links, row.css_first(HEADINGS)]
    texts = (clean_headline(words_of(node)) for node in nodes if node is not None)
    return next(filter(None, texts), None)


def _around(link: LexborNode, row: LexborNode) -> LexborNode | None:
    """The heading that a link stands in, if it holds no other link: else the link says its own."""
    node = link.parent
    while node is not None and node.mem_id != row.mem_id:
        if node.tag in ("h1", "h2", "h3", "h4"):
            return node if len(node.css("a[href]")) == 1 else None
        node = node.parent
    return None


def _heading_of(node: LexborNode) -> LexborNode | None:
    """The heading that a headed link stands in, or that stands in it."""
    box: LexborNode | None = node
    while box is not None and box.tag not in ("h2", "h3", "h4", "body"):
        box = box.parent
    return box if box is not None and box.tag != "body" else None


def _headings_by_box(headings: list[LexborNode], ignored: Collection[int]) -> Counter[int]:
    """How many headings, labels aside, each element holds."""
    counts: Counter[int] = Counter()
    for heading in headings[:_MAX_HEADINGS]:
        if heading.mem_id not in ignored:
            counts.update(node.mem_id for node in _ancestors(heading))
    return counts


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around one up to the body, innermost first."""
    parent = node.parent
    for _ in range(_MAX_LEVELS):
        if parent is None or parent.tag == "body":
            return
        yield parent
        parent = parent.parent


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    found: list[LexborNode] = []
    passed: set[int] = set()
    for node in nodes:
        # The nearest one around is found before those around it.
        if not any(around.mem_id in passed for around in _ancestors(node)):
            found.append(node)
        passed.add(node.mem_id)
    return found


def _row(heading: LexborNode, beside: Counter[int]) -> LexborNode | None:
    """The card that a heading stands in: the list item, else the outermost box of its own, in
    which no heading but labels stands beside it."""
    around = list(_ancestors(heading))
    for node in (heading, *around):
        if node.tag in ("li", "article"):
            return node
    card = heading
    for node in around:
        if node.tag == "main" or beside[node.mem_id] > 1:
            break
        card = node
    return card


def _stands_aside(row: LexborNode) -> bool:
    """Whether a card is one of a sidebar's, a menu's or a foot's."""
    return any(
        node.tag in ("aside", "footer", "nav", "header")
        or _ASIDE.search(f"{attribute(node, 'class') or ''} {attribute(node, 'id') or ''}")
        for node in (row, *_ancestors(row))
    )
