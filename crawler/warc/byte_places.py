"""Where some bytes stand in a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

_CHUNK = 1 << 16


def places(file: BinaryIO, wanted: bytes, offset: int) -> Iterator[int]:
    """Every one from `offset` on; whoever iterates may read the file elsewhere meanwhile."""
    kept = b""
    while True:
        file.seek(offset + len(kept))
        chunk = file.read(_CHUNK)
        if not chunk:
            return
        window = kept + chunk
        place = window.find(wanted)
        while place >= 0:
            yield offset + place
            place = window.find(wanted, place + 1)
        kept = window[-(len(wanted) - 1) :]
        offset += len(window) - len(kept)
