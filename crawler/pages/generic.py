"""Values that any news page gives away: for the day when the site's own markup has changed."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from crawler.dates import parse_date
from crawler.items import Kind
from crawler.pages.article import body_of
from crawler.pages.blocks import is_left_out
from crawler.pages.document import Document, attribute, text_of
from crawler.pages.signature import Signature, read_signature
from crawler.processors import clean_headline, clean_text, has_sentence, image_url

Raw = dict[str, object]

_DATE_HOLDERS = "time, span, p, li, div, td"
_BOXES = "article, main, section, div, td"
_SEMANTIC_BODY = '[itemprop="articleBody"]'
_LOGO = re.compile("logo|brand|site-?name", re.I)
_ICON = re.compile("icon|avatar|emoji|sprite|badge", re.I)
_LONGEST_SIGNATURE = 250


def headline(document: Document) -> str | None:
    """The first h1 that is not the newspaper's own name or logo."""
    for heading in document.all("h1"):
        names = f"{attribute(heading, 'class')} {attribute(heading, 'id')}"
        if _LOGO.search(names) or heading.css_first('img[alt="logo"]') is not None:
            continue
        if text := clean_headline(heading.text()):
            return text
    return None


def signature(document: Document) -> Signature:
    """From the first visible text that is nothing but a date with a time, and the box around it
    that also says who wrote it."""
    for holder in document.all(_DATE_HOLDERS):
        text = clean_text(holder.text(deep=False))
        if text is None or len(text) > 60:
            continue
        moment = parse_date(text) or None
        if moment is None or moment.day_only or _is_hidden(holder):
            continue
        return read_signature(_signature_box(holder))
    return Signature()


def body(document: Document, kind: Kind, known: Raw) -> list[str] | None:
    """Paragraphs of the box with the most running text directly in it; None without a sentence."""
    container = document.first(_SEMANTIC_BODY) or _densest_box(document)
    if container is not None:
        texts = body_of(container, kind, known)
        if has_sentence(" ".join(texts)):
            return texts
    return None


def trafilatura_body(document: Document) -> list[str] | None:
    """The well-kept extractor's text, for pages that even the densest box does not explain."""
    import trafilatura  # noqa: PLC0415  (takes 0.4 s to import; hardly ever needed)

    text = trafilatura.extract(document.html, include_comments=False, include_tables=False)
    return text.split("\n") if text else None


def image(document: Document, known_url: str | None) -> Raw:
    """The picture in the page that a known address means, else the first one of an upload."""
    for node in document.all("img[src]"):
        url = image_url(document.absolute(attribute(node, "src")))
        if url is None or "data-src" in node.attributes or _is_hidden(node) or _ICON.search(url):
            continue
        if known_url is None and "/uploads/" not in url:
            continue
        if known_url is not None and _file_name(url) != _file_name(known_url):
            continue
        alt = attribute(node, "alt")
        return {"image_url": url, "image_caption": alt, "image_credit": alt}
    return {}


def _signature_box(holder: LexborNode) -> LexborNode:
    box = holder
    while box.parent is not None and box.parent.tag != "body":
        parent = box.parent
        text = text_of(parent) or ""
        if len(text) > _LONGEST_SIGNATURE:
            break
        box = parent
        if parent.css_first("h2, h3, h4") is not None or re.search(r"\bby\b", text, re.I):
            break
    return box


def _is_hidden(node: LexborNode) -> bool:
    parent: LexborNode | None = node
    while parent is not None and parent.tag != "body":
        if is_left_out(parent) and parent.tag not in ("img", "figure", "picture", "header"):
            return True
        parent = parent.parent
    return False


def _densest_box(document: Document) -> LexborNode | None:
    best: LexborNode | None = None
    most = 0.0
    for box in document.all(_BOXES):
        score = _running_text(box)
        if score > most and not _is_hidden(box):
            best, most = box, score
    return best


def _running_text(box: LexborNode) -> float:
    """Characters of sentences that stand directly in a box or in its paragraphs, links not."""
    total = 0.0
    node = box.first_child
    while node is not None:
        if node.tag in ("-text", "p", "blockquote", "span", "b", "i", "em", "strong", "font"):
            text = clean_text(node.text() if node.tag != "-text" else node.text_content) or ""
            linked = sum(len(link.text()) for link in node.css("a")) if node.tag != "-text" else 0
            if re.search(r"[.!?…][\"'”’)]*(?:\s|$)", text):
                total += max(0, len(text) - 2 * linked)
        elif node.tag in ("ul", "ol", "h2", "h3"):
            total += 1
        node = node.next
    return total


def _file_name(url: str) -> str:
    return url.split("?")[0].rsplit("/", 1)[-1]
