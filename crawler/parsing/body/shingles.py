"""Whether one text holds another, by shingles of four words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Self

_WORD = re.compile(r"\w+")
_SIZE = 4
_SHORT = 2 * _SIZE
"""Words below which a text is looked for as a whole: so few shingles say little."""
_HELD = 0.6
"""Share of its shingles by which a text is held; figures are the same from 0.4 to 0.8."""


class Shingles:
    def __init__(self, text: str) -> None:
        words = _WORD.findall(text)
        self._shingles = _of(words)
        self._words = f" {' '.join(words)} "

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        return cls("\n".join(texts))

    def has(self, text: str) -> bool:
        """Whether a text stands here, give or take a word. False for one without a word."""
        words = _WORD.findall(text)
        if not words:
            return False
        if len(words) < _SHORT:
            return f" {' '.join(words)} " in self._words
        shingles = _of(words)
        return len(shingles & self._shingles) >= _HELD * len(shingles)


def _of(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(*(words[start:] for start in range(_SIZE)), strict=False))
