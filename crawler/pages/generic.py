"""Values that any news page gives away: for the day when the site's own markup has changed."""

from __future__ import annotations

import re
from collections.abc import Collection

from selectolax.lexbor import LexborNode

from crawler.dates import parse_date
from crawler.items import Kind
from crawler.pages.article import BODY, body_of, leads_elsewhere, picture_address
from crawler.pages.document import Document, attribute, text_of
from crawler.pages.foreign import is_hidden, is_left_out
from crawler.pages.signature import Signature, is_signature, read_signature
from crawler.processors import (
    clean_headline,
    clean_text,
    has_sentence,
    image_url,
    is_credited_caption,
    lower_case,
    split_caption,
)

Raw = dict[str, object]

_DATE_HOLDERS = "time, span, p, li, div, td"
_BOXES = "article, main, section, div, td"
_SEMANTIC_BODY = '[itemprop="articleBody"]'
_LOGO = re.compile("logo|brand|site-?name", re.IGNORECASE)
_ICON = re.compile("icon|avatar|emoji|sprite|badge", re.IGNORECASE)
_PORTRAIT = re.compile(r"author|writer|columnist|profile|avatar|portrait|byline|byimage")
_THUMB = re.compile(r"/thumbs/(\d+)x\d+/")
_SMALLEST_LEAD = 500
_LONGEST_SIGNATURE = 250
_SENTENCE = re.compile(r"[.!?…][\"'”’)]*(?:\s|$)")
_FILLER = re.compile(
    r"recaptcha|unsubscribe|cookie|subscri(?:be|ption)|all rights reserved|newsletter|"
    r"keep up to date",
    re.IGNORECASE,
)
_LONGEST_FILLER = 1500
_GOES_ON = 1.15
"""How much more running text a box must hold than the one inside it, to be the body's."""


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
        moment = parse_date(text)
        if moment is None or moment.day_only or _is_hidden(holder):
            continue
        return read_signature(_signature_box(holder))
    return Signature()


def body(document: Document, kind: Kind, headline: str | None) -> list[str] | None:
    """Paragraphs of the box with the most running text; None without a sentence."""
    repeated = _repeated_texts(document, headline)
    container = document.first(_SEMANTIC_BODY) or _densest_box(document, repeated)
    if container is not None:
        texts = body_of(container, kind, repeated)
        if has_sentence(" ".join(texts)):
            return texts
    return None


def trafilatura_body(document: Document) -> list[str] | None:
    """The well-kept extractor's text, for pages that even the densest box does not explain; None
    where it found no running text, but the page's head or menu."""
    import trafilatura  # noqa: PLC0415  (takes 0.4 s to import; hardly ever needed)

    text = trafilatura.extract(
        document.markup.decode(), include_comments=False, include_tables=False
    )
    filler = _filler_text(document)
    lines = (clean_text(line) for line in (text or "").split("\n"))
    texts = [line for line in lines if line and line not in filler and not is_signature(line)]
    return texts if any(has_sentence(line) and _SENTENCE.search(line) for line in texts) else None


def _filler_text(document: Document) -> str:
    """All that stands in parts which are no body; with its words as they are cut into lines."""
    boxes = document.all("div, section, form, aside, nav, header, footer, p, ul")
    return "\n".join(" ".join(box.text(separator=" ").split()) for box in boxes if _is_filler(box))


def image(document: Document, known_url: str | None) -> Raw:
    """The picture in the page that a known address means, else the first one that may lead."""
    for node in document.tagged("img"):
        url = image_url(document.absolute(picture_address(node)))
        if url is None or "data-src" in node.attributes or _is_hidden(node) or _ICON.search(url):
            continue
        if known_url is None and not _may_lead(node, url, document):
            continue
        if known_url is not None and _file_name(url) != _file_name(known_url):
            continue
        alt = attribute(node, "alt")
        return {"image_url": url, "image_caption": alt, "image_credit": alt}
    return {}


def portraits(
    document: Document, names: Collection[str], urls: Collection[object]
) -> frozenset[object]:
    """Those of `urls` whose picture in the page shows who wrote, not what happened."""
    by_file = {_file_name(url): url for url in urls if isinstance(url, str)}
    signed = {name.casefold() for name in names}
    return frozenset(
        by_file[file]
        for node in document.tagged("img")
        if (address := picture_address(node)) and (file := _file_name(address)) in by_file
        if _is_portrait(node) or (clean_text(attribute(node, "alt")) or "").casefold() in signed
    )


def _may_lead(node: LexborNode, url: str, document: Document) -> bool:
    """An upload, not small, no card's, no writer's, and none between paragraphs."""
    thumb = _THUMB.search(url)
    if "/uploads/" not in url or (thumb and int(thumb[1]) < _SMALLEST_LEAD):
        return False
    return not (
        _is_portrait(node) or leads_elsewhere(node, document) or _stands_in_text(node, document)
    )


def _is_portrait(node: LexborNode) -> bool:
    if _PORTRAIT.search(lower_case(attribute(node, "src") or "")):
        return True
    box: LexborNode | None = node
    for _ in range(4):
        if box is None or box.tag in ("body", "main", "article"):
            break
        attributes = box.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if _PORTRAIT.search(lower_case(names)):
            return True
        box = box.parent
    return False


def _stands_in_text(image: LexborNode, document: Document) -> bool:
    """Whether the site's own body holds the picture, with text before it."""
    for container in document.all(BODY):
        has_text = False
        for node in container.traverse(include_text=True):
            if node.mem_id == image.mem_id:
                return has_text
            has_text = has_text or (node.tag == "-text" and has_sentence(node.text_content))
    return False


def _signature_box(holder: LexborNode) -> LexborNode:
    box = holder
    while box.parent is not None and box.parent.tag != "body":
        parent = box.parent
        text = text_of(parent) or ""
        if len(text) > _LONGEST_SIGNATURE:
            break
        box = parent
        if parent.css_first("h2, h3, h4") is not None or re.search(r"\bby\b", text, re.IGNORECASE):
            break
    return box


def _is_hidden(node: LexborNode) -> bool:
    return (node.tag != "img" and is_left_out(node)) or is_hidden(node)


def _repeated_texts(document: Document, headline: str | None) -> frozenset[str]:
    """What stands around a body and is none of it: the headline, and what the pictures show."""
    alts = {clean_text(attribute(node, "alt")) for node in document.tagged("img")}
    texts = {headline, *alts, *(split_caption(alt)[0] for alt in alts)}
    return frozenset(text for text in texts if text)


def _densest_box(document: Document, repeated: frozenset[str]) -> LexborNode | None:
    """The box with the most running text directly in it, or the one around it where the text goes
    on beside it; not one that holds the headline too, unless there is no other."""
    boxes = [box for box in document.all(_BOXES) if not _is_filler(box)]
    for candidates in ([box for box in boxes if box.css_first("h1") is None], boxes):
        scored = [(_running_text(box, repeated), box) for box in candidates]
        shown = [(score, box) for score, box in scored if score > 0 and not _is_hidden(box)]
        if shown:
            return _widened(max(shown, key=lambda pair: pair[0])[1], repeated)
    return None


def _widened(box: LexborNode, repeated: frozenset[str]) -> LexborNode:
    total = _running_text(box, repeated)
    while (parent := box.parent) is not None and parent.tag not in ("body", "html", "main"):
        if parent.css_first("h1") is not None:
            break
        around = _running_text(parent, repeated) + sum(
            _running_text(child, repeated)
            for child in parent.iter()
            if child.tag in ("div", "section", "td", "article") and not _is_filler(child)
        )
        if around < _GOES_ON * total:
            break
        box, total = parent, around
    return box


def _is_filler(box: LexborNode) -> bool:
    if is_left_out(box):
        return True
    text = box.text() if box.tag not in ("article", "main") else ""
    return len(text) < _LONGEST_FILLER and _FILLER.search(text) is not None


def _running_text(box: LexborNode, repeated: frozenset[str]) -> float:
    """Characters of sentences that stand directly in a box or in its paragraphs, links not."""
    total = 0.0
    node = box.first_child
    while node is not None:
        if node.tag in ("-text", "p", "blockquote", "span", "b", "i", "em", "strong", "font"):
            text = clean_text(node.text() if node.tag != "-text" else node.text_content) or ""
            linked = sum(len(link.text()) for link in node.css("a")) if node.tag != "-text" else 0
            is_text = text not in repeated and not is_credited_caption(text)
            if is_text and _SENTENCE.search(text):
                total += max(0, len(text) - 2 * linked)
        node = node.next
    return total


def _file_name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]
