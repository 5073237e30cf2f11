"""A page's blocks of text with the boxes that they stand in, and its running text by box.

One walk gathers both; everything asked of them afterwards is linear in their number.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from crawler.parsing.dom.blocks import BLOCKS, BREAK, PARAGRAPHS, parted
from crawler.parsing.dom.document import attribute
from crawler.parsing.dom.embedded import is_embedded_post, never_holds_text
from crawler.parsing.dom.naming import hides, words_of_names

HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BOXES = BLOCKS | {"aside", "figure", "figcaption", "footer", "form", "nav"}
_ASIDE = frozenset({"aside", "footer", "nav"})
_SENTENCE = re.compile(r"\w[.!?…。][\"'”’)]*(?:\s|$)")


@dataclass(slots=True)
class Box:
    """An element that parts text; `parent` and `end` are indexes in `PageText.boxes`, -1 for none.

    All boxes inside it lie between its own index and `end`.
    """

    tag: str
    parent: int
    names: frozenset[str]
    """Words of its class and id, and its tag where that sets it apart."""
    style: str
    """Its class as written: boxes of one make share it."""
    is_stated: bool = False
    """Whether the page says of it, as microdata, that it is the article's body."""
    end: int = 0


@dataclass(slots=True)
class Block:
    text: str
    box: int
    tag: str
    linked: int
    """Characters of it that are links."""
    score: int = 0
    """Characters of running text: 0 for a heading, a label, a list of links."""
    href: str | None = None
    """Where its last link leads."""

    @property
    def is_link(self) -> bool:
        return self.linked >= 0.8 * len(self.text)


@dataclass(slots=True)
class PageText:
    boxes: list[Box] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    hidden: list[LexborNode] = field(default_factory=list)
    """What no reader sees: none of it is in the blocks."""

    def scores(self) -> list[int]:
        """Running text of each box with all that it holds."""
        return self.totals((block.box, block.score) for block in self.blocks)

    def totals(self, own: Iterable[tuple[int, int]]) -> list[int]:
        """Sums by box, with all that it holds, of figures that belong to single boxes."""
        totals = [0] * len(self.boxes)
        for box, figure in own:
            totals[box] += figure
        for index in range(len(totals) - 1, 0, -1):
            totals[self.boxes[index].parent] += totals[index]
        return totals

    def inside(self, box: int) -> Iterator[Block]:
        end = self.boxes[box].end
        return (block for block in self.blocks if box <= block.box <= end)

    @property
    def has_layout_of_tables(self) -> bool:
        """Whether a table holds another one, or the headline: then tables are no data."""
        is_inside = bytearray(len(self.boxes))
        for index, box in enumerate(self.boxes):
            if box.parent >= 0 and is_inside[box.parent]:
                if box.tag in ("table", "h1"):
                    return True
                is_inside[index] = 1
            elif box.tag == "table":
                is_inside[index] = 1
        return False

    def without(self, boxes: Collection[int]) -> PageText:
        """The same boxes, with the blocks that stand in none of the given ones."""
        dropped = bytearray(len(self.boxes))
        for index, box in enumerate(self.boxes):
            inherited = box.parent >= 0 and dropped[box.parent]
            dropped[index] = 1 if inherited or index in boxes else 0
        kept = [block for block in self.blocks if not dropped[block.box]]
        return PageText(self.boxes, kept, self.hidden)


def read_page(body: LexborNode | None, *, with_captions: bool = False) -> PageText:
    """All text of a page that is shown, scripts and embedded posts left out."""
    walk = _Walk(with_captions)
    if body is not None:
        walk.over(body)
    return walk.page


class _Walk:
    """With a stack of its own: badly nested pages are deeper than Python's."""

    def __init__(self, with_captions: bool) -> None:
        self.page = PageText()
        self._with_captions = with_captions
        self._open: list[int] = []
        self._inline: list[str] = []
        self._linked = 0
        self._links = 0
        """Links that are open."""
        self._href: str | None = None

    def over(self, body: LexborNode) -> None:
        self._enter_box(body)
        node = body.first_child
        above: list[tuple[LexborNode | None, bool, bool]] = []
        while node is not None or above:
            if node is None:
                node, is_box, is_link = above.pop()
                if is_box:
                    self._leave_box()
                self._links -= is_link
                continue
            following = node.next
            inside = self._take(node)
            if inside is None:
                node = following
            else:
                above.append((following, *inside))
                node = node.first_child
        self._leave_box()

    def _take(self, node: LexborNode) -> tuple[bool, bool] | None:
        """Take a node in; whether it is a box and whether a link, None for nothing inside."""
        tag = node.tag or ""
        if tag == "-text":
            self._take_text(node.text_content or "")
            return None
        if tag == "br":
            in_paragraph = self.page.boxes[self._open[-1]].tag in PARAGRAPHS
            self._inline.append(BREAK if in_paragraph else BREAK * 2)
            return None
        if self._is_left_out(node, tag):
            self._inline.append("" if tag == "-comment" else " ")
            return None
        if tag in _BOXES:
            self._flush()
            self._enter_box(node)
            return True, False
        if tag in ("td", "th"):
            self._inline.append(" ")
        if tag == "a":
            self._links += 1
            self._href = attribute(node, "href")
        return False, tag == "a"

    def _is_left_out(self, node: LexborNode, tag: str) -> bool:
        if self._with_captions and tag in ("figure", "figcaption"):
            return False
        if never_holds_text(node) or tag.startswith("-"):
            return True
        if hides(node):
            self.page.hidden.append(node)
            return True
        return tag == "blockquote" and len(self._open) < 60 and is_embedded_post(node)

    def _take_text(self, text: str) -> None:
        if text.isspace() and not self._inline:
            return
        self._inline.append(text.replace("\n", " "))
        if self._links:
            self._linked += len(text.strip())

    def _enter_box(self, node: LexborNode) -> None:
        tag = node.tag or ""
        names = words_of_names(node) if node.attributes else frozenset()
        names = names | {tag} if tag in _ASIDE else names
        parent = self._open[-1] if self._open else -1
        self._open.append(len(self.page.boxes))
        is_stated = attribute(node, "itemprop") == "articleBody"
        style = attribute(node, "class") or ""
        self.page.boxes.append(Box(tag, parent, names, style, is_stated))

    def _leave_box(self) -> None:
        self._flush()
        self.page.boxes[self._open.pop()].end = len(self.page.boxes) - 1

    def _flush(self) -> None:
        if self._inline:
            box = self._open[-1]
            tag = self.page.boxes[box].tag
            texts = parted("".join(self._inline))
            # Of a text that breaks part, nobody noted which part the links stand in.
            share = min(1.0, self._linked / max(1, sum(map(len, texts))))
            for text in texts:
                block = Block(text, box, tag, round(share * len(text)))
                block.score = _running(block)
                block.href = self._href if self._linked else None
                self.page.blocks.append(block)
        self._inline.clear()
        self._linked = 0


def _running(block: Block) -> int:
    if block.tag in HEADINGS or not _SENTENCE.search(block.text):
        return 0
    return max(0, len(block.text) - 2 * block.linked)
