"""Common Crawl: the CDX API of each of its collections, and records as parts of its files. Pure.

The server of the index is pywb's. It lists in pages, of which `showNumPages` says the number, and
filters a page's rows afterwards; it answers 404 where nothing is left.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from crawler.warc.captures import Capture, capture_of
from crawler.warc.cdx_api import (
    HTML,
    ArchivedPage,
    Listing,
    NoListing,
    Part,
    Row,
    digest_of,
    listing_of,
    moment_of,
    rows_of_lines,
    word,
)
from crawler.warc.cdxj import stamp
from crawler.warc.records import RESPONSE, NoRecord, parse_record

MAX_RECORD = 32 * 1024 * 1024
"""Bytes of a record, unpacked: twice those of the largest page."""
_FIELDS = "url,timestamp,status,mime,mime-detected,digest,filename,offset,length"
_GZIP = 31


@dataclass(frozen=True, slots=True)
class Collection:
    """What one crawl brought in, and the place of its index."""

    api: str
    begin: datetime | None = None
    end: datetime | None = None

    def may_have(self, begin: datetime | None, end: datetime | None) -> bool:
        """Whether it has captures of a period, as far as it says."""
        is_before = begin is not None and self.end is not None and self.end < begin
        is_after = end is not None and self.begin is not None and self.begin > end
        return not (is_before or is_after)


class CommonCrawl:
    """`index`: root of the server of indexes. `data`: of that of the files."""

    def __init__(self, index: str, data: str) -> None:
        self.index, self.data = index.rstrip("/"), data.rstrip("/")

    @property
    def collections_url(self) -> str:
        return f"{self.index}/collinfo.json"

    def collections(self, body: bytes) -> list[Collection]:
        """The oldest one first. Raises NoListing."""
        try:
            found = [self._collection(one) for one in json.loads(body)]
        except (ValueError, TypeError, KeyError) as error:
            raise NoListing(f"no list of collections: {body[:80]!r}") from error
        return found[::-1]

    def _collection(self, said: Mapping[str, Any]) -> Collection:
        # A mirror may name its own indexes by their paths alone.
        api = urljoin(f"{self.index}/", said["cdx-api"])
        return Collection(api, _time(said.get("from")), _time(said.get("to")))

    def listing_url(
        self,
        api: str,
        url: str,
        *,
        is_prefix: bool,
        begin: datetime | None = None,
        end: datetime | None = None,
        page: int | None = None,
    ) -> str:
        """Pages that the site answered with; without `page`, how many pages the listing has."""
        query = {
            "url": url,
            "output": "json",
            "matchType": "prefix" if is_prefix else "exact",
            "fl": _FIELDS,
            # The first collections state no status: they have nothing but pages.
            "filter": "!~status:[13-5]",
        }
        if begin is not None:
            query["from"] = stamp(begin)
        if end is not None:
            query["to"] = stamp(end)
        if page is None:
            query["showNumPages"] = "true"
        else:
            query["page"] = str(page)
        return f"{api}?{urlencode(query)}"

    def file_url(self, part: Part) -> str:
        return f"{self.data}/{quote(part.file)}"


def range_of(part: Part) -> str:
    """The value of the header `Range`."""
    return f"bytes={part.offset}-{part.offset + part.length - 1}"


def number_of_pages(body: bytes) -> int:
    """Raises NoListing."""
    try:
        said = json.loads(body)
        return int(said["pages"] if isinstance(said, dict) else said)
    except (ValueError, TypeError, KeyError) as error:
        raise NoListing(f"no number of pages: {body[:80]!r}") from error


def read_records(body: bytes) -> Listing:
    """Whole pages of HTML, as far as the index can tell. Raises NoListing."""
    text = body.decode("utf-8", errors="replace")
    return listing_of(rows_of_lines(text), _page, text)


def _page(row: Row) -> ArchivedPage | None:
    url, at = word(row, "url"), moment_of(row)
    kinds = [row[name] for name in ("mime", "mime-detected") if name in row]
    is_page = not kinds or any(kind in HTML for kind in kinds)
    if not is_page or str(row.get("status", "200")) != "200":
        return None
    part = Part(word(row, "filename"), _number(row, "offset"), _number(row, "length"))
    if part.length == 0:
        raise ValueError("a part without a byte")
    return ArchivedPage(url, at, digest_of(row), part)


def _number(row: Row, name: str) -> int:
    """Raises ValueError."""
    digits = str(row.get(name, ""))
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        raise ValueError(f"no {name}: {digits[:20]!r}")
    return int(digits)


def capture_in(member: bytes) -> Capture:
    """The page's answer that a part of a file is.

    :raises NoRecord: it is none, or not a whole one
    """
    inflate = zlib.decompressobj(_GZIP)
    try:
        content = inflate.decompress(member, MAX_RECORD)
    except zlib.error as error:
        raise NoRecord(f"no gzip: {error}") from error
    if not inflate.eof:
        raise NoRecord(f"cut off, or over {MAX_RECORD} bytes unpacked")
    record = parse_record(content)
    if record.type != RESPONSE:
        raise NoRecord(f"a {record.type or 'nameless'} record")
    if (reason := record.headers.get("warc-truncated")) is not None:
        raise NoRecord(f"the archive has cut it off ({reason})")
    return capture_of(record, 0)


def _time(stated: object) -> datetime | None:
    if not isinstance(stated, str):
        return None
    try:
        return datetime.fromisoformat(stated).replace(tzinfo=UTC)
    except ValueError:
        return None
