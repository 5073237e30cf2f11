"""Whether an element is what a CSS selector finds."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

_TAG_AND_CLASS = re.compile(r"([a-z][a-z0-9]*)\.([a-z][a-z0-9_-]*)")


class Found:
    """What a selector finds on a page. `node.css_matches` is no such question: it is also true of
    an element that only holds what is found.

    The usual selector, `h1.title`, is told by tag and class where an element has one class: the
    walk through the page, 0.03 ms for each selector, is made for others only. (Without a doctype
    the case of a class does not matter.)
    """

    def __init__(self, css: str, tree: LexborHTMLParser) -> None:
        self._css = css
        self._tree = tree
        self._plain = _tag_and_class(css)

    def __contains__(self, node: LexborNode) -> bool:
        if self._plain is not None:
            tag, name = self._plain
            if node.tag != tag:
                return False
            own = node.attributes.get("class") or ""
            if own == name:
                return True
            if own.lower() != name and len(own.split()) < 2:
                return False
        return node.mem_id in self._places

    @cached_property
    def _places(self) -> frozenset[int]:
        return frozenset(node.mem_id for node in self._tree.css(self._css))


@lru_cache(maxsize=16)  # a newspaper's profile has four that are asked
def _tag_and_class(css: str) -> tuple[str, str] | None:
    plain = _TAG_AND_CLASS.fullmatch(css)
    return (plain[1], plain[2]) if plain else None
