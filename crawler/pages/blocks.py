"""From an element to its paragraphs, as a reader sees them.

Block elements and double line breaks part paragraphs; inline ones never do, so no words are glued
together (trafilatura#660) and none stands twice. What is not the author's text is left out:
scripts, pictures and their captions, embedded posts, related boxes, hidden and promotional parts.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from crawler.pages.foreign import EMBEDDED_POST, is_left_out, is_related_box
from crawler.processors import clean_text

_BLOCKS = frozenset([
    "address", "article", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "thead", "tr", "ul", "blockquote",
])  # fmt: skip
_KEYWORDS_LABEL = re.compile(r"\s*(?:KEYWORDS\s*:?|[Kk]eywords\s*:)\s*")
_END = re.compile(r"keywords:?|shortlink copied|the daily sabah newsletter", re.IGNORECASE)
_EMBEDDED_ADDRESS = re.compile(r"(?:https?://|pic\.twitter\.com/)\S+", re.IGNORECASE)
_VIDEO_ADDRESS = re.compile(r"youtu\.be/|youtube\.com/|t\.co/", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]]*\s*$")
_BOXES = frozenset({"div", "section", "ul", "ol"})
_BREAK = "\n"
_DEEPEST = 60
"""Below it no element is judged by what it holds: that would take the square of the depth."""


def paragraphs(container: LexborNode, *, with_captions: bool = False) -> list[str]:
    """Clean paragraphs of an element, in order. `with_captions`: a gallery's belong to its body."""
    return _Walk(with_captions).over(container)


def _is_embedded_address(text: str) -> bool:
    """A line that is nothing but the address of a post or a film."""
    if _EMBEDDED_ADDRESS.fullmatch(text) is None:
        return False
    return EMBEDDED_POST.search(text) is not None or _VIDEO_ADDRESS.search(text) is not None


def _text_alone(node: LexborNode) -> str | None:
    """The text of the usual paragraph, which holds nothing else and has no attribute."""
    if node.tag != "p" or node.attributes:
        return None
    child = node.first_child
    return child.text_content if child is not None and child.next is None else None


class _Walk:
    """One pass over a subtree that gathers inline text until a block or a break ends it.

    With a stack of its own: badly nested pages are deeper than Python's.
    """

    def __init__(self, with_captions: bool) -> None:
        self._done: list[str] = []
        self._inline: list[str] = []
        self._with_captions = with_captions
        self._ended = False

    def over(self, container: LexborNode) -> list[str]:
        node, in_paragraph, in_block = container.first_child, False, True
        # For each open element: its next sibling, and how that stands.
        above: list[tuple[LexborNode | None, bool, bool]] = []
        while not self._ended:
            if node is None:
                if in_block:
                    self._flush()
                if not above:
                    break
                node, in_paragraph, in_block = above.pop()
                continue
            following = node.next
            if (text := _text_alone(node)) is not None:
                self._take_block(text)
                node = following
                continue
            inside = self._enter(node, in_paragraph, look_inside=len(above) + 1 < _DEEPEST)
            if inside is None:
                node = following
            else:
                above.append((following, in_paragraph, in_block))
                node, (in_paragraph, in_block) = node.first_child, inside
        return self._done

    def _take_block(self, text: str) -> None:
        self._flush()
        if not self._ended:
            self._take_text(text)
            self._flush()

    def _enter(
        self, node: LexborNode, in_paragraph: bool, *, look_inside: bool
    ) -> tuple[bool, bool] | None:
        """Take a node in; how its children stand (in a paragraph, in a block), None for none."""
        tag = node.tag or ""
        if tag == "-text":
            self._take_text(node.text_content or "")
        elif tag == "br":
            self._inline.append(_BREAK if in_paragraph else _BREAK * 2)
        elif tag in ("td", "th"):
            self._inline.append(" ")
            return True, False
        elif is_left_out(node, with_captions=self._with_captions, look_inside=look_inside):
            self._inline.append("" if tag == "-comment" else " ")
        elif tag in _BLOCKS or tag in ("figure", "figcaption"):
            self._flush()
            if look_inside and tag in _BOXES and is_related_box(node):
                return None
            return in_paragraph or tag in ("p", "li", "blockquote"), True
        elif not tag.startswith("-"):
            return in_paragraph, False
        return None

    def _take_text(self, text: str) -> None:
        if text.isspace() and not self._inline:
            return
        if _KEYWORDS_LABEL.fullmatch(text) and self._is_line_start():
            self._flush()
            self._ended = True
        else:
            self._inline.append(text.replace("\n", " "))

    def _is_line_start(self) -> bool:
        return not "".join(self._inline).rpartition(_BREAK)[2].strip()

    def _flush(self) -> None:
        if not self._inline:
            return
        for text in _parted("".join(self._inline)):
            if _END.fullmatch(text):
                self._ended = True
                break
            if not _is_embedded_address(text):
                self._done.append(text)
        self._inline.clear()


def _parted(inline: str) -> list[str]:
    """Paragraphs of inline text: two breaks part them, one does after the end of a sentence."""
    if _BREAK not in inline:
        return _cleaned(inline)
    paragraphs: list[str] = []
    for chunk in re.split(r"\n[ \t\r\f\u00a0]*\n\s*", inline):
        lines: list[str] = []
        for line in chunk.split(_BREAK):
            if lines and _SENTENCE_END.search(lines[-1]):
                paragraphs += _cleaned(" ".join(lines))
                lines = []
            if line.strip():
                lines.append(line)
        paragraphs += _cleaned(" ".join(lines))
    return paragraphs


def _cleaned(paragraph: str) -> list[str]:
    text = clean_text(paragraph)
    return [text] if text else []
