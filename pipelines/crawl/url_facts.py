"""What a crawl learns of a url besides its article: counted, logged and stored."""

from __future__ import annotations

from collections.abc import Callable

from scrapy.crawler import Crawler

from crawler.items import Absence, Alias, Failure, Skip
from crawler.runtime import stats_names
from pipelines.crawl.batch_writer import Writer
from pipelines.crawl.doubts import Doubts
from pipelines.store import StoreError

_COUNTED_AS: dict[type, stats_names.Number | stats_names.Shown] = {
    Alias: stats_names.ALIASES,
    Absence: stats_names.ARTICLES_ABSENT,
    Skip: stats_names.ARTICLES_SKIPPED,
}


class UrlFacts:
    def __init__(
        self, crawler: Crawler, writer: Writer | None, lose: Callable[[StoreError], None]
    ) -> None:
        """`writer`: None where nothing is stored. `lose`: told why the database would not take a
        fact."""
        self._crawler = crawler
        self._writer = writer
        self._lose = lose
        self.doubts = Doubts(crawler)

    async def note(self, entry: Alias | Absence | Failure | Skip) -> None:
        """An entry that the database would not take is only counted: its url stays pending."""
        self._count(entry)
        if self._writer is None:
            return
        try:
            await self._writer.put(entry)
        except StoreError as error:
            self._lose(error)

    def _count(self, entry: Alias | Absence | Failure | Skip) -> None:
        stats = self._crawler.stats
        if isinstance(entry, Failure):
            stats.inc_value(stats_names.ARTICLES_FAILED)
            stats.inc_value(stats_names.FAILURES(entry.cause))
            assert self._crawler.spider is not None
            self._crawler.spider.logger.warning(
                "Article failed (%s): %s: %s", entry.cause, entry.path, entry.detail
            )
        else:
            stats.inc_value(_COUNTED_AS[type(entry)])
        if isinstance(entry, Alias):
            self.doubts.count_claim(entry.path, entry.target)
        elif isinstance(entry, Absence) and not entry.gone:
            self.doubts.count_no_article(entry)
