"""Records as gzip members, one each."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from fastwarc.stream_io import GzipWriter

_LEVEL = 6
"""Of texts of a few hundred bytes."""
_FAST = 1
"""Of whole pages."""
_RAW, _GZIP = -12, 16 + 12
"""zlib's numbers for a deflate stream without and with the frame of a gzip member, its window large
enough for such a text."""
_MEMORY = 4
"""With this and the window zlib takes 24 KB; the usual 268 KB are asked of the system each time."""
_BEGIN = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""A member's header: no time, no name (RFC 1952)."""
_MAX_STORED = 0xFFFF
"""Bytes of a block that stands in a deflate stream as it is (RFC 1951, 3.2.4)."""


class Packer:
    """Packs records one behind the other into `packed`, which the caller writes and clears.

    A writer of fastwarc's takes half a millisecond to make, and is used again for every page.
    """

    def __init__(self) -> None:
        self.packed = bytearray()
        self._fast = GzipWriter(_Sink(self.packed), _FAST)

    def add(self, record: bytes) -> None:
        """A record without a page."""
        deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP, _MEMORY)
        self.packed += deflate.compress(record)
        self.packed += deflate.flush()

    def add_page(self, head: bytes, rest: bytes, *, is_packed: bool) -> None:
        """A record with a page, which is left as it is where the server has packed it."""
        if is_packed:
            self.packed += b"".join(_unpacked(head, rest))
        else:
            self._fast.write(head + rest)
            self._fast.finish()
            self._fast.flush()


def _unpacked(head: bytes, rest: bytes) -> Iterator[bytes]:
    """One member whose first part is deflated, whose rest stands in it as it is."""
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW, _MEMORY)
    yield _BEGIN
    yield deflate.compress(head)
    yield deflate.flush(zlib.Z_FULL_FLUSH)  # to the end of a byte, with more to come
    for start in range(0, len(rest), _MAX_STORED):
        part = rest[start : start + _MAX_STORED]
        is_last = start + _MAX_STORED >= len(rest)
        yield struct.pack("<BHH", is_last, len(part), len(part) ^ 0xFFFF)
        yield part
    size = (len(head) + len(rest)) & 0xFFFFFFFF
    yield struct.pack("<II", zlib.crc32(rest, zlib.crc32(head)), size)


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
