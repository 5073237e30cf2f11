"""A text cut at its blanks, once for all who take it apart: a body is counted, hashed, compared and
indexed within one batch.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

_MAX_REMEMBERED = 50_000
_MAX_REMEMBERED_LENGTH = 100
"""Characters; a longer token is no word that comes again."""
_LONG = range(401, 100_000)
"""Characters; shorter texts are split sooner than found, longer ones are too large to keep."""
_MAX_TEXTS = 128
"""Somewhat more than the articles of a batch."""


def tokens(text: str) -> list[str]:
    """What stands between two blanks, in order; the list is others' as well."""
    return _of_long(text) if len(text) in _LONG else text.split()


@lru_cache(maxsize=_MAX_TEXTS)
def _of_long(text: str) -> list[str]:
    return text.split()


class Remembered(dict[str, T]):
    """By token, what is made of it: a newspaper has most of its words daily."""

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, token: str) -> T:
        made = self._make(token)
        self.remember({token: made})
        return made

    def remember(self, made: dict[str, T]) -> None:
        """Keep what was made of some tokens; what is kept is forgotten when it becomes too much."""
        if len(self) + len(made) > _MAX_REMEMBERED:
            self.clear()
        self.update((token, one) for token, one in made.items() if is_remembered(token))


def is_remembered(token: str) -> bool:
    return len(token) <= _MAX_REMEMBERED_LENGTH
