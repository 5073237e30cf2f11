"""Pictures of a page whose own markup is not the site's that we know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from selectolax.lexbor import LexborNode

from crawler.newspaper.active import PROFILE, SELECTORS
from crawler.parsing.clean.text import clean_text, has_sentence, image_url, lower_case
from crawler.parsing.dom.document import Document, attribute
from crawler.parsing.sources.site import leads_elsewhere, picture_address

Raw = dict[str, object]

_ICON = re.compile("icon|avatar|emoji|sprite|badge", re.IGNORECASE)
_PORTRAIT = ("author", "writer", "columnist", "profile", "avatar", "portrait", "byline", "byimage")
_THUMB = re.compile(r"/thumbs/(\d+)x\d+/")
_MIN_LEAD_WIDTH = 500
_MAX_PICTURES = 300
"""Pictures of a page that are looked at: the lead is among the first."""


def image(document: Document, known_url: str | None, body: str = SELECTORS.body) -> Raw:
    """The picture in the page that a known address means, else the first one that may lead."""
    for node in document.tagged("img")[:_MAX_PICTURES]:
        url = image_url(document.absolute(picture_address(node)))
        if (
            url is None
            or "data-src" in node.attributes
            or document.aside.holds(node)
            or _ICON.search(url)
        ):
            continue
        if known_url is None and not _may_lead(node, url, document, body):
            continue
        if known_url is not None and _file_name(url) != _file_name(known_url):
            continue
        alt = attribute(node, "alt")
        return {"image_url": url, "image_caption": alt, "image_credit": alt}
    return {}


def others(
    document: Document, names: Collection[str], urls: Collection[object]
) -> frozenset[object]:
    """Those of `urls` that do not show what happened: in the page they show who wrote, or stand in
    for several pictures that are loaded later."""
    by_file = {_file_name(url): url for url in urls if isinstance(url, str)}
    if not by_file:
        return frozenset()
    signed = {name.casefold() for name in names}
    waiting: Counter[str] = Counter()
    found: set[object] = set()
    for node in document.tagged("img")[:_MAX_PICTURES]:
        address = picture_address(node)
        file = _file_name(address) if address else ""
        if file not in by_file:
            continue
        attributes = node.attributes
        waiting[file] += "data-src" in attributes
        alt = clean_text(attributes.get("alt")) or ""
        if waiting[file] > 1 or alt.casefold() in signed or _is_portrait(node):
            found.add(by_file[file])
    return frozenset(found)


def _may_lead(node: LexborNode, url: str, document: Document, body: str) -> bool:
    """An upload, not small, no card's, no writer's, and none between paragraphs."""
    thumb = _THUMB.search(url)
    if PROFILE.paths.pictures not in url or (thumb and int(thumb[1]) < _MIN_LEAD_WIDTH):
        return False
    return not (
        _is_portrait(node)
        or leads_elsewhere(node, document)
        or _stands_in_text(node, document, body)
    )


def _is_portrait(node: LexborNode) -> bool:
    if _names_portrait(attribute(node, "src") or ""):
        return True
    box: LexborNode | None = node
    for _ in range(4):
        if box is None or box.tag in ("body", "main", "article"):
            break
        attributes = box.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if names != " " and _names_portrait(names):
            return True
        box = box.parent
    return False


def _names_portrait(name: str) -> bool:
    name = lower_case(name)
    return any(word in name for word in _PORTRAIT)


def _stands_in_text(image: LexborNode, document: Document, body: str) -> bool:
    """Whether the site's own body holds the picture, with text before it."""
    for container in document.all(body):
        has_text = False
        for node in container.traverse(include_text=True):
            if node.mem_id == image.mem_id:
                return has_text
            has_text = has_text or (node.tag == "-text" and has_sentence(node.text_content))
    return False


def _file_name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]
