"""Boxes of a page by the running text that they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from crawler.parsing.clean.text import clean_text, has_sentence
from crawler.parsing.dom.document import Document
from crawler.parsing.dom.embedded import is_hidden

_BOXES = ("article", "main", "section", "div", "td")
_TEXTS = "p, blockquote, li, article, main, section, div, td"
_MAX_LEVELS = 60
_MIN_SHARE = 0.6
"""Share of a page's running text that a box must hold to be the article's."""
_APART = 0.6
"""Share of it below which no box holds enough directly: then each paragraph has a box."""


def boxes_with_running_text(document: Document) -> Iterator[tuple[LexborNode, str]]:
    """The box that holds most directly, then the next ones; where each paragraph has a box of its
    own, the innermost one around most of them comes first."""
    boxes: dict[int, LexborNode] = {}
    direct: Counter[int] = Counter()
    totals: Counter[int] = Counter()
    paragraphs: Counter[int] = Counter()
    for node, text in _texts(document):
        for level, box in enumerate(_boxes_around(node)):
            boxes[box.mem_id] = box
            totals[box.mem_id] += len(text)
            paragraphs[box.mem_id] += 1
            if level == 0:
                direct[box.mem_id] += len(text)
    order = [found for found, _ in direct.most_common()]
    if around := _innermost(totals):
        is_apart = direct[order[0]] < _APART * totals[around]
        order = [around, *order] if is_apart else [order[0], around, *order[1:]]
    for found in dict.fromkeys(order):
        beginning = clean_text(boxes[found].text(separator=" ")) or ""
        yield boxes[found], f"{totals[found]} in {paragraphs[found]}: {beginning}"


def _innermost(totals: Counter[int]) -> int | None:
    """Boxes that hold most lie in one another: the smallest of them."""
    most = max(totals.values(), default=0)
    around = [(total, found) for found, total in totals.items() if total >= _MIN_SHARE * most]
    return min(around, default=(0, None), key=lambda pair: pair[0])[1]


def _texts(document: Document) -> Iterator[tuple[LexborNode, str]]:
    """Running texts: of a paragraph all, of a box what stands in it directly."""
    for node in document.all(_TEXTS):
        own = node.text(deep=node.tag == "p")
        text = clean_text(own)
        if text and has_sentence(text) and not is_hidden(node):
            linked = sum(len(link.text()) for link in node.css("a")) if node.tag == "p" else 0
            if 2 * linked <= len(text):
                yield node, text


def _boxes_around(node: LexborNode) -> Iterator[LexborNode]:
    box: LexborNode | None = node
    for _ in range(_MAX_LEVELS):
        if box is None or box.tag == "body":
            return
        if box.tag in _BOXES:
            yield box
        box = box.parent
