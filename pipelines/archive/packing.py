"""Records as gzip members, one each."""

from __future__ import annotations

from fastwarc.stream_io import GzipWriter

AS_IT_IS, FAST = 0, 1
"""Levels: for what the server has packed already, and for all else."""


class Packer:
    """Packs records one behind the other into `packed`, which the caller writes and clears.

    A writer of fastwarc's takes half a millisecond to make and is used for every member.
    """

    def __init__(self) -> None:
        self.packed = bytearray()
        self._writers = {level: GzipWriter(_Sink(self.packed), level) for level in (AS_IT_IS, FAST)}

    def add(self, record: bytes, level: int = FAST) -> int:
        """The length of the new member."""
        before = len(self.packed)
        writer = self._writers[level]
        writer.write(record)
        writer.finish()
        writer.flush()
        return len(self.packed) - before


class _Sink:
    def __init__(self, packed: bytearray) -> None:
        self._packed = packed

    def write(self, data: bytes) -> int:
        self._packed += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""
