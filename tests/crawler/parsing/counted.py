"""A parsed page that counts the nodes that are visited, those inside one call to it as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

_WHOLE = frozenset({"html", "inner_html"})
"""What takes a walk through all that an element holds."""


class Visits:
    """Stands in for the parser's class: `Visits()` is called with a page's markup."""

    def __init__(self) -> None:
        self.count = 0
        self._places: dict[int, int] = {}
        self._sizes: dict[int, int] = {}

    def __call__(self, markup: bytes) -> Any:
        tree = LexborHTMLParser(markup)
        if tree.root is not None:
            self._measure(tree.root)
        return _Counted(tree, self)

    def _measure(self, root: LexborNode) -> None:
        nodes = [(node.mem_id, node.parent) for node in root.traverse(include_text=True)]
        for place, (identity, _) in enumerate(nodes):
            self._places[identity] = place
            self._sizes[identity] = 1
        for identity, parent in reversed(nodes):
            if parent is not None and parent.mem_id in self._sizes:
                self._sizes[parent.mem_id] += self._sizes[identity]

    def size(self, one: Any) -> int:
        node = one.root if isinstance(one, LexborHTMLParser) else one
        return self._sizes.get(node.mem_id, 1) if node is not None else 1

    def between(self, one: Any, other: LexborNode) -> int:
        node = one.root if isinstance(one, LexborHTMLParser) else one
        first = self._places.get(node.mem_id, 0) if node is not None else 0
        return max(1, self._places.get(other.mem_id, 0) - first)


class _Counted:
    """A node or a tree of which each question is counted."""

    __slots__ = ("_one", "_visits")

    def __init__(self, one: Any, visits: Visits) -> None:
        self._one = one
        self._visits = visits

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._one, name)
        if callable(value):
            return self._asked(name, value)
        self._visits.count += self._visits.size(self._one) if name in _WHOLE else 1
        return self._wrapped(value)

    def _asked(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*arguments: Any, **options: Any) -> Any:
            result = function(*arguments, **options)
            if name in ("iter", "traverse"):
                return self._each(result)
            self._visits.count += self._cost(name, result, options)
            return self._wrapped(result)

        return asked

    def _cost(self, name: str, result: Any, options: dict[str, Any]) -> int:
        if name == "css_first" and isinstance(result, LexborNode):
            return self._visits.between(self._one, result)
        if name == "css_matches" or options.get("deep") is False:
            return 1
        return self._visits.size(self._one)

    def _each(self, nodes: Iterator[LexborNode]) -> Iterator[Any]:
        for node in nodes:
            self._visits.count += 1
            yield _Counted(node, self._visits)

    def _wrapped(self, value: Any) -> Any:
        if isinstance(value, LexborNode):
            return _Counted(value, self._visits)
        if isinstance(value, list):
            return [self._wrapped(one) for one in value]
        return value
