"""Boxes that announce another article: a heading that links to it, and a sentence at most."""

from __future__ import annotations

from crawler.parsing.body.running_text import HEADINGS, Block, PageText
from crawler.parsing.dom.document import Document
from crawler.urls import may_be_article

_MAX_TEASER = 400
"""Characters below the linked heading: a paragraph. A box with more is no mere teaser."""


def teaser_boxes(page: PageText, document: Document) -> frozenset[int]:
    """What such a box is called and how many there are does not matter: beside a short article
    they may hold more text than it."""
    lengths = page.totals((block.box, len(block.text)) for block in page.blocks)
    found: set[int] = set()
    for block in page.blocks:
        if block.tag not in HEADINGS or not block.is_link:
            continue
        around = page.boxes[block.box].parent
        is_short = around > 0 and lengths[around] - len(block.text) <= _MAX_TEASER
        if is_short and _leads_to_another(block, document):
            found.add(around)
    return frozenset(found)


def _leads_to_another(block: Block, document: Document) -> bool:
    path = document.site.path_of(block.href or "", document.path)
    return path is not None and path != document.path and may_be_article(path)
