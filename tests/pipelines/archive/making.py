"""Exchanges and archives for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.warc.captures import Capture
from crawler.warc.reading import Captures
from pipelines.archive.exchange import Exchange, Source
from pipelines.archive.folder import Folder
from pipelines.archive.known import KnownPayloads
from pipelines.archive.writer import ArchiveWriter, Kept

NOW = datetime(2026, 10, 1, 20, 30, 15, tzinfo=UTC)
SOURCE = Source(run=7, spider="sections", database="0123456789abcdef")
URL = "https://www.dailysabah.com/world/ferry-returns"
HTML = b"<p>The ferry returned to its harbour.</p>" * 40


def exchange(**given: Any) -> Exchange:
    defaults: dict[str, Any] = {
        "url": URL,
        "method": "GET",
        "request_headers": ((b"User-Agent", b"test/1"),),
        "request_body": b"",
        "protocol": "HTTP/1.1",
        "status": 200,
        "headers": ((b"Content-Type", b"text/html; charset=utf-8"),),
        "body": HTML,
        "fetched_at": NOW,
        "ip_address": "127.0.0.1",
        "look": 1,
        "cause": "article",
    }
    return Exchange(**(defaults | given))


def writer(
    folder: Path, source: Source = SOURCE, known: KnownPayloads | None = None
) -> ArchiveWriter:
    return ArchiveWriter(
        Folder(folder), source, "test/1 (+https://example.org)", known or KnownPayloads()
    )


def written(folder: Path, *exchanges: Exchange, source: Source = SOURCE) -> list[Kept]:
    """One run's exchanges, its files closed; payloads of earlier runs are known."""
    known = KnownPayloads()
    known.load(Folder(folder), exchanges[0].fetched_at)
    one = writer(folder, source, known)
    kept = one.write(list(exchanges))
    one.close()
    return kept


def captures(folder: Path) -> list[Capture]:
    return [one for file in Folder(folder).files() for one in Captures(file)]


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)
