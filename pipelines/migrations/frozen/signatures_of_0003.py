"""How migration 0003 signs a body: its keys and its sketch, as they are stored."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from unicodedata import normalize

from rensa import RMinHash

_MIN_WORDS = 25
_KEYS = 4
_BITS = 63
_WORD = re.compile(r"\w+")
_STYLE = (
    *((quote, '"') for quote in "“”„‟«»″"),
    *((quote, "'") for quote in "‘’‚‛‹›′´`"),
    *((invisible, "") for invisible in "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"),
)


def sign(body: str) -> tuple[list[int], int] | None:
    """Keys and sketch; none of a text that is too short or too uniform to be compared."""
    words = list(chain.from_iterable(map(_words, body.split())))
    if not _is_comparable(words):
        return None
    rows = [" ".join(words[n : n + 5]) for n in range(len(words) - 4)]
    middle = len(rows) // 2
    halves = _least_hashes(rows[:middle], _KEYS), _least_hashes(rows[middle:], _KEYS)
    keys = [number << 32 | least for number, least in enumerate(map(min, *halves))]
    bits = "".join(str(least & 1) for least in _least_hashes(rows, _BITS))
    return keys, int(bits, 2)


def _words(piece: str) -> list[str]:
    if not piece.isascii() or "`" in piece:
        for character, instead in _STYLE:
            piece = piece.replace(character, instead)
        piece = normalize("NFC", piece)
    return _WORD.findall(piece.casefold())


def _is_comparable(words: list[str]) -> bool:
    few = _MIN_WORDS // 2
    return len(words) >= _MIN_WORDS and (
        len(_threes(words[:_MIN_WORDS])) >= few or len(_threes(words)) >= few
    )


def _threes(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False))


def _least_hashes(rows: Iterable[str], number: int) -> list[int]:
    minhash = RMinHash(num_perm=number, seed=1)
    minhash.update(list(rows))
    least: list[int] = minhash.digest()
    return least
