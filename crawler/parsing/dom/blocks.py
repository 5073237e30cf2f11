"""From an element to its paragraphs, as a reader sees them.

Block elements and double line breaks part paragraphs; inline ones never do, so no words are glued
together (trafilatura#660) and none stands twice. What is not the author's text is left out:
scripts, pictures and their captions, embedded posts, related boxes, hidden and promotional parts.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from crawler.newspaper.active import PROFILE
from crawler.parsing.clean.alternatives import any_of
from crawler.parsing.clean.text import clean_text
from crawler.parsing.dom.embedded import (
    EMBEDDED_POST,
    JUDGED_BY_TAG,
    is_related_box,
    is_set_apart,
    never_holds_text,
)
from crawler.parsing.dom.naming import hides

BLOCKS = frozenset([
    "address", "article", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "thead", "tr", "ul", "blockquote",
])  # fmt: skip
_KEYWORDS_LABEL = re.compile(r"\s*(?:KEYWORDS(?:\s*:)?|[Kk]eywords\s*:)\s*")
_END = re.compile(rf"keywords:?|{any_of(PROFILE.wording.endings)}", re.IGNORECASE)
_MAX_END_LENGTH = 30
_EMBEDDED_ADDRESS = re.compile(r"(?:https?://|pic\.twitter\.com/)\S+", re.IGNORECASE)
_VIDEO_ADDRESS = re.compile(r"youtu\.be/|youtube\.com/|t\.co/", re.IGNORECASE)
_SENTENCE = re.compile(r"\w[.!?…][\"'”’)]*(?:\s|$)")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]]*\s*$")
BREAK = "\n"
PARAGRAPHS = frozenset({"p", "li", "blockquote", "td", "th"})
_OWN = frozenset({"p", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})
_SET_APART = ("aside", "footer", "form", "label", "nav")
_PICTURES = frozenset({"img", "amp-img", "picture", "figure"})
_MAY_BE_RELATED = frozenset({"div", "section", "ul", "ol", "p", "h3", "h4", "h5", "h6"})
_PARTING = BLOCKS | {"figure", "figcaption", *_SET_APART}
_MAX_DEPTH_JUDGED = 60
"""Below it no element is judged by what it holds, which avoids O(depth²)."""
_MAX_WEIGHED = 50
"""So many named boxes are weighed against the text around them; a hostile page has thousands."""
_MIN_RATIO = 3
"""How many times the text outside it a box must hold to be the text, whatever it is called."""


class Texts(NamedTuple):
    """An element's paragraphs, clean and in order."""

    paragraphs: list[str]
    loose: frozenset[int]
    """Places of those that have no paragraph or heading of their own, where a caption may stand."""


def paragraphs(container: LexborNode, *, with_captions: bool = False) -> list[str]:
    return read_texts(container, with_captions=with_captions).paragraphs


def read_texts(container: LexborNode, *, with_captions: bool = False) -> Texts:
    """`with_captions`: a gallery's belong to its body."""
    return _Walk(container, with_captions).over()


def _is_embedded_address(text: str) -> bool:
    """A line that is nothing but the address of a post or a film."""
    if "/" not in text or _EMBEDDED_ADDRESS.fullmatch(text) is None:
        return False
    return EMBEDDED_POST.search(text) is not None or _VIDEO_ADDRESS.search(text) is not None


def _text_alone(node: LexborNode) -> str | None:
    """The text of a paragraph that holds nothing else and has no attribute, as the usual one."""
    if node.attributes:
        return None
    child = node.first_child
    return child.text_content if child is not None and child.next is None else None


class _Walk:
    """One pass over a subtree that gathers inline text until a block or a break ends it.

    With a stack of its own: badly nested pages are deeper than Python's.
    """

    def __init__(self, container: LexborNode, with_captions: bool) -> None:
        self._container = container
        self._with_captions = with_captions
        self._done: list[str] = []
        self._loose: list[int] = []
        self._inline: list[str] = []
        self._has_own = False
        """Whether the inline text has a paragraph or heading of its own, without a picture."""
        self._ended = False
        self._weighed = 0

    def over(self) -> Texts:
        node, in_paragraph, in_block = self._container.first_child, False, True
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
            following, tag = node.next, node.tag or ""
            if tag == "-text":
                self._take_text(node.text_content or "")
                node = following
                continue
            if tag == "p" and (text := _text_alone(node)) is not None:
                self._take_block(text)
                node = following
                continue
            look_inside = len(above) + 1 < _MAX_DEPTH_JUDGED
            inside = self._enter(node, tag, in_paragraph, look_inside)
            if inside is None:
                node = following
            else:
                above.append((following, in_paragraph, in_block))
                node, (in_paragraph, in_block) = node.first_child, inside
        return Texts(self._done, frozenset(self._loose))

    def _take_block(self, text: str) -> None:
        """A whole paragraph, as `_take_text` and `_flush` take it: 0.015 ms a page less."""
        if self._inline:
            self._flush()
            if self._ended:
                return
        self._has_own = True
        if text.isspace():
            return
        if _KEYWORDS_LABEL.fullmatch(text):
            self._ended = True
        elif cleaned := clean_text(text.replace("\n", " ")):
            self._keep(cleaned)
        self._has_own = False

    def _enter(
        self, node: LexborNode, tag: str, in_paragraph: bool, look_inside: bool
    ) -> tuple[bool, bool] | None:
        """Take an element in; how its children stand (in a paragraph, a block), None for none."""
        if tag == "br":
            self._inline.append(BREAK if in_paragraph else BREAK * 2)
        elif tag in ("td", "th"):
            self._inline.append(" ")
            return True, False
        elif self._is_left_out(node, tag, look_inside):
            self._inline.append("" if tag == "-comment" else " ")
            self._has_own = self._has_own and tag not in _PICTURES
        elif tag in _PARTING:
            self._flush()
            if look_inside and tag in _MAY_BE_RELATED and is_related_box(node):
                return None
            self._has_own = tag in _OWN
            return in_paragraph or tag in ("p", "li", "blockquote"), True
        elif not tag.startswith("-"):
            return in_paragraph, False
        return None

    def _is_left_out(self, node: LexborNode, tag: str, look_inside: bool) -> bool:
        if tag not in JUDGED_BY_TAG and not node.attributes:
            return False
        if self._with_captions and tag in ("figure", "figcaption"):
            return False
        if never_holds_text(node) or hides(node):
            return True
        apart = is_set_apart(node, with_captions=self._with_captions, look_inside=look_inside)
        return apart and not self._is_the_text(node)

    def _is_the_text(self, node: LexborNode) -> bool:
        """Whether a box that its name sets apart holds nearly all running text that there is:
        then the name says something else (readability#564, #807)."""
        if self._weighed == _MAX_WEIGHED:
            return False
        self._weighed += 1
        if 2 * len(node.text()) < self._length:
            return False
        own = _running_text(node)
        return own > 0 and own >= _MIN_RATIO * (_running_text(self._container) - own)

    @cached_property
    def _length(self) -> int:
        return len(self._container.text())

    def _take_text(self, text: str) -> None:
        if text.isspace() and not self._inline:
            return
        if _KEYWORDS_LABEL.fullmatch(text) and self._is_line_start():
            self._flush()
            self._ended = True
        else:
            self._inline.append(text.replace("\n", " "))

    def _is_line_start(self) -> bool:
        return not "".join(self._inline).rpartition(BREAK)[2].strip()

    def _flush(self) -> None:
        if not self._inline:
            return
        for text in parted("".join(self._inline)):
            self._keep(text)
            if self._ended:
                break
        self._inline.clear()
        self._has_own = False

    def _keep(self, text: str) -> None:
        if len(text) <= _MAX_END_LENGTH and _END.fullmatch(text):
            self._ended = True
        elif not _is_embedded_address(text):
            if not self._has_own:
                self._loose.append(len(self._done))
            self._done.append(text)


def _running_text(node: LexborNode) -> int:
    """Characters of a box with sentences in it that are no links; 0 without a sentence."""
    text = node.text()
    if not _SENTENCE.search(text):
        return 0
    return max(0, len(text) - 2 * sum(len(link.text()) for link in node.css("a[href]")))


def parted(inline: str) -> list[str]:
    """Paragraphs of inline text: two breaks part them, one does after the end of a sentence."""
    if BREAK not in inline:
        return _cleaned(inline)
    paragraphs: list[str] = []
    for chunk in re.split(r"\n[ \t\r\f\u00a0]*\n\s*", inline):
        lines: list[str] = []
        for line in chunk.split(BREAK):
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
