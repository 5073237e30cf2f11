"""A text cut at its blanks, once for all who take it apart: a body is counted, hashed, compared and
indexed within one batch.
"""

from __future__ import annotations

from functools import lru_cache

MOST_REMEMBERED = 50_000
"""Pieces of which it is remembered what is made of them: a newspaper has most of them daily."""

LONGEST_REMEMBERED = 100
"""Characters; a longer piece is no word that comes again."""

_LONG = range(401, 100_000)
"""Characters; shorter texts are split sooner than found, longer ones are too large to keep."""
_MOST_TEXTS = 128
"""Somewhat more than the articles of a batch."""


def pieces(text: str) -> list[str]:
    """What stands between two blanks, in order; the list is others' as well."""
    return _of_long(text) if len(text) in _LONG else text.split()


@lru_cache(maxsize=_MOST_TEXTS)
def _of_long(text: str) -> list[str]:
    return text.split()
