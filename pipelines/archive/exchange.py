"""What a crawl hands over to the archive: a request, its answer, and what it knows of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.warc.records import Headers


@dataclass(frozen=True, slots=True)
class Source:
    """Which crawl writes; the same for all that it writes."""

    run: int
    spider: str
    database: str
    """The database's own id: numbers of runs are of one database."""


@dataclass(frozen=True, slots=True)
class Exchange:
    url: str
    method: str
    request_headers: Headers
    request_body: bytes
    protocol: str
    """As Scrapy knows it: `HTTP/1.1`, `h2`."""
    status: int
    headers: Headers
    body: bytes
    """Before its `Content-Encoding` is undone."""
    fetched_at: datetime
    ip_address: str | None
    look: int
    """The answer's number within its run, in the order of arrival."""
    cause: str
    """Why it was asked for: `robots`, `start`, `listing`, `article`, `redirect`, …"""
    via: str | None = None
    """Url of the page that led there."""
    tries: int = 1
    """Which time it was asked for in a row."""
