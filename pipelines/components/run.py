"""The run's record: opened before the first request, closed with an outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from time import monotonic
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.runtime import stats_names
from crawler.runtime.clock import clock, now
from crawler.runtime.exceptions import EXIT_FAILED, CrawlError, CrawlLocked
from crawler.runtime.shutdown import crawl_stopping
from crawler.spiders.base import SiteSpider
from pipelines.crawl.archived_answers import ArchivedAnswers
from pipelines.crawl.async_store import AsyncStore
from pipelines.crawl.lock_keeper import LockKeeper
from pipelines.crawl.opened_run import OpenedRun, open_run
from pipelines.crawl.tasks import Tasks
from pipelines.crawl.threads import DaemonThread
from pipelines.outcome import Verdict, judge
from pipelines.outcome.announcements import Announcements, counts
from pipelines.outcome.checks.clock import note as note_clock
from pipelines.outcome.observed import Observed
from pipelines.store import Store, StoreError
from pipelines.store.standing import Standing


class RunExtension:
    """Opens the store before anything is asked for, and says in the end what came of the run.

    It owns what the crawl has of the database: other components ask the crawler for it,
    `crawler.get_extension(RunExtension)`, and get None where nothing is stored.
    """

    def __init__(self, crawler: Crawler, opened: OpenedRun, announcements: Announcements) -> None:
        self._crawler = crawler
        self._opened = opened
        self._announcements = announcements
        self._began = monotonic()
        self._holds = 0
        patience = crawler.settings.getfloat("STORE_PATIENCE")
        self.number = opened.number
        self.spool = opened.spool
        self.tasks = Tasks(crawler)
        self.store = AsyncStore(opened.store, patience, self._hold)
        self._keeper = LockKeeper(opened.lock, self.store, opened.number, patience, self._hold)
        self._keeping: asyncio.Task[None] | None = None
        self.archive: ArchivedAnswers | None = None
        """From the spider's start on; None where ARCHIVE_DIR is empty."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises CrawlFailed where the database is not to be had, SettingError where there can be
        none, CrawlLocked where another run holds the spider's lock: then no request is made.

        Raises NotConfigured for commands that keep nothing, such as `scrapy shell`.
        """
        spider = crawler.spider
        if not crawler.settings.getbool("STORE_ENABLED") or not isinstance(spider, SiteSpider):
            raise NotConfigured
        announcements = Announcements(crawler.settings, spider.name)
        try:
            opened = open_run(crawler, spider)
        except CrawlLocked:
            raise  # the run that holds the lock has its own outcome
        except CrawlError as error:
            announcements.could_not_start(error)
            raise
        extension = cls(crawler, opened, announcements)
        crawler.signals.connect(extension.hurry, signal=crawl_stopping)
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        self.archive = ArchivedAnswers.of(self._crawler, self._opened, self._hold)
        self._keeping = self.tasks.start("the keeper of the run's lock", self._keep())

    async def _keep(self) -> None:
        reason = await self._keeper.keep()
        self._crawler.stats.set_value(stats_names.LOCK_LOST, reason)
        self.tasks.end_early("lock_lost")

    def note_loss(self, reason: StoreError) -> None:
        """The database is lost: say why in the run's outcome, and ask for nothing more, since what
        cannot be stored need not be fetched. Pages under way still come in, for the spool."""
        stats = self._crawler.stats
        if stats.get_value(stats_names.STORE_LOST) is None:
            stats.set_value(stats_names.STORE_LOST, str(reason))
            self.tasks.end_early("store_lost")

    async def spider_closed(self, reason: str) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait({self._keeping})
        if self.archive is not None:
            await self.archive.close()
        stats = self._crawler.stats
        note_clock(stats, clock)
        observed = Observed(stats.get_stats())
        ended_at = now()
        # Its start as the clock is known by now, which may have been wrong then.
        started_at = ended_at - timedelta(seconds=monotonic() - self._began)
        verdict = judge(observed, reason, self._opened.history, started_at, ended_at)
        standing: Standing | None = None
        # A database that was waited for in vain may be back for this one line.
        write = self.store.once if stats_names.STORE_LOST in observed.stats else self.store.call
        try:
            await write(
                Store.finish_run,
                self.number,
                verdict.outcome,
                verdict.reason,
                counts(observed),
                ended_at,
                verdict.findings,
                plain_stats(observed.stats),
                started_at if clock.wrong else None,
            )
            if self._announcements.measures:
                standing = await self.store.call(Store.standing)
        except StoreError as error:
            verdict = Verdict("failed", EXIT_FAILED, verdict.reason or str(error), verdict.findings)
        finally:
            self.store.close()
            leaving = DaemonThread("leaving")  # to_thread would import, which needs a file handle
            await asyncio.wrap_future(leaving.submit(self._opened.leave))
            leaving.close()
            self._opened.lock.release()
        stats.set_value(stats_names.EXIT_STATUS, verdict.exit_status)
        stats.set_value(stats_names.REASON, verdict.reason)
        await self._announcements.ended(self.number, verdict, observed, started_at, standing)

    def hurry(self) -> None:
        """A crawl that was told to stop does not wait for its database."""
        self.store.hurry()

    def _hold(self, paused: bool) -> None:
        self._holds += 1 if paused else -1
        if self._holds:
            self._crawler.engine.pause()
        else:
            self._crawler.engine.unpause()


def plain_stats(stats: Mapping[str, Any]) -> dict[str, Any]:
    """What was seen, for the health checks of later runs; numbers and texts only."""
    return {key: value for key, value in stats.items() if isinstance(value, int | float | str)}
