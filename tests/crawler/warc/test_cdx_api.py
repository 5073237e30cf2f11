"""What CDX servers are asked, and what they answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.warc.cdx_api import ArchivedPage, Listing, NoListing, WebArchive, moment, read_listing

URL = "https://www.dailysabah.com/world/a-story"
AT = datetime(2021, 10, 15, 8, 30, tzinfo=UTC)
NAMES = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROW = ["com,dailysabah)/world/a-story", "20211015083000", URL, "text/html", "200", "ABC", "99"]
PAGE = ArchivedPage(URL, AT, "ABC")


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([], Listing([], None)),
        ([NAMES], Listing([], None)),
        ([NAMES, ROW], Listing([PAGE], None)),
        ([NAMES, ROW, [], ["com,key 2021"]], Listing([PAGE], "com,key 2021")),
        ([NAMES, [*ROW[:4], "404", *ROW[5:]]], Listing([], None)),
        ([NAMES, [*ROW[:4], "-", *ROW[5:]]], Listing([], None)),
        ([NAMES, [*ROW[:3], "image/png", *ROW[4:]]], Listing([], None)),
    ],
)
def test_the_wayback_machines(table: list[list[str]], expected: Listing) -> None:
    assert read_listing(json.dumps(table).encode()) == expected


def test_pywbs() -> None:
    rows = [
        {"timestamp": "20211015083000", "url": URL, "mime": mime, "status": "200", "digest": "ABC"}
        for mime in ("text/html", "warc/revisit", "image/png")
    ]
    body = "\n".join(map(json.dumps, rows)).encode()
    assert read_listing(body) == Listing([PAGE], None)


@pytest.mark.parametrize(
    "body", [b"<html>Too many requests</html>", b'"no"', b"[1, 2", b"[1, 2]", b"7"]
)
def test_what_is_no_listing(body: bytes) -> None:
    with pytest.raises(NoListing):
        read_listing(body)


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("20211015083000", AT),
        ("20211015", datetime(2021, 10, 15, tzinfo=UTC)),
        ("2021", datetime(2021, 1, 1, tzinfo=UTC)),
        ("20211315083000", None),
        ("202110150830001", None),
        ("", None),
    ],
)
def test_a_stamp(stamp: str, expected: datetime | None) -> None:
    assert moment(stamp) == expected


@pytest.mark.parametrize(
    ("root", "listing", "replay"),
    [
        ("https://web.archive.org", "/cdx/search/cdx", "https://web.archive.org/web/"),
        ("http://localhost:8080/news/", "/news/cdx", "http://localhost:8080/news/"),
    ],
)
def test_its_places(root: str, listing: str, replay: str) -> None:
    archive = WebArchive(root)
    assert urlsplit(archive.listing_url(URL, is_prefix=True)).path == listing
    place = archive.replay_url(URL, AT)
    assert place == f"{replay}20211015083000id_/{URL}"
    assert archive.replayed_at(place) == AT


def test_what_is_asked() -> None:
    given = WebArchive("https://web.archive.org").listing_url(
        URL, is_prefix=True, begin=AT, resume_key="com,key 2021"
    )
    query = parse_qs(urlsplit(given).query)
    assert query["filter"] == ["statuscode:200", "mimetype:text/html"]
    assert (query["from"], query["resumeKey"]) == (["20211015083000"], ["com,key 2021"])


def test_a_year_has_four_digits() -> None:
    archive = WebArchive("https://web.archive.org")
    early = datetime(9, 1, 2, tzinfo=UTC)
    assert "/web/00090102000000id_/" in archive.replay_url(URL, early)
    query = parse_qs(urlsplit(archive.listing_url(URL, is_prefix=True, begin=early)).query)
    assert query["from"] == ["00090102000000"]


def with_field(name: str, value: object) -> list[object]:
    return [value if one == name else ROW[i] for i, one in enumerate(NAMES)]


BAD_ROWS: list[object] = [
    ROW[:3],
    [*ROW, "more"],
    {"url": 1},
    "row",
    None,
    7,
    [],
    with_field("original", 1),
    with_field("original", ""),
    *(
        with_field("timestamp", stamp)
        for stamp in ("yesterday", "99999999999999", "20261301000000", "", None, [1])
    ),
]


@pytest.mark.parametrize("bad", BAD_ROWS, ids=range(len(BAD_ROWS)))
def test_a_bad_row_costs_itself_alone(bad: object) -> None:
    table = [NAMES, ROW, bad, ROW]
    assert read_listing(json.dumps(table).encode()) == Listing([PAGE, PAGE], None, bad_rows=1)
    with pytest.raises(NoListing):
        read_listing(json.dumps([NAMES, bad]).encode())


@pytest.mark.parametrize("bad", ['{"url":1}', "busy", "[1", "7", json.dumps({"url": URL})])
def test_a_bad_line_costs_itself_alone(bad: str) -> None:
    good = {"timestamp": "20211015083000", "url": URL, "mime": "text/html", "status": "200"}
    line = json.dumps({**good, "digest": "ABC"})
    body = f"{line}\n{bad}\n{line}".encode()
    assert read_listing(body) == Listing([PAGE, PAGE], None, bad_rows=1)


@pytest.mark.parametrize("body", [b"[" * 100_000, b"{" * 100_000, b'{"a":' * 100_000])
def test_a_deep_answer_is_no_listing(body: bytes) -> None:
    with pytest.raises(NoListing):
        read_listing(body)
