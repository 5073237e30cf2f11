"""Lines of an index: as pywb makes them, and read back as they were."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.warc.cdxj import Entry, key_of, parse_line
from crawler.warc.location import Location


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.dailysabah.com/", "com,dailysabah)/"),
        ("https://www.dailysabah.com", "com,dailysabah)/"),
        ("https://www.dailysabah.com/World/Asia", "com,dailysabah)/world/asia"),
        ("https://dailysabah.com/search?b=2&a=1", "com,dailysabah)/search?a=1&b=2"),
        ("http://127.0.0.1:8080/world", "1,0,0,127:8080)/world"),
        ("https://example.org:443/x", "org,example)/x"),
        ("http://example.org:443/x", "org,example:443)/x"),
    ],
)
def test_a_key_is_pywb_s(url: str, key: str) -> None:
    assert key_of(url) == key


def test_a_line_is_read_back() -> None:
    entry = Entry(
        url='https://www.dailysabah.com/world/"quoted"-é',
        fetched_at=datetime(2026, 10, 1, 20, 30, 15, tzinfo=UTC),
        mime="text/html",
        status=200,
        digest="sha1:AAAA",
        offset=12,
        length=34,
        file="2026-10/a.warc.gz",
        run=7,
        look=9,
    )
    assert parse_line(entry.line()) == entry
    assert entry.location == Location.parse("2026-10/a.warc.gz:12")


@pytest.mark.parametrize("text", ["", "file.warc.gz", ":12", "file:", "file:x", "file:-1"])
def test_no_location(text: str) -> None:
    with pytest.raises(ValueError, match="FILE"):
        Location.parse(text)
