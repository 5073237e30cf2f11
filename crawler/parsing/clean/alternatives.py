"""A profile's words as part of a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NOTHING = "(?!)"
"""Matches nowhere."""


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of several texts, the longest that fits; of none it matches nothing."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, longest_first))})" if longest_first else _NOTHING
