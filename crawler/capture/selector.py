"""A short CSS selector that finds an element, by names that the next page is likely to have too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from crawler.parsing.dom.document import Document

_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_DIGITS = re.compile(r"\d+")
_MAX_NUMBER_LENGTH = 3
_MAX_NUMBERS = 2
"""In a name: `ratio800x531` is one, `css-1q2w3e` and `article-128811` are made anew each time."""
_ANY = "*"
_STATES = frozenset(
    ["active", "clearfix", "current", "first", "hidden", "last", "lazy", "lazyload", "loaded"]
)
_ATTRIBUTES = ("itemprop", "property", "rel", "data-testid")
_VALUE = re.compile(r"[\w:-]+", re.ASCII)
_MAX_CLASSES = 4
_LEVELS = 6
"""Elements around one that may lend it a name."""


def selector_of(node: LexborNode, document: Document) -> str:
    """Finds the element alone where there is such a selector, else as the first one; by position
    where names do not tell it from its neighbors."""
    leads_to_it: str | None = None
    for selector in _candidates(node):
        found = document.all(selector)
        if not found or found[0].mem_id != node.mem_id:
            continue
        if len(found) == 1:
            return selector
        leads_to_it = leads_to_it or selector
    return leads_to_it or _by_position(node)


def _candidates(node: LexborNode) -> Iterator[str]:
    """Likely ones first: its own names, then those of what is around it."""
    tag = _tag(node)
    own = list(names_of(node))
    yield from own
    around = _around(node)
    for selector in (*own[:2], tag):
        for ancestor in around:
            for name in list(names_of(ancestor))[:_MAX_CLASSES]:
                yield f"{name} {selector}"
    yield tag
    for ancestor in around:
        yield f"{_tag(ancestor)} {own[0] if own else tag}"


def _around(node: LexborNode) -> list[LexborNode]:
    around: list[LexborNode] = []
    parent = node.parent
    while parent is not None and parent.tag not in ("body", "html") and len(around) < _LEVELS:
        around.append(parent)
        parent = parent.parent
    return around


def names_of(node: LexborNode) -> Iterator[str]:
    attributes, tag = node.attributes, _tag(node)
    classes = [name for name in (attributes.get("class") or "").split() if _is_stable(name)]
    classes.sort(key=lambda name: _DIGITS.search(name) is not None)
    yield from (f"{tag}.{name}" for name in classes[:_MAX_CLASSES])
    if len(classes) > 1:
        yield f"{tag}.{classes[0]}.{classes[1]}"
    name = attributes.get("id")
    if name and _is_stable(name):
        yield f"{tag}#{name}"
    for attribute in _ATTRIBUTES:
        value = attributes.get(attribute)
        if value and _VALUE.fullmatch(value):
            yield f'{tag}[{attribute}="{value}"]'


def _is_stable(name: str) -> bool:
    numbers = _DIGITS.findall(name)
    if len(numbers) > _MAX_NUMBERS or any(len(one) > _MAX_NUMBER_LENGTH for one in numbers):
        return False
    return _NAME.fullmatch(name) is not None and name.lower() not in _STATES


def _by_position(node: LexborNode) -> str:
    """From the nearest named element down, or from the body."""
    steps: list[str] = []
    at: LexborNode | None = node
    while at is not None and at.tag not in ("body", "html"):
        steps.append(_step(at))
        at = at.parent
        name = next(names_of(at), None) if at is not None else None
        if name:
            steps.append(name)
            break
    else:
        steps.append("body")
    return " > ".join(reversed(steps))


def _step(node: LexborNode) -> str:
    tag = _tag(node)
    place, before = 1, node.prev
    while before is not None:
        is_element = not (before.tag or "-").startswith("-")
        place += is_element if tag == _ANY else before.tag == node.tag
        before = before.prev
    return f"*:nth-child({place})" if tag == _ANY else f"{tag}:nth-of-type({place})"


def _tag(node: LexborNode) -> str:
    """As CSS can say it: office programs leave tags such as `o:p`."""
    tag = node.tag or ""
    return tag if _NAME.fullmatch(tag) else _ANY
