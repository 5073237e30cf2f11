"""Headline and byline block that any news page gives away: for the day when the site's own markup
has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from selectolax.lexbor import LexborNode

from crawler.parsing.clean.dates import parse_date
from crawler.parsing.clean.text import clean_text
from crawler.parsing.dom.document import Document, text_of
from crawler.parsing.sources.byline_block import BylineBlock, read_byline_block
from crawler.parsing.sources.credits import byline
from crawler.parsing.sources.headings import Heading, confirmed, headings, site_names, without_site
from crawler.parsing.sources.publication import Published, published
from crawler.parsing.sources.surroundings import Part, surroundings

_DATE_HOLDERS = "time, span, p, li, div, td"
_MAX_LINE_LENGTH = 250


class Head:
    """The head of a page whose markup is not known: headline, publication and who signs."""

    def __init__(self, document: Document, stated: Iterable[object]) -> None:
        self.document = document
        self._stated = [*stated, document.title]
        """What the page gives as its title for machines."""

    @cached_property
    def heading(self) -> Heading | None:
        return confirmed(self.document, self._stated)

    def title(self, value: object) -> object:
        """A stated title without the site's name."""
        names = site_names(self.document)
        return without_site(value, names, [one for one in self._stated if one != value])

    @cached_property
    def parts(self) -> list[Part]:
        heading = self.heading
        if heading is not None:
            return surroundings(self.document, heading.node, heading.text)
        text = next((self.title(one) for one in self._stated if one), None)
        return surroundings(self.document, None, text if isinstance(text, str) else None)

    def published(self, today: date) -> Published | None:
        return published(self.document, self.parts, today)

    @cached_property
    def byline(self) -> str | None:
        return byline(self.document, self.parts, self.heading.text if self.heading else None)


def headline(document: Document) -> str | None:
    """The first h1 that is not the newspaper's own name or logo."""
    found = headings(document)
    return found[0].text if found else None


def byline_block(document: Document) -> BylineBlock:
    """From the first visible text that is nothing but a date with a time, and the box around it
    that also says who wrote it."""
    for holder in document.all(_DATE_HOLDERS):
        text = clean_text(holder.text(deep=False))
        if text is None or len(text) > 60:
            continue
        moment = parse_date(text)
        if moment is None or moment.day_only or document.aside.holds(holder):
            continue
        return read_byline_block(_byline_box(holder))
    return BylineBlock()


def _byline_box(holder: LexborNode) -> LexborNode:
    box = holder
    while box.parent is not None and box.parent.tag != "body":
        parent = box.parent
        text = text_of(parent) or ""
        if len(text) > _MAX_LINE_LENGTH:
            break
        box = parent
        if parent.css_first("h2, h3, h4") is not None or re.search(r"\bby\b", text, re.IGNORECASE):
            break
    return box
