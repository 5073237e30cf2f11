"""What a crawl learns of a url besides its article: counted, logged and stored."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.items import Absence, Alias, Article, Failure, Skip
from crawler.runtime import stats_names
from pipelines.components.storage import writer_of
from pipelines.crawl.async_store import store_of
from pipelines.crawl.doubts import count_claim, count_no_article
from pipelines.crawl.losses import note_loss
from pipelines.store import StoreError

_COUNTED_AS: dict[type, stats_names.Number | stats_names.Shown] = {
    Alias: stats_names.ALIASES,
    Absence: stats_names.ARTICLES_ABSENT,
    Skip: stats_names.ARTICLES_SKIPPED,
}


async def note(crawler: Crawler, entry: Alias | Absence | Failure | Skip) -> None:
    """An entry that the database would not take is only counted: its url stays pending."""
    if isinstance(entry, Failure):
        crawler.stats.inc_value(stats_names.ARTICLES_FAILED)
        crawler.stats.inc_value(stats_names.FAILURES(entry.cause))
        assert crawler.spider is not None
        crawler.spider.logger.warning(
            "Article failed (%s): %s: %s", entry.cause, entry.path, entry.detail
        )
    else:
        crawler.stats.inc_value(_COUNTED_AS[type(entry)])
    if isinstance(entry, Alias):
        count_claim(crawler, entry.path, entry.target)
    elif isinstance(entry, Absence) and not entry.gone:
        count_no_article(crawler, entry)
    if store_of(crawler) is None:
        return
    try:
        await writer_of(crawler).put(entry)
    except StoreError as error:
        note_loss(crawler, error)


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
            await note(self._crawler, item)
            raise DropItem(f"noted: {item.path}", log_level="DEBUG")
        return item
