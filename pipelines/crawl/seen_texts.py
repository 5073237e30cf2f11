"""Which texts a run has met before, in eight bytes for each."""

from __future__ import annotations

from array import array
from bisect import bisect_left


class SeenTexts:
    """By 64 bits of their hashes, in order; a set of them takes fifteen times as much.

    Two texts with the same hash would count as one: in a run of a million, with a chance of one
    to thirty million.
    """

    def __init__(self) -> None:
        self._hashes = array("q")

    def __len__(self) -> int:
        return len(self._hashes)

    def is_first(self, text: str) -> bool:
        """Whether the text comes for the first time; from now on it has been met."""
        key = hash(text)
        place = bisect_left(self._hashes, key)
        if place < len(self._hashes) and self._hashes[place] == key:
            return False
        self._hashes.insert(place, key)
        return True
