"""What a run will ask for, kept small while it waits for its turn."""

from __future__ import annotations

import pickle
import zlib
from collections import deque
from collections.abc import Iterable

from crawler.items import Sighting

AT_A_TIME = 100
"""Articles packed together, and handed over together."""


class RequestQueue:
    """First in, first out.

    The database has each of these urls as pending, so a crash loses nothing that only stands here.
    A request that waits takes 1.4 KB, packed it takes less than 0.1 (docs/decisions/015).
    """

    def __init__(self) -> None:
        self._packed: deque[bytes] = deque()
        self._open: list[Sighting] = []

    def __len__(self) -> int:
        return AT_A_TIME * len(self._packed) + len(self._open)

    def add(self, sightings: Iterable[Sighting]) -> None:
        for one in sightings:
            self._open.append(one)
            if len(self._open) == AT_A_TIME:
                self._packed.append(zlib.compress(pickle.dumps(self._open), level=1))
                self._open = []

    def take(self) -> list[Sighting]:
        """The next ones, `AT_A_TIME` at most; [] when none waits."""
        if self._packed:
            # Bytes of our own, which never left this process.
            packed: list[Sighting] = pickle.loads(zlib.decompress(self._packed.popleft()))  # noqa: S301
            return packed
        taken, self._open = self._open, []
        return taken
