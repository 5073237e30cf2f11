"""What a page that lists consists of: the menu's blocks, the lists and the parts of their cards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from crawler.capture.outline import Candidate, Part, words_of_box
from crawler.capture.selector import names_of, selector_of
from crawler.newspaper.active import SELECTORS
from crawler.parsing.clean.dates import parse_date
from crawler.parsing.dom.document import Document, attribute
from crawler.parsing.lists.listing import HEADED_LINK
from crawler.urls import landing_slug, may_be_article

_ROWS_OF_TODAY = f"{SELECTORS.section_list}, {SELECTORS.search_list}"
_MAX_SHOWN = 4
_LEVELS = 5
_MIN_BLOCKS = 3
_MIN_CARDS = 3
_ROWS = ("li", "article")
_MAX_DATE_LENGTH = 60


def list_outline(document: Document) -> list[Part]:
    """The candidates of a page that is no article's."""
    lists = _lists(document)
    rows = [row for group in lists[:1] for row in group]
    return [
        Part("MENU: blocks with links to sections", list(islice(_menus(document), _MAX_SHOWN))),
        Part(
            "SECTION_LIST, SEARCH_LIST: rows; what stands before > is the container",
            [_of_list(group, document) for group in lists[:_MAX_SHOWN]],
        ),
        Part("CARD_TITLE: in the first list", list(islice(_titles(rows), 1))),
        Part("CARD_DAY: in the first list", list(islice(_days(rows), 1))),
    ]


def _menus(document: Document) -> Iterator[Candidate]:
    """Names of several boxes that hold links to sections, most links first."""
    boxes: dict[str, set[int]] = defaultdict(set)
    links: dict[str, list[LexborNode]] = defaultdict(list)
    for link in document.all("a[href]"):
        path = document.site.path_of(attribute(link, "href") or "", document.path)
        if not path or not landing_slug(path):
            continue
        for box in _around(link):
            for name in list(names_of(box))[:1]:
                boxes[name].add(box.mem_id)
                links[name].append(link)
    known = document.all(SELECTORS.menu)
    marked = {name for box in known for name in names_of(box)}
    for name in sorted(links, key=lambda one: -len(links[one])):
        if len(boxes[name]) >= _MIN_BLOCKS and len(links[name]) > len(boxes[name]):
            shown = " ".join(words_of_box(link) for link in links[name][:5])
            told = f"{len(links[name])} links in {len(boxes[name])}: {shown}"
            yield Candidate(name, told, name in marked)


def _lists(document: Document) -> list[list[LexborNode]]:
    """Rows of one parent, the longest list first."""
    groups: dict[int, dict[int, LexborNode]] = defaultdict(dict)
    for found in document.all(HEADED_LINK):
        row = _row(found) if _article_path(found, document) else None
        if row is not None and row.parent is not None:
            groups[row.parent.mem_id][row.mem_id] = row
    lists = [list(rows.values()) for rows in groups.values() if len(rows) >= _MIN_CARDS]
    return sorted(lists, key=len, reverse=True)


def _row(found: LexborNode) -> LexborNode | None:
    """The list item around a headline; else the largest box that holds no other one's."""
    around = _around(found, _LEVELS)
    for box in around:
        if box.tag in _ROWS:
            return box
    alone = [box for box in around if len(box.css(HEADED_LINK)) <= 1]
    return alone[-1] if alone else None


def _article_path(found: LexborNode, document: Document) -> str | None:
    link = found if found.tag == "a" else found.parent
    path = document.site.path_of(attribute(link, "href") or "", document.path)
    return path if path and may_be_article(path) else None


def _of_list(rows: list[LexborNode], document: Document) -> Candidate:
    first = rows[0]
    assert first.parent is not None
    own = next(names_of(first), first.tag or "*") if first.tag not in _ROWS else first.tag
    known = {node.mem_id for node in document.all(_ROWS_OF_TODAY)}
    told = f"{len(rows)}: {words_of_box(first)}"
    return Candidate(f"{selector_of(first.parent, document)} > {own}", told, first.mem_id in known)


def _titles(rows: list[LexborNode]) -> Iterator[Candidate]:
    for row in rows:
        found = row.css_first(HEADED_LINK)
        if found is None or found.parent is None:
            continue
        inside = found.tag == "a"
        heading = found.parent if inside else found
        selector = f"{heading.tag} a[href]" if inside else f"a[href]:has({heading.tag})"
        is_known = row.css_first(SELECTORS.card_title) is not None
        yield Candidate(selector, words_of_box(found), is_known)


def _days(rows: list[LexborNode]) -> Iterator[Candidate]:
    for row in rows:
        for holder in row.css("*"):
            text = words_of_box(holder)
            if len(text) <= _MAX_DATE_LENGTH and parse_date(text) is not None:
                is_known = row.css_first(SELECTORS.card_day) is not None
                yield Candidate(next(names_of(holder), holder.tag or "*"), text, is_known)


def _around(node: LexborNode, levels: int = _LEVELS) -> list[LexborNode]:
    around: list[LexborNode] = []
    box = node.parent
    while box is not None and box.tag not in ("body", "html") and len(around) < levels:
        around.append(box)
        box = box.parent
    return around
