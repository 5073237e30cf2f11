"""Every answer that comes over the network, archived; and where each article's page lies then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.items import Article
from crawler.runtime import stats_names
from crawler.spiders.base import SiteSpider
from pipelines.archive.exchange import Source
from pipelines.archive.folder import Folder
from pipelines.archive.known import KnownPayloads
from pipelines.archive.writer import ArchiveWriter
from pipelines.crawl.answers import exchange_of, sighting_of
from pipelines.crawl.crawl_archive import CrawlArchive, Receipt, Tally
from pipelines.crawl.opened_run import OpenedRun


class ArchivedAnswers:
    """Hears Scrapy's downloader itself: before any middleware unpacks an answer, follows it or
    makes one up, and of robots.txt too.

    The receipt of an article's newest answer waits under its path until the article is stored.
    """

    def __init__(self, crawler: Crawler, archive: CrawlArchive, spider: SiteSpider) -> None:
        self._crawler = crawler
        self._archive = archive
        self._site = spider.site
        self._looks = count(1)
        self._receipts: dict[str, Receipt] = {}

    @classmethod
    def of(cls, crawler: Crawler, opened: OpenedRun, hold: Callable[[bool], None]) -> Self | None:
        """The archive that `ARCHIVE_DIR` names, in the running event loop."""
        folder = Folder.of(str(crawler.settings["ARCHIVE_DIR"] or ""))
        spider = crawler.spider
        if folder is None or not isinstance(spider, SiteSpider) or not spider.is_live:
            return None
        source = Source(opened.number, spider.name, opened.database)
        known = KnownPayloads()
        writer = ArchiveWriter(folder, source, str(crawler.settings["USER_AGENT"]), known)
        answers = cls(crawler, CrawlArchive(folder, writer, known, hold), spider)
        # Now, not sooner: whoever notes when an answer came has connected before.
        crawler.signals.connect(answers.response_downloaded, signal=signals.response_downloaded)
        return answers

    def response_downloaded(self, response: Response, request: Request) -> None:
        exchange = exchange_of(response, request, next(self._looks), self._site)
        receipt = self._archive.put(exchange)
        sighting = sighting_of(request)
        if sighting is not None:
            self._receipts[sighting.path] = receipt

    async def locate(self, articles: Sequence[Article]) -> None:
        for article in articles:
            receipt = self._receipts.pop(article.path, None)
            if receipt is not None:
                location = await self._archive.settled(receipt)
                article.warc = str(location) if location is not None else None

    async def close(self) -> None:
        self._note(await self._archive.close())

    def _note(self, tally: Tally) -> None:
        stats = self._crawler.stats
        stats.set_value(stats_names.ARCHIVE_KEPT, tally.kept)
        stats.set_value(stats_names.ARCHIVE_REVISITS, tally.revisits)
        stats.set_value(stats_names.ARCHIVE_BYTES, tally.bytes_written)
        if tally.ended is not None:
            stats.set_value(stats_names.ARCHIVE_LOST, tally.lost)
            stats.set_value(stats_names.ARCHIVE_ENDED, tally.ended)
        torn = [one.aside.name for one in tally.repaired if one.aside is not None]
        if torn:
            words = f"a killed run's record without its end was set aside: {', '.join(torn)}"
            stats.set_value(stats_names.ARCHIVE_TORN, words)
