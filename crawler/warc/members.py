"""The gzip members of a file, one a record: where each lies, and what is not whole."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from crawler.warc.byte_places import places

CHUNK = 1 << 16
MAGIC = b"\x1f\x8b\x08"
BEGIN = b"WARC/"
_GZIP = 31
"""zlib's number for a gzip member of any window."""


@dataclass(frozen=True, slots=True)
class Member:
    offset: int
    length: int
    content: bytes

    @property
    def end(self) -> int:
        return self.offset + self.length


@dataclass(slots=True)
class Members:
    """Iterates over the whole members of a file, from `start` on; afterwards it knows the others.

    What follows a member that is damaged is looked for: the next place where a record begins.
    """

    file: BinaryIO
    start: int = 0
    torn_at: int | None = None
    """Where the part begins that no whole record follows: the end of a file that was cut off."""
    damaged: list[tuple[int, int]] = field(default_factory=list)
    """Begin and end of each part before that which is no whole member."""

    def __iter__(self) -> Iterator[Member]:
        offset = self.start
        while (member := self._next(offset)) is not None:
            yield member
            offset = member.end

    def _next(self, offset: int) -> Member | None:
        self.file.seek(offset)
        if not self.file.read(1):
            return None
        member = whole_member(self.file, offset)
        if member is not None:
            return member
        found = self._next_record(offset + 1)
        if found is None:
            self.torn_at = offset
        else:
            self.damaged.append((offset, found.offset))
        return found

    def _next_record(self, offset: int) -> Member | None:
        for place in places(self.file, MAGIC, offset):
            if _begins_record(self.file, place):
                member = whole_member(self.file, place)
                if member is not None:
                    return member
        return None


def whole_member(file: BinaryIO, offset: int) -> Member | None:
    """The member at a place; None where none begins there, or it is not whole."""
    file.seek(offset)
    inflate = zlib.decompressobj(_GZIP)
    parts: list[bytes] = []
    length = 0
    while not inflate.eof:
        chunk = file.read(CHUNK)
        if not chunk:
            return None
        try:
            parts.append(inflate.decompress(chunk))
        except zlib.error:
            return None
        length += len(chunk)
    length -= len(inflate.unused_data)
    return Member(offset, length, b"".join(parts))


def _begins_record(file: BinaryIO, offset: int) -> bool:
    """Whether a member begins here that holds a record: a page's own gzip looks alike."""
    file.seek(offset)
    try:
        return zlib.decompressobj(_GZIP).decompress(file.read(CHUNK), len(BEGIN)) == BEGIN
    except zlib.error:
        return False
