"""An article's page by the site's own markup, and what makes a page no article at all."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property

from selectolax.lexbor import LexborNode

from crawler.items import Kind
from crawler.newspaper.active import SELECTORS
from crawler.newspaper.profile import Selectors
from crawler.parsing.clean.text import (
    clean_byline,
    clean_text,
    is_credit_line,
    is_credited_caption,
    is_lone_credit,
    split_caption,
)
from crawler.parsing.dom.blocks import read_texts
from crawler.parsing.dom.document import Document, attribute
from crawler.parsing.dom.element_text import words_of
from crawler.parsing.dom.embedded import MAX_LEVELS, is_hidden
from crawler.parsing.dom.selector import Found
from crawler.parsing.sources.byline_block import is_byline_line, read_byline_block
from crawler.parsing.sources.keywords import keywords_under_label
from crawler.urls import may_be_article

_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)$", re.IGNORECASE)

_MAX_CONTAINERS = 50
_MAX_PICTURES = 50
_MAX_SOURCES = 40
"""Boxes of the site's body, and pictures in the lead's place, that are looked at: it has one."""

Raw = dict[str, object]
"""Field -> raw value of one source; a field without one is absent."""


class ArticlePage:
    def __init__(self, document: Document, kind: Kind, selectors: Selectors | None = None) -> None:
        """`selectors`: of another time than today."""
        self.document = document
        self.kind = kind
        self.selectors = selectors = selectors or SELECTORS
        # One walk through the tree; then each find is asked which selector it is of.
        of_places = (selectors.byline_block, selectors.body, selectors.lead_image)
        self._landmarks = document.all(", ".join((selectors.headline, *of_places)))
        self.byline_block: LexborNode | None = None
        self._bodies: list[LexborNode] = []
        self._pictures: list[LexborNode] = []
        self._sort()
        self.has_body = bool(self._bodies)
        """Whether the site's own box for a text is there, with a text or not."""

    def _sort(self) -> None:
        tree = self.document.tree
        headlines = Found(self.selectors.headline, tree)
        byline_blocks = Found(self.selectors.byline_block, tree)
        bodies = Found(self.selectors.body, tree)
        self.headings = [node for node in self._landmarks if node in headlines]
        below = len(self.headings)
        for node in self._landmarks:
            if below and node.mem_id == self.headings[-below].mem_id:
                below -= 1
            elif node.tag == "img":
                self._pictures.append(node)
            elif below and node.css_matches(self.selectors.headline):
                continue  # what holds the headline holds more than lines about it, or the text
            elif node in bodies:
                self._bodies.append(node)
            elif node not in byline_blocks:
                self._pictures.extend(node.css("img") or node.css("a[href]") or [node])
            elif self.byline_block is None:
                self.byline_block = node

    @cached_property
    def site(self) -> Raw:
        """Raw values by the site's own selectors."""
        raw: Raw = {}
        if self.headings:
            raw["headline"] = words_of(self.headings[0])
        if self.byline_block is not None:
            byline_block = read_byline_block(self.byline_block)
            for name in ("byline", "dateline", "date_published", "date_modified"):
                raw[name] = getattr(byline_block, name)
        raw.update(self._image())
        raw["keywords"] = keywords_under_label(self.document, self.selectors.keywords_label)
        raw["body"] = self._body(_head_texts(raw), _lead_captions(raw))
        return {name: value for name, value in raw.items() if value}

    def _body(self, head: Collection[str], captions: Collection[str]) -> list[str]:
        """The texts of all body containers; one that repeats another counts once."""
        texts: list[str] = []
        for container in self._body_containers():
            further = body_of(container, self.kind, head, captions)
            if not set(further) <= set(texts):
                texts.extend(further)
        return texts

    def _body_containers(self) -> list[LexborNode]:
        """The article's own: none inside another, none hidden, none behind another headline."""
        further = {heading.mem_id for heading in self.headings[1:]}
        known: set[int] = set()
        bodies = {box.mem_id for box in self._bodies}
        containers: list[LexborNode] = []
        for node in self._landmarks:
            if (containers and node.mem_id in further) or len(containers) == _MAX_CONTAINERS:
                break
            own = node.mem_id in bodies and not (containers and _inside(node, known))
            if own and not is_hidden(node):
                containers.append(node)
                known.add(node.mem_id)
        return containers

    def _image(self) -> Raw:
        image, address = self.lead_image
        if image is None:
            return {}
        alt = attribute(image, "alt")
        url = self.document.absolute(address)
        return {"image_url": url, "image_caption": alt, "image_credit": alt}

    @cached_property
    def lead_image(self) -> tuple[LexborNode | None, str | None]:
        """The first picture in the lead's place that is no card's, and its address.

        Cards load late or lead elsewhere. The lead may stand in a link to its file or to the
        article, and load late there; without an `img` it is that link.
        """
        for image in self._pictures[:_MAX_PICTURES]:
            if leads_elsewhere(image, self.document):
                continue
            is_late = _loads_late(image)
            if is_late and not self._leads_here(_link_around(image)):
                continue
            if address := _lead_address(image, is_late=is_late):
                return image, address
        return None, None

    def _leads_here(self, link: LexborNode | None) -> bool:
        """Whether a link leads to a picture's file or to the article itself."""
        href = attribute(link, "href")
        if not href:
            return False
        path = self.document.site.path_of(href, self.document.path)
        return path == self.document.path or is_picture_file(href)


def picture_address(image: LexborNode) -> str | None:
    """The `src`, or the largest of a set of sources where there is none."""
    address = image.attrs.get("src")  # one of many: half the time of all attributes
    if address and not address.startswith("data:"):
        return address
    for node in (image, *_sources(image)):
        candidates = (attribute(node, "srcset") or "").split(", ")
        sized = [(_size(part), part.split()[0]) for part in candidates if part.strip()]
        if sized:
            return max(sized, key=lambda pair: pair[0])[1].rstrip(",")
    return None


def _sources(image: LexborNode) -> list[LexborNode]:
    """The sources before an image in its `picture`, first one first."""
    found: list[LexborNode] = []
    if image.parent is None or image.parent.tag != "picture":
        return found
    before = image.prev
    for _ in range(_MAX_SOURCES):
        if before is None:
            break
        if before.tag == "source" and attribute(before, "srcset"):
            found.insert(0, before)
        before = before.prev
    return found


def _lead_address(image: LexborNode, *, is_late: bool) -> str | None:
    """Of a picture in the lead's place: one that loads late has a filler for its `src`."""
    late = attribute(image, "data-src") if is_late else None
    if address := late or picture_address(image):
        return address
    href = attribute(_link_around(image), "href")
    return href if href and is_picture_file(href) else None


def _loads_late(image: LexborNode) -> bool:
    attributes = image.attributes
    return "data-src" in attributes or "lazy" in (attributes.get("class") or "").split()


def is_picture_file(link: str) -> bool:
    return _PICTURE_FILE.search(link.partition("?")[0].partition("#")[0]) is not None


def _link_around(node: LexborNode) -> LexborNode | None:
    """The link that an element is or stands in."""
    around: LexborNode | None = node
    for _ in range(MAX_LEVELS):
        if around is None or around.tag == "body":
            break
        if around.tag == "a":
            return around
        around = around.parent
    return None


def _size(candidate: str) -> float:
    match = re.search(r"\s(\d+(?:\.\d+)?)[wx]\s*$", candidate)
    return float(match[1]) if match else 0.0


def leads_elsewhere(image: LexborNode, document: Document) -> bool:
    """Whether a picture stands in a link to another article."""
    href = attribute(_link_around(image), "href")
    if not href:
        return False
    path = document.site.path_of(href, document.path)
    return path is not None and path != document.path and may_be_article(path)


def _inside(node: LexborNode, others: Collection[int]) -> bool:
    parent = node.parent
    for _ in range(MAX_LEVELS):
        if parent is None or parent.mem_id in others:
            return parent is not None
        parent = parent.parent
    return False


def body_of(
    container: LexborNode, kind: Kind, head: Collection[str], lead_captions: Collection[str] = ()
) -> list[str]:
    """A container's paragraphs without what repeats the page's head: `head` (its headline, its
    credited caption) and the byline.

    A caption is what stands in a caption's place: a paragraph or heading of its own that says the
    same as a picture's alt is text (goose3#17).
    """
    gallery = kind is Kind.GALLERY
    texts, loose = read_texts(container, with_captions=gallery)
    if gallery:
        return gallery_texts(texts)
    start = 0
    while start < len(texts) and (
        texts[start] in head
        or (start in loose and texts[start] in lead_captions)
        or is_byline_line(texts[start])
    ):
        start += 1
    if not loose and not any("(" in text for text in texts):
        return texts[start:]  # the usual body: no line of it can be a caption or a credit
    captions = caption_texts(container)
    return [
        text
        for place, text in enumerate(texts[start:], start)
        if not (place in loose and text in captions)
        and not (text.startswith("(") and is_lone_credit(text))
        and not (captions and is_credited_caption(text))
    ]


def caption_texts(container: LexborNode) -> frozenset[str]:
    """What an element's pictures show, with credits and without; "" where one says nothing."""
    texts: set[str] = set()
    for image in container.css("img, amp-img"):
        alt = clean_text(attribute(image, "alt"))
        texts |= {alt or "", split_caption(alt)[0] or ""}
    return frozenset(texts)


def gallery_texts(texts: list[str]) -> list[str]:
    captions = []
    for text in texts:
        if is_lone_credit(text) or is_credit_line(text) or is_byline_line(text):
            continue
        caption, credit = split_caption(text)
        captions.append(caption if caption and credit and is_lone_credit(f"({credit})") else text)
    return captions


def _head_texts(raw: Raw) -> frozenset[str]:
    alt = raw.get("image_caption")
    caption, credit = split_caption(alt)
    byline = clean_byline(raw.get("byline"))
    texts = {clean_text(raw.get("headline")), byline, clean_text(raw.get("dateline"))}
    texts |= {f"{by} {byline}" for by in ("by", "By", "BY")}
    if credit:
        texts |= {clean_text(alt), caption}
    return frozenset(text for text in texts if text)


def _lead_captions(raw: Raw) -> frozenset[str]:
    text = clean_text(raw.get("image_caption"))
    return frozenset([text] if text else [])
