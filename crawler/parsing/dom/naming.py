"""What an element's attributes say of it: the words of its class and id, and whether it hides."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

_NAMED_BY_ID = frozenset([
    "article", "aside", "blockquote", "div", "dl", "figure", "footer", "form", "header", "main",
    "nav", "ol", "section", "table", "ul",
])  # fmt: skip
"""Elsewhere an id is an anchor, made of a heading's own words (readability#928)."""
_STATES = frozenset([
    "no", "not", "has", "is", "with", "without", "free", "enabled", "disabled", "allow", "on",
    "off", "show",
])  # fmt: skip
"""A name with one of them says how a thing is, not what it is: `no-ads`, `sharing-enabled`."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTERS = re.compile(r"[^a-z]+")
_HIDDEN_STYLE = re.compile(r"display\s*+:\s*+none|visibility\s*+:\s*+hidden", re.IGNORECASE)


def names_of(node: LexborNode) -> str:
    """An element's class and, where it names, its id, in small letters."""
    attributes = node.attributes
    names = attributes.get("class") or ""
    if node.tag in _NAMED_BY_ID:
        names = f"{names} {attributes.get('id') or ''}"
    return names.lower()


def words_of_names(node: LexborNode) -> frozenset[str]:
    """Words of an element's class and id, in small letters, without names that are states."""
    attributes = node.attributes
    names = (attributes.get("class") or "").split()
    if node.tag in _NAMED_BY_ID:
        names += (attributes.get("id") or "").split()
    words: set[str] = set()
    for name in names:
        found = _NOT_LETTERS.split(_CAMEL.sub("-", name).lower())
        if _STATES.isdisjoint(found):
            words.update(found)
    return frozenset(words)


def hides(node: LexborNode) -> bool:
    """Whether an element is hidden in fact, by attribute or style; a class's name is no proof."""
    attributes = node.attributes
    if not attributes:
        return False
    return "hidden" in attributes or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))
