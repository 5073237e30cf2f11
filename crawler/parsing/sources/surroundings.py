"""What stands around a headline on an unknown page: short texts and marked elements, each with its
distance, and without what belongs to comments, cards, menus and other asides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from crawler.parsing.clean.text import clean_text
from crawler.parsing.dom.document import Document
from crawler.parsing.dom.naming import hides, words_of_names
from crawler.parsing.sources.headings import words

_ASIDE_TAGS = frozenset(["nav", "aside", "footer", "article", "form", "select"])
_ASIDE_WORDS = frozenset([
    "comment", "comments", "respond", "reply", "replies", "disqus", "related", "recirc",
    "recommend", "recommended", "recommendations", "popular", "trending", "sidebar", "newsletter",
    "promo", "ticker", "teaser", "teasers", "carousel", "breadcrumb", "breadcrumbs", "cookie",
    "consent", "modal", "navigation", "nav", "navbar", "menu", "sponsored", "latest", "weather",
    "tweet", "tweets", "rail", "calendar", "clock", "caption", "today", "archives", "archive",
    "mostread", "featured", "copyright", "flyout", "card", "cards", "events", "event",
    "bio", "biography", "description", "masthead",
])  # fmt: skip
_HEAD_WORDS = frozenset(["author", "byline", "meta", "entry"])
"""A footer of the article's head is none of the page's."""
_NO_TEXT = frozenset(["script", "style", "noscript", "template", "svg", "iframe", "head", "option"])
_MARKS = frozenset([
    "date", "dates", "time", "datetime", "timestamp", "published", "publish", "pubdate", "posted",
    "postdate", "datestamp", "dateline", "datum", "data", "fecha", "byline", "author", "authors",
    "authorname", "meta", "metadata", "contributor", "contributors", "writer", "reporter", "info",
    "updated", "modified", "autor", "autore", "auteur", "credit", "credits", "postmeta", "infos",
    "authorlink", "submitted", "detail", "details",
])  # fmt: skip
_PROPERTIES = ("datePublished", "dateCreated", "dateModified", "author", "creator")
_MAX_NODES = 40_000
_MAX_PARTS = 1_500
_DEEPEST_ASIDE = 6
_MAX_OF_A_PART = 60
"""Nodes of one part; more hold a box with texts, not a line."""
MAX_PART_LENGTH = 160


@dataclass(slots=True)
class Part:
    """A short text or a marked element."""

    node: LexborNode
    """The element; for a loose text the one that holds it."""
    pieces: tuple[str, ...]
    """Its texts, one for each element that holds one."""
    words: frozenset[str]
    """Of class and id; none for a loose text."""
    asides: tuple[int, ...]
    offset: int
    """Characters from the headline on; negative before it."""
    is_loose: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.pieces).replace(" ,", ",")


def surroundings(
    document: Document, heading: LexborNode | None, headline: str | None
) -> list[Part]:
    """The parts of the page that are not aside of its headline, in order. Without a headline on
    the page, offsets count from its beginning."""
    walk = _Walk(heading, headline)
    body = document.tree.body
    if body is not None:
        walk.through(body)
    own = set(walk.around_heading)
    return [part for part in walk.placed() if own.issuperset(part.asides)]


def short_texts(node: LexborNode) -> tuple[str, ...]:
    """The texts of an element that holds no more than a line; none of one that holds more."""
    raw: list[str] = []
    size = 0
    for count, inner in enumerate(_nodes(node)):
        if inner.tag == "-text" and (text := inner.text_content):
            if raw and _goes_on(raw[-1], text):
                raw[-1] += text
            else:
                raw.append(text)
            size += len(text.strip())
        if size > MAX_PART_LENGTH or count > _MAX_OF_A_PART:
            return ()
    return tuple(text for one in raw if (text := clean_text(one)))


def _goes_on(text: str, further: str) -> bool:
    """Whether an element begins within a word: a letter set apart for its looks."""
    return text[-1:].isalpha() and further[:1].islower()


def _nodes(top: LexborNode) -> Iterator[LexborNode]:
    """An element and what it holds, in order, but for scripts."""
    node: LexborNode | None = top
    while node is not None:
        yield node
        inner = None if node.tag in _NO_TEXT else node.first_child
        while inner is None and node is not None and node.mem_id != top.mem_id:
            inner = node.next
            if inner is None:
                node = node.parent
        node = inner


class _Walk:
    def __init__(self, heading: LexborNode | None, headline: str | None) -> None:
        self.heading = heading.mem_id if heading is not None else None
        self.headline = words(headline)
        self.parts: list[Part] = []
        self.asides: list[tuple[int, int]] = []
        """Open ones: identity of the element, and the depth at which it opened."""
        self.around_heading: tuple[int, ...] = ()
        self.start: int | None = None
        self.position = 0

    def through(self, top: LexborNode) -> None:
        node: LexborNode | None = top
        depth = 0
        for _ in range(_MAX_NODES):
            if node is None or len(self.parts) >= _MAX_PARTS:
                return
            enters = self._visit(node, depth)
            inner = node.first_child if enters else None
            if inner is not None:
                node, depth = inner, depth + 1
                continue
            while node is not None and node.mem_id != top.mem_id and node.next is None:
                node, depth = node.parent, depth - 1
            if node is None or node.mem_id == top.mem_id:
                return
            node = node.next

    def placed(self) -> list[Part]:
        """The parts with their distance from the headline. Where the page has none, no article's
        element is a card of another."""
        for part in self.parts:
            part.offset -= self.start or 0
        return self.parts

    def _visit(self, node: LexborNode, depth: int) -> bool:
        while self.asides and self.asides[-1][1] >= depth:
            self.asides.pop()
        if node.tag == "-text":
            self._read(node)
            return False
        if node.tag in _NO_TEXT or node.tag == "-comment" or hides(node):
            return False
        names = words_of_names(node) if node.attributes else frozenset()
        if self._is_aside(node, names) and len(self.asides) < _DEEPEST_ASIDE:
            self.asides.append((node.mem_id, depth))
        if node.mem_id == self.heading:
            self._start()
        elif node.tag not in ("body", "main") and self._is_marked(node, names):
            self._add(Part(node, short_texts(node), names, self._open(), self.position))
        return True

    def _read(self, node: LexborNode) -> None:
        raw = node.text_content or ""
        if raw.isspace() or not raw:
            return
        holder = node.parent
        text = clean_text(raw) if len(raw) <= 2 * MAX_PART_LENGTH else None
        if text is not None and holder is not None:
            if self.start is None and self.headline and words(text) == self.headline:
                if self.heading is None:
                    self._start()
            elif len(text) <= MAX_PART_LENGTH:
                self._add(Part(holder, (text,), frozenset(), self._open(), self.position, True))
        self.position += len(raw.strip())

    def _start(self) -> None:
        self.start = self.position
        self.around_heading = self._open()

    def _add(self, part: Part) -> None:
        self.parts.append(part)

    def _open(self) -> tuple[int, ...]:
        return tuple(identity for identity, _ in self.asides)

    def _is_aside(self, node: LexborNode, names: frozenset[str]) -> bool:
        if node.tag in _ASIDE_TAGS:
            return node.tag != "footer" or _HEAD_WORDS.isdisjoint(names)
        return not _ASIDE_WORDS.isdisjoint(names)

    def _is_marked(self, node: LexborNode, names: frozenset[str]) -> bool:
        if node.tag in ("time", "date", "address") or not _MARKS.isdisjoint(names):
            return True
        attributes = node.attributes
        return (
            bool(attributes)
            and node.tag not in ("meta", "link")
            and (
                attributes.get("itemprop") in _PROPERTIES
                or "author" in (attributes.get("rel") or "").split()
                or "pubdate" in attributes
            )
        )
