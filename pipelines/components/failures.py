"""Item pipeline: takes failures, which go no further than to the store."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.items import Article, Failure
from pipelines.components.storage import storage_of


class FailurePipeline:
    """Takes the failures that come from errbacks: Scrapy hands what these yield to the item
    pipelines, past every spider middleware."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Article | Failure) -> Article:
        """Raises DropItem for a failure, which goes no further."""
        if isinstance(item, Failure):
            await storage_of(self._crawler).facts.note(item)
            raise DropItem(f"noted: {item.path}", log_level="DEBUG")
        return item
