"""What a page consists of, as far as an article is made of it: a handful of candidates for each
selector of the newspaper, the likeliest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from crawler.capture.running_boxes import boxes_with_running_text
from crawler.capture.selector import selector_of
from crawler.newspaper.active import SELECTORS
from crawler.parsing.clean.dates import parse_date
from crawler.parsing.clean.text import clean_headline, clean_text, image_url
from crawler.parsing.dom.document import Document, attribute
from crawler.parsing.dom.embedded import is_hidden
from crawler.parsing.sources import structured
from crawler.parsing.sources.byline_block import BylineBlock, read_byline_block
from crawler.parsing.sources.site import leads_elsewhere, picture_address

WIDTH = 100
_SELECTOR_WIDTH = 42
_MIN_WORDS_LENGTH = 24
_MAX_SHOWN = 4
_DATE_HOLDERS = "time, span, p, li, div, td"
_MAX_DATE_LENGTH = 60
_MAX_DATES = 12
_MAX_LINE_LENGTH = 250
_BYLINES = '[rel~="author"], [itemprop="author"], [class*="byline" i], [class*="author" i]'
_LABELS = frozenset(["keywords", "tags", "topics", "related topics"])
_LABEL_HOLDERS = "span, div, p, li, h2, h3, h4, h5, strong, b, dt, label"


@dataclass(frozen=True, slots=True)
class Candidate:
    selector: str
    words: str
    is_known: bool
    """Whether the selector of today finds the element."""

    def line(self) -> str:
        mark = "*" if self.is_known else " "
        shown = _printable(f"{mark} {self.selector:<{_SELECTOR_WIDTH}}  ")
        return shown + _beginning(self.words, max(_MIN_WORDS_LENGTH, WIDTH - len(shown)))


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    candidates: list[Candidate] = field(default_factory=list)


_Found = Iterable[tuple[LexborNode, str]]
"""Elements and what an operator is to know them by, the likeliest first."""


def outline(document: Document) -> list[Part]:
    parts: list[tuple[str, str, Callable[[Document], _Found]]] = [
        ("HEADLINE: headings", SELECTORS.headline, _headings),
        ("BYLINE_BLOCK: boxes with byline, place or date", SELECTORS.byline_block, _byline_blocks),
        ("dates alone", "", _dates),
        ("bylines alone", "", _bylines),
        (
            "BODY: boxes with running text, characters in paragraphs",
            SELECTORS.body,
            boxes_with_running_text,
        ),
        ("LEAD_IMAGE: pictures", SELECTORS.lead_image, _pictures),
        ("KEYWORDS_LABEL: what heads keywords", SELECTORS.keywords_label, _labels),
    ]
    return [_part(title, selector, find(document), document) for title, selector, find in parts]


def _part(title: str, selector: str, found: _Found, document: Document) -> Part:
    known = {node.mem_id for node in document.all(selector)} if selector else set()
    part = Part(title)
    for node, words in found:
        told = selector_of(node, document)
        if told not in (one.selector for one in part.candidates):
            part.candidates.append(Candidate(told, words, node.mem_id in known))
        if len(part.candidates) == _MAX_SHOWN:
            break
    return part


def _headings(document: Document) -> Iterator[tuple[LexborNode, str]]:
    """Those that say the page's title, then by rank."""
    titles = {
        clean_headline(document.title),
        clean_headline(structured.meta(document).get("headline")),
        clean_headline(structured.json_ld(document).get("headline")),
    }
    found = [
        (text not in titles, node.tag or "", place, node, text)
        for place, node in enumerate(document.all("h1, h2, h3, [itemprop='headline']"))
        if (text := clean_headline(node.text())) and not is_hidden(node)
    ]
    for *_, node, text in sorted(found, key=lambda one: one[:3]):
        yield node, text


def _byline_blocks(document: Document) -> Iterator[tuple[LexborNode, str]]:
    """The boxes that say most, the smallest where several say the same."""
    best: dict[int, tuple[int, int, LexborNode]] = {}
    holders = [holder for holder, _ in _dates(document)] or list(_below_headline(document))
    for place, holder in enumerate(holders):
        said, box = max(_boxes_around(holder), key=lambda pair: pair[0])
        best.setdefault(box.mem_id, (-said, place, box))
    for _, _, box in sorted(best.values(), key=lambda one: one[:2]):
        yield box, words_of_box(box)


def _below_headline(document: Document) -> Iterator[LexborNode]:
    """Short boxes right behind it: where the lines stand on a page without a date."""
    heading = next((node for node, _ in _headings(document)), None)
    below = heading.next if heading is not None else None
    seen = 0
    while below is not None and seen < _MAX_SHOWN:
        if not (below.tag or "").startswith("-"):
            seen += 1
            if 0 < len(words_of_box(below)) <= _MAX_LINE_LENGTH:
                yield below
        below = below.next


def _boxes_around(holder: LexborNode) -> list[tuple[int, LexborNode]]:
    """From the inside out, each with how many fields it gives."""
    boxes: list[tuple[int, LexborNode]] = []
    box: LexborNode | None = holder
    while box is not None and box.tag != "body":
        if boxes and len(words_of_box(box)) > _MAX_LINE_LENGTH:
            break
        boxes.append((_fields_of(read_byline_block(box)), box))
        box = box.parent
    return boxes


def _fields_of(byline_block: BylineBlock) -> int:
    given = (byline_block.byline, byline_block.dateline, byline_block.date_published)
    return sum(value is not None for value in given)


def _dates(document: Document) -> Iterator[tuple[LexborNode, str]]:
    """With a time first."""
    found: list[tuple[bool, int, LexborNode, str]] = []
    for place, holder in enumerate(document.all(_DATE_HOLDERS)):
        text = clean_text(holder.text(deep=False))
        if text is None or len(text) > _MAX_DATE_LENGTH or not any(map(str.isdigit, text)):
            continue
        moment = parse_date(text)
        if moment is not None and not is_hidden(holder):
            found.append((moment.day_only, place, holder, text))
    found.sort(key=lambda one: one[:2])
    yield from ((holder, text) for _, _, holder, text in found[:_MAX_DATES])


def _bylines(document: Document) -> Iterator[tuple[LexborNode, str]]:
    for node in document.all(_BYLINES):
        text = words_of_box(node)
        if text and len(text) <= _MAX_LINE_LENGTH and not is_hidden(node):
            yield node, text


def _pictures(document: Document) -> Iterator[tuple[LexborNode, str]]:
    """The one that machines are told of, then those that are no card's; not fillers."""
    stated = _file_name(str(structured.meta(document).get("image_url") or ""))
    found: list[tuple[bool, bool, bool, int, LexborNode, str]] = []
    for place, node in enumerate(document.tagged("img")):
        late = attribute(node, "data-src")
        address = document.absolute(late or picture_address(node))
        if not image_url(address) or address is None or _is_dot(node):
            continue
        file = _file_name(address)
        is_card = leads_elsewhere(node, document)
        words = f"{file} {clean_text(attribute(node, 'alt')) or ''}"
        found.append((file != stated, is_card, late is not None, place, node, words))
    for *_, node, words in sorted(found, key=lambda one: one[:4]):
        yield node, words


def _labels(document: Document) -> Iterator[tuple[LexborNode, str]]:
    for node in document.all(_LABEL_HOLDERS):
        own = (clean_text(node.text(deep=False)) or "").rstrip(" :").casefold()
        if own in _LABELS:
            yield node, words_of_box(node.parent) or own
    for link in document.all('a[rel~="tag"]'):
        if link.parent is not None:
            yield link.parent, words_of_box(link.parent)


def words_of_box(node: LexborNode | None) -> str:
    return clean_text(node.text(separator=" ")) or "" if node is not None else ""


def _is_dot(image: LexborNode) -> bool:
    """A pixel that counts readers."""
    sizes = (attribute(image, "width"), attribute(image, "height"))
    return any(size in ("0", "1") for size in sizes)


def _file_name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def _beginning(text: str, length: int) -> str:
    shown = _printable(text)
    return shown if len(shown) <= length else f"{shown[: length - 1].rstrip()}…"


def _printable(text: str) -> str:
    """On one line of a terminal, whatever the page holds."""
    return "".join(character for character in text if character.isprintable())
