"""What of a text is stored so that a nearly equal one finds it. Pure functions.

Of all that a text says in five words in a row, a key is what has the least hash: nearly equal texts
have most of their keys in common. A large index is dear to write to, each key on a page of its own,
and cheap to ask: a text stores few keys and asks for more. What has a key in common by chance is
told apart by its sketch, before its text is read (docs/decisions/014).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rensa import RMinHash

from pipelines.store.duplicates.similarity import Text

KEYS = 4
"""Stored of a text, each the least by another hash."""

_BITS = 63
"""Of a sketch: a database's integer without its sign."""
_MIN_LIKELY = 48
_BITS_OF_A_KEY = 4
"""With one key in common 44 bits of the sketches have to be the same, with two 40. Texts of which
half says the same have 47, those that share nothing 32."""


class Signature(NamedTuple):
    stored: list[int]
    asked: list[int]
    """The keys of each half: what is new in one half hides nothing in the other."""
    sketch: int


def sign(text: Text) -> Signature:
    """The signature of a comparable text."""
    words = text.words
    rows = list(map(" ".join, zip(words, words[1:], words[2:], words[3:], words[4:], strict=False)))
    middle = len(rows) // 2
    one, other = _least_hashes(rows[:middle], KEYS), _least_hashes(rows[middle:], KEYS)
    bits = bytes([48 + (least & 1) for least in _least_hashes(rows, _BITS)])
    return Signature(_keys(map(min, one, other)), [*_keys(one), *_keys(other)], int(bits, 2))


def _least_hashes(rows: list[str], number: int) -> list[int]:
    minhash = RMinHash(num_perm=number, seed=1)
    minhash.update(rows)
    least: list[int] = minhash.digest()
    return least


def _keys(least: Iterable[int]) -> list[int]:
    return [number << 32 | hashed for number, hashed in enumerate(least)]


def likeness(one: Signature, sketch: int, keys: int) -> int:
    """How likely a text says the same that has this sketch and so many of the keys; or 0."""
    likely = _BITS - (one.sketch ^ sketch).bit_count() + _BITS_OF_A_KEY * keys
    return likely if likely >= _MIN_LIKELY else 0
