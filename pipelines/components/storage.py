"""Item pipeline: an item is scraped when it is committed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Self
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.items import Article
from crawler.runtime import stats_names
from crawler.runtime.arguments import Refetch
from crawler.spiders.base import SiteSpider
from pipelines.crawl import tasks
from pipelines.crawl.async_store import store_of
from pipelines.crawl.batch_writer import Writer
from pipelines.crawl.doubts import count_claim
from pipelines.crawl.losses import note_loss
from pipelines.crawl.recovery import spool_of
from pipelines.crawl.saved import count_saved
from pipelines.store import StoreError

_writers: WeakKeyDictionary[Crawler, Writer] = WeakKeyDictionary()


def writer_of(crawler: Crawler) -> Writer:
    return _writers[crawler]


class StoragePipeline:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        store = store_of(self._crawler)
        if store is not None:
            run = self._stats.get_value(stats_names.RUN)
            start = partial(tasks.start, self._crawler, "the writer")
            _writers[self._crawler] = Writer(store, run, self, start)

    async def process_item(self, item: Article) -> Article:
        """Raises DropItem where the item did not reach the database, with the reason."""
        if self._crawler not in _writers:
            return item
        try:
            saved = await writer_of(self._crawler).put(item)
        except StoreError as error:
            note_loss(self._crawler, error)
            raise DropItem(f"not stored: {item.path}: {error}") from error
        assert saved is not None
        count_saved(self._stats, saved, self._spider.site)
        if saved.outcome == "rejected":
            self._stats.inc_value(stats_names.ARTICLES_FAILED)
            self._stats.inc_value(stats_names.FAILURES("store"))
            raise DropItem(f"rejected: {item.path}: {saved.reason}")
        if item.canonical is not None and saved.path == item.path:
            count_claim(self._crawler, item.path, item.canonical)
        if saved.repeats is not None:
            self._look_again(saved.repeats)
        return item

    def _look_again(self, path: str) -> None:
        """A story that came at a new url may have moved: ask the old one, at once."""
        if self._spider.refetch is not Refetch.NONE:
            self._crawler.engine.crawl(self._spider.article_request(path))

    @property
    def _spider(self) -> SiteSpider:
        spider = self._crawler.spider
        assert isinstance(spider, SiteSpider)
        return spider

    async def close_spider(self) -> None:
        if self._crawler in _writers:
            await writer_of(self._crawler).close()

    def keep(self, articles: Sequence[Article], reason: StoreError) -> None:
        """Articles that the database would not take wait in the spool for the next run."""
        note_loss(self._crawler, reason)
        spool_of(self._crawler).put(articles)
        self._stats.inc_value(stats_names.ARTICLES_SPOOLED, len(articles))

    def count_gone(self, articles: int) -> None:
        self._stats.inc_value(stats_names.ARTICLES_GONE, articles)
