"""Two texts, as words, compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_EXACT_UP_TO = 5000
"""Words; beyond, frequent ones are no anchors, or the comparison would take minutes."""


class Block(NamedTuple):
    """Words in a row that stayed, or those that came in the place of others."""

    before: Sequence[str]
    after: Sequence[str]
    is_equal: bool


def blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    longest = max(len(before), len(after))
    matcher = SequenceMatcher(None, before, after, autojunk=longest > _EXACT_UP_TO)
    for what, a, b, c, d in matcher.get_opcodes():
        yield Block(before[a:b], after[c:d], what == "equal")
