"""Where to go on in a file behind what the reader of records cannot read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from crawler.warc.members import MAGIC, Members
from crawler.warc.plain import PlainRecords
from crawler.warc.records import NoRecord, parse_headers


@dataclass(slots=True)
class Place:
    """The last record that was met; where none was, the place that reading began at."""

    offset: int
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Resumption:
    offset: int | None
    """None at the end of the file."""
    damaged: int
    """Parts before it that cannot be read."""
    is_torn: bool = False
    """Whether the file ends in a part that is not whole."""


def resumption(file: BinaryIO, last: Place, types: frozenset[str]) -> Resumption:
    """Behind the record that was met last, the next one of these types.

    Where none had been met, the first is what cannot be read: its headers are longer than the
    reader takes, or it is damaged.
    """
    file.seek(last.offset)
    is_packed = file.read(len(MAGIC)) == MAGIC
    parts = Members(file, last.offset) if is_packed else PlainRecords(file, last.offset)
    damaged = 0
    for offset, head in _heads(parts):
        if parts.damaged:
            return Resumption(offset, damaged + len(parts.damaged))
        if offset == last.offset:
            damaged += not last.is_read
        elif head is None:
            damaged += 1
        elif head.get("warc-type") in types:
            return Resumption(offset, damaged)
    return Resumption(None, damaged + len(parts.damaged), parts.torn_at is not None)


def _heads(parts: Members | PlainRecords) -> Iterator[tuple[int, dict[str, str] | None]]:
    if isinstance(parts, PlainRecords):
        yield from parts
        return
    for member in parts:
        try:
            yield member.offset, parse_headers(member.content)[0]
        except NoRecord:
            yield member.offset, None
