"""The CDX API of web archives: how it is asked, and what it answers. Pure functions of bytes.

The Wayback Machine answers with a JSON list of lists, whose first names the fields and whose last,
behind an empty one, is the key of the next page; pywb with a JSON object a line, and no key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from crawler.warc.cdxj import STAMP, stamp

ROWS_AT_A_TIME = 20_000
Row = Mapping[str, Any]
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
    bad_rows: int = 0
    """Those that cannot be read; they are passed over."""


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
    rows, key = _of_table(text) if text.startswith("[") else (rows_of_lines(text), None)
    return listing_of(rows, _page, text, key)


def rows_of_lines(text: str) -> Iterator[Row | None]:
    """A JSON object a line; None for any other line."""
    for line in text.splitlines():
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            yield row if isinstance(row, dict) else None


def listing_of(
    rows: Iterable[Row | None],
    page_of: Callable[[Row], ArchivedPage | None],
    text: str,
    resume_key: str | None = None,
) -> Listing:
    """What `page_of` finds in the rows: None for one that is no page; a ValueError for one that
    cannot be read. Raises NoListing where none of them can."""
    listing = Listing([], resume_key)
    good = bad = 0
    for row in rows:
        try:
            if row is None:
                raise ValueError("no row")
            page = page_of(row)
        except ValueError:
            bad += 1
            continue
        good += 1
        if page is not None:
            listing.pages.append(page)
    if bad and not good:
        raise NoListing(f"no listing of a CDX API: {text[:80]!r}")
    return replace(listing, bad_rows=bad)


def word(row: Row, *names: str) -> str:
    """The first of these that a row has. Raises ValueError for none, or for no text."""
    value = next((row[name] for name in names if row.get(name)), None)
    if not isinstance(value, str):
        raise ValueError(f"no {names[0]}: {value!r}")
    return value


def moment_of(row: Row) -> datetime:
    """Raises ValueError."""
    at = moment(str(row.get("timestamp", "")))
    if at is None:
        raise ValueError(f"no timestamp: {row.get('timestamp')!r}")
    return at


def digest_of(row: Row) -> str:
    return str(row.get("digest") or "")


def _of_table(text: str) -> tuple[list[Row | None], str | None]:
    try:
        table = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoListing(f"no listing of a CDX API: {text[:80]!r}") from error
    key = None
    if len(table) >= 2 and table[-2] == [] and isinstance(table[-1], list) and len(table[-1]) == 1:
        key = str(table[-1][0])
        table = table[:-2]
    names, *rest = table or [[]]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise NoListing(f"no names of fields: {text[:80]!r}")
    rows: list[Row | None] = [
        dict(zip(names, row, strict=True))
        if isinstance(row, list) and len(row) == len(names)
        else None
        for row in rest
    ]
    return rows, key


def _page(row: Row) -> ArchivedPage | None:
    url, at = word(row, "original", "url"), moment_of(row)
    mime = row.get("mimetype") or row.get("mime")
    status = row.get("statuscode") or row.get("status")
    is_page = mime in HTML and str(status) == "200"
    return ArchivedPage(url, at, digest_of(row)) if is_page else None
