"""What `wayback` makes of an archive's listings, answer by answer."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from itertools import islice
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import TextResponse

from crawler.items import ArchivedSighting
from crawler.runtime import stats_names
from crawler.runtime.exceptions import ArgumentError
from crawler.spiders.wayback import WaybackSpider
from tests.crawler.spiders.captured import SITE_URL, made

URL = f"{SITE_URL}/world/europe/a-story"
NAMES = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROW = ["com,dailysabah)/", "20211015083000", URL, "text/html", "200", "ABC", "99"]


def listing(*rows: Any, key: str | None = None) -> str:
    return json.dumps([NAMES, *rows, *([[], [key]] if key is not None else [])])


def listed(spider: WaybackSpider, body: str, url: str = SITE_URL + "/") -> list[Any]:
    response = TextResponse("https://archive.example/cdx", body=body.encode())
    return list(spider.parse_listing(response, url, is_prefix=True))


def pages_asked(spider: WaybackSpider, keys: Sequence[str]) -> int:
    """Listings asked for until there is no next one, each answered with the next of `keys`."""
    asked = 0
    for key in islice([*keys], 50):
        found = listed(spider, listing(ROW, key=key))
        if not any(isinstance(one, Request) for one in found):
            break
        asked += 1
    return asked


@pytest.mark.parametrize(
    ("keys", "expected"),
    [(["a"] * 50, 1), (["a", "b"] * 25, 2), (["a", "b", "c", "b", "d"], 3), (["a", "b", "c"], 3)],
)
def test_a_listing_that_leads_to_itself_ends(
    keys: list[str], expected: int, caplog: pytest.LogCaptureFixture
) -> None:
    spider = made(WaybackSpider)

    assert pages_asked(spider, keys) == expected

    is_loop = len(keys) > expected
    assert spider.crawler.stats.get_value(stats_names.PAGES_FAILED, 0) == is_loop
    errors = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert len(errors) == is_loop


def test_listings_of_several_urls_may_have_the_same_keys() -> None:
    spider = made(WaybackSpider)
    for path in ("/world/europe/a", "/world/europe/b"):
        found = listed(spider, listing(ROW, key="next"), SITE_URL + path)
        assert any(isinstance(one, Request) for one in found)


@pytest.mark.parametrize(
    "urls",
    ["https://evil.org/x", f"{URL},https://evil.org/x", "/world", "mailto:a@b", ",", "/search"],
)
@pytest.mark.parametrize("source", ["wayback", "commoncrawl"])
def test_urls_of_no_articles_are_refused_before_anything_is_asked(urls: str, source: str) -> None:
    with pytest.raises(ArgumentError):
        made(WaybackSpider, urls=urls, source=source)


def test_what_is_listed_is_sighted() -> None:
    (one,) = listed(made(WaybackSpider), listing(ROW))
    assert isinstance(one, ArchivedSighting)
    assert one.path == "/world/europe/a-story"


@pytest.mark.parametrize("stamp", ["00010101000000", "19901231235959", "20990101000000", "9999"])
def test_a_capture_of_no_possible_time_is_refused(
    stamp: str, caplog: pytest.LogCaptureFixture
) -> None:
    spider = made(WaybackSpider)

    (one,) = listed(spider, listing([ROW[0], stamp, *ROW[2:]], ROW))

    assert one.page.at.year == 2021
    assert spider.crawler.stats.get_value(stats_names.CAPTURES_REFUSED) == 1
    (line,) = caplog.messages
    assert URL in line


@pytest.mark.parametrize("stamp", ["19910101000000", "20211015083000"])
def test_a_capture_of_a_possible_time_is_not(stamp: str) -> None:
    assert len(listed(made(WaybackSpider), listing([ROW[0], stamp, *ROW[2:]]))) == 1


def test_a_redirect_to_a_capture_of_the_future_is_refused() -> None:
    spider = made(WaybackSpider)
    (sighting,) = listed(spider, listing(ROW))
    request = spider.article_request(sighting)
    url = request.url.replace("20211015083000", "20990101000000")
    response = TextResponse(url, body=b"<html></html>", request=request)

    assert list(spider.parse_replayed(response, sighting)) == []
    assert spider.crawler.stats.get_value(stats_names.CAPTURES_REFUSED) == 1


def test_bad_rows_are_counted_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    spider = made(WaybackSpider)

    (one,) = listed(spider, listing(ROW[:2], ROW, [ROW[0], "20261301000000", *ROW[2:]]))

    assert one.page.url == URL
    assert spider.crawler.stats.get_value(stats_names.CAPTURES_REFUSED) == 2
    (line,) = caplog.messages
    assert "2 rows" in line
