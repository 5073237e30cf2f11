"""What Common Crawl's indexes are asked, what they answer, and a record out of a file."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.warc.cdx_api import ArchivedPage, Listing, NoListing, Part
from crawler.warc.common_crawl import (
    MAX_RECORD,
    Collection,
    CommonCrawl,
    capture_in,
    number_of_pages,
    range_of,
    read_records,
)
from crawler.warc.records import NoRecord
from tests.crawls.warc_files import Record

URL = "https://www.dailysabah.com/world/a-story"
AT = datetime(2021, 10, 15, 8, 30, tzinfo=UTC)
PART = Part("crawl-data/CC-MAIN-2021-43/a b.warc.gz", 500, 100)
ROW = {
    "url": URL,
    "timestamp": "20211015083000",
    "mime": "text/html",
    "status": "200",
    "digest": "ABC",
    "filename": PART.file,
    "offset": "500",
    "length": "100",
}
ARCHIVE = CommonCrawl("https://index.commoncrawl.org/", "https://data.commoncrawl.org")


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in ROW.items() if name not in names}


def lines(*rows: dict[str, str]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


@pytest.mark.parametrize(
    ("row", "is_page"),
    [
        (ROW, True),
        (without("mime", "status"), True),  # of the first collections
        (ROW | {"mime": "application/octet-stream", "mime-detected": "text/html"}, True),
        (ROW | {"mime": "unk", "mime-detected": "application/xhtml+xml"}, True),
        (ROW | {"mime": "image/png", "mime-detected": "image/png"}, False),
        (ROW | {"status": "301"}, False),
    ],
)
def test_what_is_a_page(row: dict[str, str], is_page: bool) -> None:
    page = ArchivedPage(URL, AT, "ABC", PART)
    assert read_records(lines(row)) == Listing([page] if is_page else [], None)


@pytest.mark.parametrize(
    "body",
    [b"<html>busy</html>", b"7", b"[1]", lines(without("offset")), lines(ROW | {"length": "x"})],
)
def test_what_is_no_listing(body: bytes) -> None:
    with pytest.raises(NoListing):
        read_records(body)


def test_nothing_listed() -> None:
    assert read_records(b"") == Listing([], None)


@pytest.mark.parametrize(("body", "pages"), [(b'{"pages": 4, "blocks": 18}', 4), (b"3\n", 3)])
def test_the_number_of_pages(body: bytes, pages: int) -> None:
    assert number_of_pages(body) == pages


@pytest.mark.parametrize("body", [b"", b"busy", b"{}", b"[]", b'{"pages": null}'])
def test_no_number_of_pages(body: bytes) -> None:
    with pytest.raises(NoListing):
        number_of_pages(body)


def test_collections_come_the_oldest_one_first() -> None:
    said = [
        {
            "cdx-api": "https://index.commoncrawl.org/CC-MAIN-2021-43-index",
            "from": "2021-10-15T18:50:09",
            "to": "2021-10-28T20:09:53",
        },
        {"cdx-api": "/CC-MAIN-2008-2009-index"},
    ]
    old, new = ARCHIVE.collections(json.dumps(said).encode())
    assert old == Collection("https://index.commoncrawl.org/CC-MAIN-2008-2009-index")
    assert new.begin == datetime(2021, 10, 15, 18, 50, 9, tzinfo=UTC)


@pytest.mark.parametrize("body", [b"no", b'{"message": "no"}', b"[{}]", b"7"])
def test_no_list_of_collections(body: bytes) -> None:
    with pytest.raises(NoListing):
        ARCHIVE.collections(body)


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [(None, None, True), (21, None, False), (None, 9, False), (20, 30, True), (1, 10, True)],
)
def test_which_collections_may_have_a_period(
    begin: int | None, end: int | None, expected: bool
) -> None:
    def day(number: int | None) -> datetime | None:
        return datetime(2021, 10, number, tzinfo=UTC) if number else None

    collection = Collection("", day(10), day(20))
    assert collection.may_have(day(begin), day(end)) is expected
    assert Collection("").may_have(day(begin), day(end))


def test_what_is_asked() -> None:
    given = ARCHIVE.listing_url("https://x/CC-index", URL, is_prefix=True, begin=AT, page=2)
    query = parse_qs(urlsplit(given).query)
    assert (query["matchType"], query["page"], query["from"]) == (
        ["prefix"],
        ["2"],
        ["20211015083000"],
    )
    assert "showNumPages" in ARCHIVE.listing_url("https://x/CC-index", URL, is_prefix=True)


def test_where_a_part_lies() -> None:
    root = "https://data.commoncrawl.org/crawl-data"
    assert ARCHIVE.file_url(PART) == f"{root}/CC-MAIN-2021-43/a%20b.warc.gz"
    assert range_of(PART) == "bytes=500-599"


def test_a_part_is_a_capture() -> None:
    capture = capture_in(gzip.compress(Record(url=URL, at=AT, body=b"page").written()))
    assert (capture.url, capture.fetched_at, capture.payload) == (URL, AT, b"page")


def test_a_part_that_unpacks_without_end_is_refused() -> None:
    bomb = gzip.compress(Record(url=URL, at=AT, body=bytes(MAX_RECORD)).written(), 1)
    with pytest.raises(NoRecord, match="over"):
        capture_in(bomb)


BAD_ROWS = [
    b"<html>busy</html>",
    b"[1]",
    b"7",
    b"{",
    b"[" * 100_000,
    b'{"url":1}',
    lines(without("offset")),
    lines(without("url")),
    lines(without("timestamp")),
    *(
        lines({**ROW, name: value})  # type: ignore[dict-item]
        for name, value in (
            ("length", "abc"),
            ("length", "0"),
            ("length", "-5"),
            ("length", "9" * 5000),
            ("offset", None),
            ("offset", [1]),
            ("filename", 7),
            ("url", {"a": 1}),
            ("timestamp", "99999999999999"),
            ("timestamp", "20261301000000"),
            ("timestamp", None),
        )
    ),
]


@pytest.mark.parametrize("bad", BAD_ROWS, ids=range(len(BAD_ROWS)))
def test_a_bad_row_costs_itself_alone(bad: bytes) -> None:
    page = ArchivedPage(URL, AT, "ABC", PART)
    body = b"\n".join([lines(ROW), bad, lines(ROW)])
    assert read_records(body) == Listing([page, page], None, bad_rows=1)
    with pytest.raises(NoListing):
        read_records(bad)


def test_rows_of_no_pages_are_good_ones() -> None:
    assert read_records(lines(ROW | {"status": "301"}) + b"busy") == Listing([], None, bad_rows=1)


def test_numbers_may_be_numbers() -> None:
    numbers = {"offset": 500, "length": 100, "status": 200}
    listing = read_records(lines({**ROW, **numbers}))  # type: ignore[dict-item]
    assert listing.pages == [ArchivedPage(URL, AT, "ABC", PART)]
