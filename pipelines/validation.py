"""Item pipeline: what may not be stored, and what each record says of its sources."""

from __future__ import annotations

from collections import Counter
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector

from crawler import urls
from crawler.items import Article, Failure
from pipelines.connection import store_of
from pipelines.storage import writer_of

EXPECTED = ("headline", "body", "date_published", "byline", "image_url")
"""Fields that nearly every article has; their fill rates and sources say whether we still read
the site rightly."""


class ValidationPipeline:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stats: StatsCollector = crawler.stats
        self._headlines: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Article) -> Article:
        """Raises DropItem for a record that is none; its url stays pending."""
        reason = invalid(item)
        if reason:
            self._stats.inc_value("articles/invalid")
            self._stats.inc_value("articles/failed")
            self._stats.inc_value("failures/invalid")
            if store_of(self._crawler) is not None:
                await writer_of(self._crawler).put(
                    Failure(path=item.path, cause="invalid", detail=reason, seen_at=item.fetched_at)
                )
            raise DropItem(f"{item.path}: {reason}")
        self._count(item)
        return item

    def _count(self, item: Article) -> None:
        self._stats.inc_value("articles/read")
        if item.headline:
            self._headlines[item.headline] += 1
            if self._headlines[item.headline] > self._stats.get_value("headlines/most_repeated", 0):
                self._stats.set_value("headlines/most_repeated", self._headlines[item.headline])
                self._stats.set_value("headlines/repeated", item.headline)
        for field in EXPECTED:
            if getattr(item, field):
                self._stats.inc_value(f"fields/{field}")
        for field, source in item.sources.items():
            self._stats.inc_value(f"sources/{field}/{source}")
        for field in item.disagreements:
            self._stats.inc_value(f"disagreements/{field}")
        for flag in item.flags:
            self._stats.inc_value(f"flags/{':'.join(flag.split(':')[:2])}")


def invalid(item: Article) -> str | None:
    """Why a record is none, or None: it needs its canonical path and a headline or a body."""
    if item.path != urls.canonical(item.path):
        return f"the path is not canonical: {item.path}"
    if item.headline is None and item.body is None:
        return "neither headline nor body"
    return None
