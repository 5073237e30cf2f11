"""A page that sends its reader on at once: `<meta http-equiv="refresh">`."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from crawler.parsing.dom.document import Document

MAX_DELAY = 5
"""Seconds; a page that stays longer is there to be read."""

_REFRESH = re.compile(r"(\d{1,9})(?:\.\d*)?[\s;,]+(?:url\s*=\s*)?", re.IGNORECASE)
_NOT_FOLLOWED = frozenset({"noscript", "template"})


def refresh_link(document: Document) -> str | None:
    """The link of the page's first immediate refresh, as written; None where it has none."""
    for tag, attributes in document.metas:
        if "http-equiv" not in attributes:
            continue
        if (attributes["http-equiv"] or "").strip().lower() != "refresh":
            continue
        content = (attributes.get("content") or "").strip()
        match = _REFRESH.match(content)
        if match is None or int(match[1]) > MAX_DELAY or _is_inside(tag, _NOT_FOLLOWED):
            continue
        return _unquoted(content[match.end() :]) or None
    return None


def _unquoted(link: str) -> str:
    quote = link[:1]
    if quote in ("'", '"'):
        link = link[1:].partition(quote)[0]
    return link.strip()


def _is_inside(node: LexborNode, tags: frozenset[str]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in tags:
            return True
        parent = parent.parent
    return False
