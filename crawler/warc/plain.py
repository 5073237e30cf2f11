"""The records of a file that is not packed: where each lies, and what is not whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from crawler.warc.byte_places import places
from crawler.warc.records import END, NoRecord, parse_headers

CHUNK = 1 << 16
MAX_HEAD = 1 << 20
_BEGIN = b"WARC/"
_BETWEEN = b"\r\n"


@dataclass(slots=True)
class PlainRecords:
    """Iterates over the places and headers of a file's records, from `start` on; as `Members` of a
    packed one, it knows the parts between them afterwards."""

    file: BinaryIO
    start: int = 0
    torn_at: int | None = None
    damaged: list[tuple[int, int]] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        size = self.file.seek(0, os.SEEK_END)
        offset: int | None = self.start
        while offset is not None and offset < size:
            found = self._record(offset)
            if found is None:
                offset = self._after_damage(offset)
                continue
            headers, end = found
            if end > size:
                self.torn_at = offset
                return
            yield offset, headers
            offset = self._behind_line_ends(end)

    def _record(self, offset: int) -> tuple[dict[str, str], int] | None:
        """Its headers and where its block ends; None where none begins."""
        head = self._head(offset)
        if head is None:
            return None
        try:
            headers, length = parse_headers(head)
        except NoRecord:
            return None
        return headers, offset + len(head) + length

    def _head(self, offset: int) -> bytes | None:
        self.file.seek(offset)
        head = b""
        while len(head) < MAX_HEAD and (chunk := self.file.read(CHUNK)):
            if not head and not chunk.startswith(_BEGIN):
                return None
            end = (head[-len(END) + 1 :] + chunk).find(END)
            head += chunk
            if end >= 0:
                return head[: head.find(END) + len(END)]
        return None

    def _after_damage(self, offset: int) -> int | None:
        for place in places(self.file, _BEGIN, offset + 1):
            found = self._record(place)
            if found is not None and "warc-type" in found[0]:  # a page may speak of WARC/1.1
                self.damaged.append((offset, place))
                return place
        self.torn_at = offset
        return None

    def _behind_line_ends(self, offset: int) -> int:
        """Records are divided by two line ends; some writers leave more, or fewer."""
        self.file.seek(offset)
        while chunk := self.file.read(CHUNK):
            left = chunk.lstrip(_BETWEEN)
            offset += len(chunk) - len(left)
            if left:
                break
        return offset
