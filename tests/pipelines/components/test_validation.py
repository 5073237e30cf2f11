from __future__ import annotations

import asyncio

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import MemoryStatsCollector

from crawler.items import Article
from pipelines.components.validation import ValidationPipeline
from tests.pipelines.factories import article


def stats_after(*items: Article) -> dict[str, object]:
    """What the run is told of some items; of its own stats only what validation writes."""
    crawler = Crawler(Spider, {"STATS_DUMP": False})
    crawler.stats = MemoryStatsCollector(crawler)
    pipeline = ValidationPipeline.from_crawler(crawler)
    for item in items:
        try:
            asyncio.run(pipeline.process_item(item))
        except DropItem:
            continue
    pipeline.close_spider()
    return crawler.stats.get_stats()


def test_a_run_s_stats_say_what_its_articles_had_and_from_where() -> None:
    first = article("/a/one", headline="Kites", disagreements=["byline"])
    second = article(
        "/a/two",
        headline="Kites",
        body=None,
        sources={"headline": "meta"},
        flags=["date_published:future:json-ld"],
    )
    assert stats_after(first, second, article("/a/three")) == {
        "articles/read": 3,
        "headlines/most_repeated": 2,
        "headlines/repeated": "Kites",
        "fields/headline": 3,
        "fields/body": 2,
        "fields/date_published": 3,
        "sources/headline/site": 2,
        "sources/headline/meta": 1,
        "sources/body/site": 2,
        "sources/date_published/site": 2,
        "disagreements/byline": 1,
        "flags/date_published:future": 1,
    }


def test_the_headline_that_came_most_often_is_told() -> None:
    headlines = ["Kites", "Oops", "Ports", "Oops", "Kites", "Oops"]
    told = stats_after(*(article(f"/a/{n}", headline=one) for n, one in enumerate(headlines)))
    assert (told["headlines/most_repeated"], told["headlines/repeated"]) == (3, "Oops")


def test_headlines_that_came_once_are_no_matter() -> None:
    told = stats_after(article("/a/one", headline="Kites"), article("/a/two", headline="Ports"))
    assert "headlines/most_repeated" not in told


@pytest.mark.parametrize("item", [article("/a/one/"), article("/a/one", headline=None, body=None)])
def test_what_is_no_record_is_counted_as_failed(item: Article) -> None:
    assert stats_after(item) == {
        "articles/invalid": 1,
        "articles/failed": 1,
        "failures/invalid": 1,
    }


def test_without_articles_there_is_nothing_to_say() -> None:
    assert stats_after() == {}
