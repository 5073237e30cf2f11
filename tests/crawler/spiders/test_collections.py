"""What the indexes of Common Crawl's collections answer, and what is made of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.runtime import stats_names
from crawler.spiders.collections import CollectionListings
from crawler.spiders.wayback import WaybackSpider
from crawler.warc.cdx_api import ArchivedPage
from crawler.warc.common_crawl import Collection
from tests.crawler.spiders.captured import SITE_URL, made

URL = f"{SITE_URL}/world/europe/a-story"
ROW = {
    "url": URL,
    "timestamp": "20211015083000",
    "mime": "text/html",
    "status": "200",
    "filename": "a.warc.gz",
    "offset": "0",
    "length": "99",
}
BAD = ({"url": 1}, ROW | {"length": "abc"})


class Engine:
    """Answers each collection's one listing."""

    def __init__(self, answers: Mapping[str, bytes]) -> None:
        self._answers = answers

    async def download_async(self, request: Request) -> Response:
        api = request.url.partition("?")[0]
        return Response(request.url, body=self._answers[api], request=request)


def listed(spider: WaybackSpider, answers: Mapping[str, bytes]) -> list[ArchivedPage]:
    spider.crawler.engine = Engine(answers)  # type: ignore[assignment]
    listings = CollectionListings(spider, spider.common_crawl, None, None)
    collections = [Collection(api) for api in answers]

    async def all_of_them() -> list[ArchivedPage]:
        return [one async for one in listings.pages(collections, [URL], is_prefix=False)]

    return asyncio.run(all_of_them())


def lines(*rows: object) -> bytes:
    return "\n".join(map(json.dumps, rows)).encode()


def test_bad_rows_cost_themselves_alone(caplog: pytest.LogCaptureFixture) -> None:
    spider = made(WaybackSpider, source="commoncrawl")

    found = listed(spider, {"https://index.example/a": lines(ROW, *BAD, ROW)})

    assert [one.url for one in found] == [URL, URL]
    assert spider.crawler.stats.get_value(stats_names.CAPTURES_REFUSED) == 2
    assert spider.crawler.stats.get_value(stats_names.PAGES_FAILED, 0) == 0
    (line,) = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert "2 rows" in line


def test_an_answer_of_bad_rows_is_no_listing_and_the_next_collection_is() -> None:
    spider = made(WaybackSpider, source="commoncrawl")

    found = listed(
        spider, {"https://index.example/a": lines(*BAD), "https://index.example/b": lines(ROW)}
    )

    assert len(found) == 1
    assert spider.crawler.stats.get_value(stats_names.PAGES_FAILED) == 1
