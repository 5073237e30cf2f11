"""What children say on their standard streams, in the scheduler's log instead of on its own."""

from __future__ import annotations

import logging
from collections import deque
from threading import Thread
from typing import IO

logger = logging.getLogger(__name__)

KEPT = 20
"""Last lines, for whoever is told why a child failed."""
_MAX_LINE = 16_384
"""Bytes; a longer line is several."""
_LAST_SECONDS = 2.0
"""Time to read to the end after a child's own end: what it left behind may hold its streams."""


class Output:
    """Of the children of one run, one after the other. A log that takes nothing holds up none."""

    def __init__(self) -> None:
        self.last: deque[str] = deque(maxlen=KEPT)
        self._readers: list[Thread] = []

    def take(self, stream: IO[bytes]) -> None:
        """Read a child's stream to its end, in a thread."""
        reader = Thread(target=self._read, args=(stream,), name="output", daemon=True)
        reader.start()
        self._readers.append(reader)

    def finish(self) -> None:
        """Wait until all is read that children have said."""
        for reader in self._readers:
            reader.join(_LAST_SECONDS)

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            while said := stream.readline(_MAX_LINE):
                line = said.decode(errors="backslashreplace").rstrip()
                if line:
                    self.last.append(line)
                    logger.info("%s", line)
