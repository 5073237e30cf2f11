"""JSON-LD's values, whatever form they came in: lists in lists, `@value`, `@list`, and references
by `@id` to an object that stands elsewhere on the page, as in an `@graph`.

Bounded: no page makes a walk longer than `_MAX_STEPS`, and none of them is recursive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

Node = dict[str, Any]

_MAX_STEPS = 5_000
_WRAPPERS = ("@value", "@list", "@set")


class Graph:
    """All that a page's scripts state together."""

    def __init__(self, trees: list[Any]) -> None:
        self._trees = trees
        self._known: dict[str, Node] | None = None

    def flat(self, value: Any) -> list[Any]:
        """The values that one stands for, in order: texts, numbers and objects, each object with
        what is said of it elsewhere."""
        if isinstance(value, str):
            return [value]
        if value is None:
            return []
        if isinstance(value, dict) and value.keys().isdisjoint(_WRAPPERS):
            return [self.whole(value)]
        if isinstance(value, list) and len(value) < _MAX_STEPS and set(map(type, value)) == {str}:
            return value
        return list(islice(self._flat(value), _MAX_STEPS))

    def texts(self, *values: Any) -> list[str]:
        """Those of them that are texts; for several values, the first one's before the next's."""
        found: list[str] = []
        for value in values:
            if isinstance(value, str):
                found.append(value)
            elif value is not None:
                found += [text for text in self.flat(value) if isinstance(text, str)]
        return found

    def nodes(self, value: Any) -> list[Node]:
        return [node for node in self.flat(value) if isinstance(node, dict)]

    def _flat(self, value: Any) -> Iterator[Any]:
        stack, steps = [value], 0
        while stack and steps < _MAX_STEPS:
            steps += 1
            one = stack.pop()
            if isinstance(one, list):
                stack.extend(reversed(one[:_MAX_STEPS]))
            elif isinstance(one, dict):
                inner = next((one[key] for key in _WRAPPERS if key in one), None)
                if inner is not None:
                    stack.append(inner)
                else:
                    yield self.whole(one)
            elif one is not None:
                yield one

    def whole(self, node: Node) -> Node:
        """An object with what is said of it elsewhere."""
        node = _plain(node)
        key = node.get("@id")
        if not isinstance(key, str):
            return node
        if self._known is None:
            self._known = _by_id(self._trees)
        elsewhere = self._known.get(key)
        return {**elsewhere, **node} if elsewhere else node


def _by_id(trees: list[Any]) -> dict[str, Node]:
    known: dict[str, Node] = {}
    for node in _all_nodes(trees):
        key = node.get("@id")
        if isinstance(key, str) and len(node) > 1:
            known[key] = {**_plain(node), **known.get(key, {})}
    return known


def _all_nodes(trees: Iterable[Any]) -> Iterator[Node]:
    stack, steps = list(reversed(list(trees))), 0
    while stack and steps < _MAX_STEPS:
        steps += 1
        one = stack.pop()
        if isinstance(one, dict):
            yield one
            stack.extend(value for value in one.values() if isinstance(value, dict | list))
        elif isinstance(one, list):
            stack.extend(
                value for value in reversed(one[:_MAX_STEPS]) if isinstance(value, dict | list)
            )


def _plain(node: Node) -> Node:
    """Without the vocabulary's prefix: `schema:headline`, `https://schema.org/headline`."""
    if ":" not in "".join(node):
        return node
    return {key.rpartition("/")[2].rpartition(":")[2]: value for key, value in node.items()}
