"""Item pipeline: an item is scraped when it is committed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.items import Article
from crawler.runtime import stats_names
from crawler.spiders.base import SiteSpider
from pipelines.components.run import RunExtension
from pipelines.crawl.batch_writer import LIVE, Writer
from pipelines.crawl.captured_entries import CAPTURED
from pipelines.crawl.saved import count_saved
from pipelines.crawl.signals import may_have_moved
from pipelines.crawl.url_facts import UrlFacts
from pipelines.store import StoreError


class StoragePipeline:
    """It owns the crawl's writer: other components write through it (`storage_of`)."""

    def __init__(self, crawler: Crawler, run: RunExtension | None) -> None:
        """`run`: None where nothing is stored; then items pass, each counted as new."""
        self._crawler = crawler
        self._stats = crawler.stats
        self._run = run
        self.writer: Writer | None = None
        if run is not None:
            self.writer = Writer(
                run.store,
                run.number,
                self,
                partial(run.tasks.start, "the writer"),
                LIVE if self._spider.is_live else CAPTURED,
            )
        self.facts = UrlFacts(crawler, self.writer, self._lose)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler, crawler.get_extension(RunExtension))

    async def process_item(self, item: Article) -> Article:
        """Raises DropItem where the item did not reach the database, with the reason."""
        if self.writer is None:
            self._stats.inc_value(stats_names.ARTICLES_NEW)
            return item
        try:
            saved = await self.writer.put(item)
        except StoreError as error:
            self._lose(error)
            raise DropItem(f"not stored: {item.path}: {error}") from error
        assert saved is not None
        count_saved(self._stats, saved, self._spider.site)
        if saved.outcome == "forgotten":
            raise DropItem(f"forgotten for good: {item.path}", log_level="DEBUG")
        if saved.outcome == "rejected":
            self._stats.inc_value(stats_names.ARTICLES_FAILED)
            self._stats.inc_value(stats_names.FAILURES("store"))
            raise DropItem(f"rejected: {item.path}: {saved.reason}")
        if item.canonical is not None and saved.path == item.path:
            self.facts.doubts.count_claim(item.path, item.canonical)
        if saved.repeats is not None:
            self._crawler.signals.send_catch_log(may_have_moved, path=saved.repeats)
        return item

    @property
    def _spider(self) -> SiteSpider:
        spider = self._crawler.spider
        assert isinstance(spider, SiteSpider)
        return spider

    async def close_spider(self) -> None:
        if self.writer is not None:
            await self.writer.close()

    async def complete(self, articles: Sequence[Article]) -> None:
        """Where their pages lie, which the archive has written by now."""
        assert self._run is not None
        if self._run.archive is not None:
            await self._run.archive.locate(articles)

    def keep(self, articles: Sequence[Article], reason: StoreError) -> None:
        """Articles that the database would not take wait in the spool for the next run."""
        assert self._run is not None
        self._run.note_loss(reason)
        self._run.spool.put(articles)
        self._stats.inc_value(stats_names.ARTICLES_SPOOLED, len(articles))

    def count_gone(self, articles: int) -> None:
        self._stats.inc_value(stats_names.ARTICLES_GONE, articles)

    def _lose(self, reason: StoreError) -> None:
        assert self._run is not None
        self._run.note_loss(reason)


def storage_of(crawler: Crawler) -> StoragePipeline:
    """The crawl's storage, once Scrapy has made its item pipelines."""
    storage = crawler.get_item_pipeline(StoragePipeline)
    assert storage is not None, "StoragePipeline is none of ITEM_PIPELINES"
    return storage
