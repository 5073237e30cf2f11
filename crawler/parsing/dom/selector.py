"""A CSS selector that is asked of one find after the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from selectolax.lexbor import LexborNode

_TAG_AND_CLASS = re.compile(r"([a-z][a-z0-9]*)\.([a-z][a-z0-9_-]*)")


class Selector:
    """The usual one, `h1.title`, is mostly told by tag and class; to parse it again for each find
    takes ten times as long."""

    def __init__(self, css: str) -> None:
        self.css = css
        plain = _TAG_AND_CLASS.fullmatch(css)
        self._tag: str | None = plain[1] if plain else None
        self._name: str | None = plain[2] if plain else None

    def matches(self, node: LexborNode, place: int, last: Mapping[str | None, int]) -> bool:
        """As `css_matches`: whether an element is, or holds, what is selected. `place` is its own
        among the finds, in document order, and `last` the last place of each tag."""
        if self._name is not None:
            if last.get(self._tag, -1) < place:
                return False
            if node.tag == self._tag and node.attributes.get("class") == self._name:
                return True
        return node.css_matches(self.css)


@lru_cache(maxsize=16)  # a newspaper's profile has three that are asked
def selector(css: str) -> Selector:
    return Selector(css)
