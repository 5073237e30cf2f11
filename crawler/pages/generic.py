"""Headline and signature that any news page gives away: for the day when the site's own markup has
changed."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from crawler.dates import parse_date
from crawler.pages.document import Document, attribute, text_of
from crawler.pages.foreign import stands_aside
from crawler.pages.signature import Signature, read_signature
from crawler.processors import clean_headline, clean_text

_DATE_HOLDERS = "time, span, p, li, div, td"
_LOGO = re.compile("logo|brand|site-?name", re.IGNORECASE)
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
        moment = parse_date(text)
        if moment is None or moment.day_only or stands_aside(holder):
            continue
        return read_signature(_signature_box(holder))
    return Signature()


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
