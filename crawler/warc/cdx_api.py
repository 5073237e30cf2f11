"""The CDX API of web archives: how it is asked, and what it answers. Pure functions of bytes.

The Wayback Machine answers with a JSON list of lists, whose first names the fields and whose last,
behind an empty one, is the key of the next page; pywb with a JSON object a line, and no key.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from crawler.warc.cdxj import STAMP, stamp

ROWS_AT_A_TIME = 20_000
HTML = ("text/html", "application/xhtml+xml")


class NoListing(ValueError):
    """An answer that is none of a CDX API."""


class Part(NamedTuple):
    """Bytes of a file that are one record's gzip member."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A capture that an archive says it has."""

    url: str
    at: datetime
    digest: str
    part: Part | None = None
    """Where the archive has it, if it is not asked for by its url and time."""


@dataclass(frozen=True, slots=True)
class Listing:
    pages: list[ArchivedPage]
    resume_key: str | None


class WebArchive:
    """Where an archive answers: the Wayback Machine's places at the root of a host, pywb's below a
    collection (`http://localhost:8080/news`)."""

    def __init__(self, root: str) -> None:
        self.root = root.rstrip("/")
        is_host = urlsplit(self.root).path == ""
        self._cdx = self.root + ("/cdx/search/cdx" if is_host else "/cdx")
        self._replay = self.root + ("/web" if is_host else "")

    def listing_url(
        self,
        url: str,
        *,
        is_prefix: bool,
        begin: datetime | None = None,
        end: datetime | None = None,
        resume_key: str | None = None,
    ) -> str:
        """Whole pages of HTML, one a digest."""
        query = {
            "url": url,
            "output": "json",
            "matchType": "prefix" if is_prefix else "exact",
            "collapse": "digest",
            "limit": str(ROWS_AT_A_TIME),
            "showResumeKey": "true",
        }
        if not is_prefix:
            del query["limit"], query["showResumeKey"]
        if begin is not None:
            query["from"] = stamp(begin)
        if end is not None:
            query["to"] = stamp(end)
        if resume_key is not None:
            query["resumeKey"] = resume_key
        filters = [("filter", "statuscode:200"), ("filter", "mimetype:text/html")]
        return f"{self._cdx}?{urlencode([*query.items(), *filters])}"

    def replay_url(self, page_url: str, at: datetime) -> str:
        """The page as the site sent it (`id_`)."""
        return f"{self._replay}/{stamp(at)}id_/{page_url}"

    def replayed_at(self, url: str) -> datetime | None:
        """When the capture was made that a url replays; a redirect may lead to another one."""
        said = url.removeprefix(f"{self._replay}/")[:14]
        return moment(said) if url.startswith(f"{self._replay}/") else None


def moment(said: str) -> datetime | None:
    """When a stamp says; it may be cut off behind the year."""
    if not (said.isascii() and said.isdigit() and 4 <= len(said) <= 14):
        return None
    try:
        return datetime.strptime(said + "00000101000000"[len(said) :], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def read_listing(body: bytes) -> Listing:
    """Whole pages of HTML, in the archive's order. Raises NoListing."""
    text = body.decode("utf-8", errors="replace").strip()
    try:
        if text.startswith("["):
            return _of_table(json.loads(text))
        found = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, TypeError) as error:
        raise NoListing(f"no listing of a CDX API: {text[:80]!r}") from error
    return Listing(list(_pages(found)), None)


def _of_table(table: Sequence[Sequence[str]]) -> Listing:
    rows = [list(row) for row in table]
    key = None
    if len(rows) >= 2 and rows[-2] == [] and len(rows[-1]) == 1:
        key = rows[-1][0]
        rows = rows[:-2]
    names, *rest = rows or [[]]
    return Listing(list(_pages([dict(zip(names, row, strict=False)) for row in rest])), key)


def _pages(rows: Sequence[Mapping[str, str]]) -> Iterator[ArchivedPage]:
    for row in rows:
        if not isinstance(row, Mapping):
            raise NoListing(f"no row of a CDX API: {row!r}")
        url = row.get("original") or row.get("url")
        at = moment(str(row.get("timestamp", "")))
        mime = row.get("mimetype") or row.get("mime")
        status = row.get("statuscode") or row.get("status")
        if url and at and mime in HTML and status == "200":
            yield ArchivedPage(url, at, row.get("digest", ""))
