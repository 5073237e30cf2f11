"""Which fields of two records differ, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.capture.record import Record
from crawler.runtime.word_diff import blocks

CONTEXT = 4
"""Equal words that are shown on either side of a change."""
PARAGRAPH = "¶"
NOTHING = "(none)"
GAP = "…"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that both sides have, or only this one."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Difference:
    field: str
    expected: tuple[Run, ...]
    got: tuple[Run, ...]


def differences(expected: Record, got: Record) -> list[Difference]:
    """By field, sorted; an entry of `sources` counts as a field of its own."""
    before, after = _flat(expected), _flat(got)
    return [
        Difference(name, *_marked(before.get(name), after.get(name)))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def readable(name: str, value: object) -> str:
    if value is None or value in ([], {}, ""):
        return NOTHING
    if isinstance(value, list):
        return (f" {PARAGRAPH} " if name == "body" else ", ").join(map(str, value))
    return str(value)


def _flat(record: Record) -> dict[str, str]:
    """Field -> text, without the fields that have no value: both sides then show `(none)`."""
    texts: dict[str, str] = {}
    for name, value in record.items():
        inner = value.items() if isinstance(value, dict) else [("", value)]
        for key, one in inner:
            text = readable(name, one)
            if text != NOTHING:
                texts[f"{name}.{key}".rstrip(".")] = text
    return texts


def _marked(before: str | None, after: str | None) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    if before is None or after is None:
        return _whole(before), _whole(after)
    left: list[Run] = []
    right: list[Run] = []
    found = list(blocks(before.split(), after.split()))
    for index, block in enumerate(found):
        if block.is_equal:
            same = _shortened(block.before, first=index == 0, last=index == len(found) - 1)
            left.append(Run(same, changed=False))
            right.append(Run(same, changed=False))
        else:
            left.extend(_run(block.before))
            right.extend(_run(block.after))
    return tuple(left), tuple(right)


def _whole(text: str | None) -> tuple[Run, ...]:
    if text is None:
        return (Run(NOTHING, changed=False),)
    return (Run(text, changed=True),)


def _run(words: Sequence[str]) -> Iterator[Run]:
    if words:
        yield Run(" ".join(words), changed=True)


def _shortened(words: Sequence[str], *, first: bool, last: bool) -> str:
    """Equal words, without those that are far from a change."""
    head = () if first else words[:CONTEXT]
    tail = () if last else words[-CONTEXT:]
    if len(head) + len(tail) + 1 >= len(words):
        return " ".join(words)
    return " ".join((*head, GAP, *tail))
