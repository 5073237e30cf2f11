"""Where a record lies: `2026-11/NAME.warc.gz:1234`, the file below the archive's folder."""

from __future__ import annotations

from typing import NamedTuple, Self


class Location(NamedTuple):
    file: str
    """Below the archive's folder, with `/` between folders."""
    offset: int
    """Of the record's gzip member in the file."""

    def __str__(self) -> str:
        return f"{self.file}:{self.offset}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError for a text of another form."""
        file, colon, offset = text.rpartition(":")
        if not (colon and file and offset.isascii() and offset.isdigit()):
            raise ValueError(f"{text!r} is not like FILE.warc.gz:OFFSET")
        return cls(file, int(offset))
