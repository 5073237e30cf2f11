"""A CSS selector that is asked of one element after the other."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

_TAG_AND_CLASS = re.compile(r"([a-z][a-z0-9]*)\.([a-z][a-z0-9_-]*)")


class Selector:
    """The usual one, `h1.title`, is told by tag and class; to parse it again for each element takes
    ten times as long."""

    def __init__(self, css: str) -> None:
        self.css = css
        plain = _TAG_AND_CLASS.fullmatch(css)
        self._tag, self._name = plain.groups() if plain else (None, None)

    def matches(self, node: LexborNode) -> bool:
        if self._name is not None:
            if node.tag != self._tag:
                return False
            names = node.attributes.get("class") or ""
            if names == self._name:
                return True
            # Without a doctype, the case of a class does not matter.
            if self._name not in names.lower():
                return False
        return node.css_matches(self.css)
