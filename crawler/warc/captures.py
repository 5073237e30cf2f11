"""One answer of a site, as an archive has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from crawler.warc.coding import header, unpacked
from crawler.warc.records import (
    REVISIT,
    Headers,
    NoRecord,
    Record,
    moment,
    parse_answer,
)

NO_FACTS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Original:
    """The earlier capture whose payload a revisit has."""

    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Capture:
    url: str
    fetched_at: datetime
    status: int
    headers: Headers
    payload: bytes
    """The body as it was sent, its `Content-Encoding` not undone; nothing for a revisit."""
    offset: int
    digest: str | None
    """`sha1:…` of the payload; of a revisit, of the original's."""
    original: Original | None = None
    """Of a revisit."""
    facts: Mapping[str, str] = field(default_factory=lambda: NO_FACTS)
    """What our own crawl wrote of it: `run`, `spider`, `look`, `database`, `cause`, `via`."""

    @property
    def content_type(self) -> str | None:
        stated = header(self.headers, b"Content-Type")
        return stated.decode("latin-1") if stated is not None else None

    def body(self) -> bytes:
        """The page's own bytes. Raises NotUnpacked."""
        return unpacked(self.payload, self.headers)


def capture_of(record: Record, offset: int, facts: Mapping[str, str] = NO_FACTS) -> Capture:
    """Of a response or a revisit. Raises NoRecord where its block is no answer of HTTP."""
    answer = parse_answer(record.block)
    return Capture(
        url=record.url,
        fetched_at=record.date,
        status=answer.status,
        headers=answer.headers,
        payload=b"" if record.type == REVISIT else answer.payload,
        offset=offset,
        digest=record.headers.get("warc-payload-digest"),
        original=_original(record) if record.type == REVISIT else None,
        facts=facts,
    )


def _original(record: Record) -> Original:
    url = record.headers.get("warc-refers-to-target-uri", record.url).strip("<>")
    stated = record.headers.get("warc-refers-to-date")
    if stated is None:
        raise NoRecord("a revisit that does not say of when its original is")
    try:
        return Original(url, moment(stated))
    except NoRecord as error:
        raise NoRecord(
            f"a revisit whose WARC-Refers-To-Date is no time: {stated[:40]!r}"
        ) from error
