"""The body of a page whose own markup is not the site's that we know."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from crawler.items import Kind
from crawler.pages.article import body_of
from crawler.pages.document import Document, attribute
from crawler.pages.foreign import is_hidden, is_left_out
from crawler.pages.signature import is_signature
from crawler.processors import clean_text, has_sentence, is_credited_caption, split_caption

_BOXES = "article, main, section, div, td"
_SEMANTIC_BODY = '[itemprop="articleBody"]'
_SENTENCE = re.compile(r"[.!?…][\"'”’)]*(?:\s|$)")
_FILLER = re.compile(
    r"recaptcha|unsubscribe|cookie|subscri(?:be|ption)|all rights reserved|newsletter|"
    r"keep up to date",
    re.IGNORECASE,
)
_LONGEST_FILLER = 1500
_GOES_ON = 1.15
"""How much more running text a box must hold than the one inside it, to be the body's."""


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
        shown = [
            (score, box)
            for score, box in scored
            if score > 0 and not (is_left_out(box) or is_hidden(box))
        ]
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
