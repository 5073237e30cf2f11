"""An article's page by the site's own markup, and what makes a page no article at all."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property

from selectolax.lexbor import LexborNode

from crawler.items import Kind
from crawler.pages.blocks import read_texts
from crawler.pages.document import Document, attribute, classes
from crawler.pages.foreign import is_hidden
from crawler.pages.keywords import keywords_under_label
from crawler.pages.signature import is_signature, read_signature
from crawler.processors import (
    clean_byline,
    clean_text,
    is_credit_line,
    is_credited_caption,
    is_lone_credit,
    split_caption,
)
from crawler.urls import may_be_article
from crawler.words import words_of

HEADLINE = "h1.main_page_title"
SIGNATURE_CLASS = "left_mobile_details"
SIGNATURE = f"div.{SIGNATURE_CLASS}"
BODY_CLASS = "article_body"
BODY = f"div.{BODY_CLASS}"
LEAD_IMAGE = "div.layout-ratio.ratio800x531 img"

Raw = dict[str, object]
"""Field -> raw value of one source; a field without one is absent."""


class ArticlePage:
    def __init__(self, document: Document, kind: Kind) -> None:
        self.document = document
        self.kind = kind
        # One walk through the tree; the selectors' tags tell their finds apart.
        self._landmarks = document.all(f"{HEADLINE}, {SIGNATURE}, {BODY}, {LEAD_IMAGE}")
        self.headings = [node for node in self._landmarks if node.tag == "h1"]
        self._bodies = self._boxes(BODY_CLASS)
        self.has_body = bool(self._bodies)
        """Whether the site's own box for a text is there, with a text or not."""
        self.signature_block = next(iter(self._boxes(SIGNATURE_CLASS)), None)

    def _boxes(self, name: str) -> list[LexborNode]:
        """Landmarks of a class, as CSS found them: without a doctype its case does not matter."""
        return [
            node
            for node in self._landmarks
            if node.tag == "div" and name in map(str.lower, classes(node))
        ]

    @cached_property
    def site(self) -> Raw:
        """Raw values by the site's own selectors."""
        raw: Raw = {}
        if self.headings:
            raw["headline"] = words_of(self.headings[0])
        if self.signature_block is not None:
            signature = read_signature(self.signature_block)
            for name in ("byline", "dateline", "date_published", "date_modified"):
                raw[name] = getattr(signature, name)
        raw.update(self._image())
        raw["keywords"] = keywords_under_label(self.document)
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
        bodies = {box.mem_id for box in self._bodies}
        containers: list[LexborNode] = []
        for node in self._landmarks:
            if containers and node.mem_id in further:
                break
            own = node.mem_id in bodies and not (containers and _inside(node, containers))
            if own and not is_hidden(node):
                containers.append(node)
        return containers

    def _image(self) -> Raw:
        image = self.lead_image()
        if image is None:
            return {}
        alt = attribute(image, "alt")
        url = self.document.absolute(picture_address(image))
        return {"image_url": url, "image_caption": alt, "image_credit": alt}

    def lead_image(self) -> LexborNode | None:
        """The first picture of the lead's size that is no card's: cards load late or lead
        elsewhere."""
        for image in self._landmarks:
            if image.tag != "img":
                continue
            lazy = "lazy" in classes(image) or "data-src" in image.attributes
            if lazy or leads_elsewhere(image, self.document):
                continue
            if picture_address(image):
                return image
        return None


def picture_address(image: LexborNode) -> str | None:
    """The `src`, or the largest of a set of sources where there is none."""
    address = attribute(image, "src")
    if address and not address.startswith("data:"):
        return address
    holder = image.parent
    sources = holder.css("source[srcset]") if holder and holder.tag == "picture" else []
    for node in (image, *sources):
        candidates = (attribute(node, "srcset") or "").split(", ")
        sized = [(_size(part), part.split()[0]) for part in candidates if part.strip()]
        if sized:
            return max(sized, key=lambda pair: pair[0])[1].rstrip(",")
    return None


def _size(candidate: str) -> float:
    match = re.search(r"\s(\d+(?:\.\d+)?)[wx]\s*$", candidate)
    return float(match[1]) if match else 0.0


def leads_elsewhere(image: LexborNode, document: Document) -> bool:
    """Whether a picture stands in a link to another article."""
    node = image.parent
    while node is not None and node.tag != "body":
        if node.tag == "a":
            path = document.site.path_of(attribute(node, "href") or "", document.path)
            return path is not None and path != document.path and may_be_article(path)
        node = node.parent
    return False


def _inside(node: LexborNode, others: Collection[LexborNode]) -> bool:
    known = {other.mem_id for other in others}
    parent = node.parent
    while parent is not None:
        if parent.mem_id in known:
            return True
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
        or is_signature(texts[start])
    ):
        start += 1
    captions = caption_texts(container)
    return [
        text
        for place, text in enumerate(texts[start:], start)
        if not (place in loose and text in captions)
        and not _is_parenthesised_credit(text)
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
        if is_lone_credit(text) or is_credit_line(text) or is_signature(text):
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


def _is_parenthesised_credit(text: str) -> bool:
    return text.startswith("(") and is_lone_credit(text)
