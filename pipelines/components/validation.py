"""Item pipeline: what may not be stored, and what each record says of its sources."""

from __future__ import annotations

from collections import Counter
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector

from crawler import urls
from crawler.items import Article, Failure
from crawler.runtime import stats_names
from pipelines.components.storage import storage_of
from pipelines.crawl.batch_writer import Writer
from pipelines.crawl.seen_texts import SeenTexts
from pipelines.outcome.thresholds import MIN_FILLED


class ValidationPipeline:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stats: StatsCollector = crawler.stats
        self._read = 0
        self._filled: Counter[str] = Counter()
        self._sources: Counter[tuple[str, str]] = Counter()
        self._disagreements: Counter[str] = Counter()
        self._flags: Counter[str] = Counter()
        self._headlines = SeenTexts()
        self._writer: Writer | None = None
        self._repeated: Counter[str] = Counter()
        """How often each headline came again."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        self._writer = storage_of(self._crawler).writer

    async def process_item(self, item: Article) -> Article:
        """Raises DropItem for a record that is none; its url stays pending."""
        reason = invalid(item)
        if reason:
            self._stats.inc_value(stats_names.ARTICLES_INVALID)
            self._stats.inc_value(stats_names.ARTICLES_FAILED)
            self._stats.inc_value(stats_names.FAILURES("invalid"))
            if self._writer is not None:
                await self._writer.put(
                    Failure(path=item.path, cause="invalid", detail=reason, seen_at=item.fetched_at)
                )
            raise DropItem(f"{item.path}: {reason}")
        self._count(item)
        return item

    def close_spider(self) -> None:
        """Hand over the counts, which nobody asks for before the end: Scrapy's collector takes
        longer for the twenty of a page than everything else here."""
        stats = self._stats
        if self._read:
            stats.inc_value(stats_names.ARTICLES_READ, self._read)
        for field, count in self._filled.items():
            stats.inc_value(stats_names.FILLED(field), count)
        for field, count in self._disagreements.items():
            stats.inc_value(stats_names.DISAGREEMENTS(field), count)
        for flag, count in self._flags.items():
            stats.inc_value(stats_names.FLAGS(flag), count)
        for (field, source), count in self._sources.items():
            stats.inc_value(stats_names.sources(field)(source), count)
        for headline, again in self._repeated.most_common(1):
            stats.set_value(stats_names.REPEATED_HEADLINES, again + 1)
            stats.set_value(stats_names.REPEATED_HEADLINE, headline)

    def _count(self, item: Article) -> None:
        self._read += 1
        if item.headline and not self._headlines.is_first(item.headline):
            self._repeated[item.headline] += 1
        for field in MIN_FILLED:
            if getattr(item, field):
                self._filled[field] += 1
        self._sources.update(item.sources.items())
        self._disagreements.update(item.disagreements)
        for flag in item.flags:
            self._flags[":".join(flag.split(":")[:2])] += 1


def invalid(item: Article) -> str | None:
    """Why a record is none, or None: it needs its canonical path and a headline or a body."""
    if item.path != urls.canonical(item.path):
        return f"the path is not canonical: {item.path}"
    if item.headline is None and item.body is None:
        return "neither headline nor body"
    return None
