"""An article's page by the site's own markup, and what makes a page no article at all."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property

from selectolax.lexbor import LexborNode

from crawler.items import Kind
from crawler.pages.blocks import paragraphs
from crawler.pages.document import Document, attribute, text_of
from crawler.pages.signature import is_signature, read_signature
from crawler.processors import clean_text, is_lone_credit, split_caption

HEADLINE = "h1.main_page_title"
SIGNATURE = "div.left_mobile_details"
BODY = "div.article_body"
LEAD_IMAGE = "div.layout-ratio.ratio800x531 img"
KEYWORDS_LABEL = ':lexbor-contains("keywords" i)'
CANONICAL = 'link[rel="canonical" i]'

Raw = dict[str, object]
"""Field -> raw value of one source; a field without one is absent."""


class ArticlePage:
    def __init__(self, document: Document, kind: Kind) -> None:
        self.document = document
        self.kind = kind

    @cached_property
    def site(self) -> Raw:
        """Raw values by the site's own selectors."""
        raw: Raw = {}
        heading = self.document.first(HEADLINE)
        if heading is not None:
            raw["headline"] = heading.text()
        block = self.document.first(SIGNATURE)
        if block is not None:
            signature = read_signature(block)
            for name in ("byline", "dateline", "date_published", "date_modified"):
                raw[name] = getattr(signature, name)
        raw.update(self._image())
        raw["keywords"] = keywords_under_label(self.document)
        container = self.document.first(BODY)
        if container is not None:
            raw["body"] = body_of(container, self.kind, _head_texts(raw))
        return {name: value for name, value in raw.items() if value}

    def _image(self) -> Raw:
        image = lead_image(self.document)
        if image is None:
            return {}
        alt = attribute(image, "alt")
        url = self.document.absolute(attribute(image, "src"))
        return {"image_url": url, "image_caption": alt, "image_credit": alt}

    @cached_property
    def canonical_link(self) -> str | None:
        return attribute(self.document.first(CANONICAL), "href")


def lead_image(document: Document) -> LexborNode | None:
    """The first picture of the lead's size that is not a lazy card's."""
    for image in document.all(LEAD_IMAGE):
        lazy = "lazy" in (attribute(image, "class") or "").split()
        if not lazy and "data-src" not in image.attributes and attribute(image, "src"):
            return image
    return None


def body_of(container: LexborNode, kind: Kind, head: Collection[str]) -> list[str]:
    """A container's paragraphs without what repeats the page's head: `head` (its headline and
    caption) and the byline."""
    gallery = kind is Kind.GALLERY
    texts = paragraphs(container, with_captions=gallery)
    if gallery:
        return _gallery_texts(texts)
    start = 0
    while start < len(texts) and (texts[start] in head or is_signature(texts[start])):
        start += 1
    return [text for text in texts[start:] if not _is_parenthesised_credit(text)]


def _gallery_texts(texts: list[str]) -> list[str]:
    captions = []
    for text in texts:
        if is_lone_credit(text) or is_signature(text):
            continue
        caption, credit = split_caption(text)
        captions.append(caption if caption and credit and is_lone_credit(f"({credit})") else text)
    return captions


def _head_texts(raw: Raw) -> frozenset[str]:
    alt = raw.get("image_caption")
    texts = {clean_text(raw.get("headline")), clean_text(alt), split_caption(alt)[0]}
    return frozenset(text for text in texts if text)


def _is_parenthesised_credit(text: str) -> bool:
    return text.startswith("(") and is_lone_credit(text)


def keywords_under_label(document: Document) -> list[str]:
    """Links or list items under the label KEYWORDS, inside its element or in those that follow."""
    if not re.search("keywords", document.html, re.I):
        return []
    for label in document.all(KEYWORDS_LABEL):
        if _is_label(label):
            for place in (label, *_followers(label)):
                if found := _entries(place):
                    return found
    return []


def _is_label(node: LexborNode) -> bool:
    if node.tag in ("script", "style", "meta", "title", "option"):
        return False
    own = clean_text(node.text(deep=False)) or ""
    return own.rstrip(":").casefold() == "keywords"


def _followers(label: LexborNode) -> list[LexborNode]:
    """Elements behind the label, then behind its parent and its grandparent."""
    followers: list[LexborNode] = []
    level: LexborNode | None = label
    for _ in range(3):
        if level is None or level.tag == "body":
            break
        node = level.next
        while node is not None:
            followers.append(node)
            node = node.next
        level = level.parent
    return followers


def _entries(place: LexborNode) -> list[str]:
    """Texts of the place's links, else of its innermost list items."""
    if place.tag in ("-text", "-comment", "script", "style") or place.css_first("form, input"):
        return []
    links = [place] if place.tag == "a" else place.css("a")
    items = links or ([place] if place.tag == "li" else place.css("li"))
    texts = (text_of(item) for item in items if not item.css_first("li"))
    return [text for text in texts if text and text.rstrip(":").casefold() != "keywords"]
