"""The CDXJ index beside a file, written as the file is closed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from crawler.runtime.whole_files import replacing
from crawler.warc.captures import Capture
from crawler.warc.cdxj import REVISIT_TYPE, Entry
from crawler.warc.coding import header
from crawler.warc.records import Headers
from pipelines.archive.folder import index_of

UNKNOWN_TYPE = "unk"
"""As pywb has it."""


def mime_of(headers: Headers) -> str:
    stated = header(headers, b"Content-Type") or b""
    mime = stated.split(b";", 1)[0].strip().decode("latin-1").lower()
    return mime if mime.isprintable() and mime and " " not in mime else UNKNOWN_TYPE


def entry_of(capture: Capture, length: int, file: str) -> Entry:
    """`file`: as in a `Location`."""
    return Entry(
        url=capture.url,
        fetched_at=capture.fetched_at,
        mime=REVISIT_TYPE if capture.original is not None else mime_of(capture.headers),
        status=capture.status,
        digest=capture.digest,
        offset=capture.offset,
        length=length,
        file=file,
        run=_number(capture.facts.get("run")),
        look=_number(capture.facts.get("look")),
    )


def write_index(file: Path, found: Iterable[Entry]) -> None:
    """Whole or not at all. Raises OSError."""
    lines = sorted(one.line() for one in found)
    with replacing(index_of(file)) as new:
        new.write("".join(lines).encode())


def _number(value: str | None) -> int | None:
    return int(value) if value is not None and value.isdecimal() else None
