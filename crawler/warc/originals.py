"""Records whose payload later ones refer to as their own (`revisit`)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from fastwarc.warc import ArchiveIterator

from crawler.warc.captures import Capture, capture_of
from crawler.warc.reading import Unreadable, record_of
from crawler.warc.records import NoRecord


class Located(NamedTuple):
    file: Path
    offset: int
    """Of the record in the file, packed or not."""


@dataclass(slots=True)
class Originals:
    """Where the payloads lie that were met so far; some hundred bytes each."""

    _by_capture: dict[tuple[str, datetime], Located] = field(default_factory=dict)
    _by_digest: dict[str, Located] = field(default_factory=dict)

    def add(self, capture: Capture, at: Located) -> None:
        self._by_capture[capture.url, capture.fetched_at.replace(microsecond=0)] = at
        if capture.digest is not None:
            self._by_digest.setdefault(capture.digest, at)

    def of(self, capture: Capture) -> Located | None:
        original = capture.original
        if original is None:
            return None
        found = self._by_capture.get((original.url, original.fetched_at.replace(microsecond=0)))
        if found is None and capture.digest is not None:
            found = self._by_digest.get(capture.digest)
        return found


def resolved(capture: Capture, at: Located, originals: Originals) -> tuple[Capture, Located]:
    """A revisit with its original's payload, and where that lies; any other capture as it is.

    A 304 says that the page is what it was: it becomes the original's answer at its own time.

    :raises Unreadable: the original is in none of the files that were read
    """
    if capture.original is None:
        return capture, at
    found = originals.of(capture)
    if found is None:
        raise Unreadable("a revisit, and the record with its payload is in none of the files")
    original = _read(found)
    if capture.status == HTTPStatus.NOT_MODIFIED:
        return (
            replace(
                capture,
                status=original.status,
                headers=original.headers,
                payload=original.payload,
            ),
            found,
        )
    return replace(capture, payload=original.payload), found


def _read(at: Located) -> Capture:
    try:
        with at.file.open("rb") as file:
            file.seek(at.offset)
            for one in ArchiveIterator(file, parse_http=False):
                return capture_of(record_of(one), at.offset)
    except (OSError, NoRecord) as error:
        raise Unreadable(f"{at.file}:{at.offset}: {error}") from error
    raise Unreadable(f"{at.file}:{at.offset}: no record begins there")
