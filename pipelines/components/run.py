"""The run's record: opened before the first request, closed with an outcome."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import partial
from time import monotonic
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from sqlalchemy import Engine

from crawler.runtime import logs, paths, stats_names
from crawler.runtime.clock import clock, now
from crawler.runtime.exceptions import EXIT_FAILED, CrawlFailed, SettingError
from crawler.runtime.shutdown import crawl_stopping
from crawler.spiders.base import SiteSpider
from pipelines.crawl import tasks
from pipelines.crawl.async_store import BUSY_SECONDS, AsyncStore, share
from pipelines.crawl.database_clock import hear_database
from pipelines.crawl.lock_keeper import LEASE, LockKeeper
from pipelines.crawl.opening import patiently
from pipelines.crawl.recovery import share_spool, store_spooled, waits
from pipelines.crawl.saved import count_saved
from pipelines.crawl.spool import Spool
from pipelines.crawl.spool_home import Home
from pipelines.crawl.threads import DaemonThread
from pipelines.outcome import Verdict, judge
from pipelines.outcome.announcements import Announcements, counts
from pipelines.outcome.checks.clock import note as note_clock
from pipelines.outcome.observed import Observed
from pipelines.store import Run, RunCounts, Saved, Store, StoreError, WrongDatabaseUrl, open_engine
from pipelines.store.backends.closing import close
from pipelines.store.backends.lifelines import lifelines_of
from pipelines.store.lock import RunLock
from pipelines.store.schema import versions

logger = logging.getLogger(__name__)

MAX_NAMED = 3
"""Batches of the spool that a finding names."""
MAX_HISTORY = 800
"""Earlier runs that the health checks look at: four weeks of hourly ones."""


class RunExtension:
    """Opens the store before anything is asked for, and says in the end what came of the run."""

    def __init__(self, crawler: Crawler, opened: _Opened, announcements: Announcements) -> None:
        self._crawler = crawler
        self._opened = opened
        self._announcements = announcements
        self._began = monotonic()
        self._holds = 0
        patience = crawler.settings.getfloat("STORE_PATIENCE")
        self._store = AsyncStore(opened.store, patience, self._hold)
        share(crawler, self._store)
        self._keeper = LockKeeper(opened.lock, self._store, opened.run, patience, self._hold)
        self._keeping: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises CrawlFailed where the database is not to be had, CrawlLocked where another run
        holds the spider's lock: then no request is made.

        Raises NotConfigured for commands that keep nothing, such as `scrapy shell`.
        """
        spider = crawler.spider
        if not crawler.settings.getbool("STORE_ENABLED") or not isinstance(spider, SiteSpider):
            raise NotConfigured
        announcements = Announcements(crawler.settings, spider.name)
        try:
            opened = _open(crawler, spider)
        except CrawlFailed as error:
            announcements.could_not_start(error)
            raise
        extension = cls(crawler, opened, announcements)
        crawler.signals.connect(extension.hurry, signal=crawl_stopping)
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        self._keeping = tasks.start(self._crawler, "the keeper of the run's lock", self._keep())

    async def _keep(self) -> None:
        reason = await self._keeper.keep()
        self._crawler.stats.set_value(stats_names.LOCK_LOST, reason)
        tasks.end_early(self._crawler, "lock_lost")

    async def spider_closed(self, reason: str) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait({self._keeping})
        stats = self._crawler.stats
        note_clock(stats, clock)
        seen = Observed(stats.get_stats())
        ended_at = now()
        # Its start as the clock is known by now, which may have been wrong then.
        started_at = ended_at - timedelta(seconds=monotonic() - self._began)
        verdict = judge(seen, reason, self._opened.history, started_at, ended_at)
        # A database that was waited for in vain may be back for this one line.
        write = self._store.once if stats_names.STORE_LOST in seen.stats else self._store.call
        try:
            await write(
                Store.finish_run,
                self._opened.run,
                verdict.outcome,
                verdict.reason,
                counts(seen),
                ended_at,
                verdict.findings,
                plain_stats(seen.stats),
                started_at if clock.wrong else None,
            )
        except StoreError as error:
            verdict = Verdict("failed", EXIT_FAILED, verdict.reason or str(error), verdict.findings)
        finally:
            self._store.close()
            leaving = DaemonThread("leaving")  # to_thread would import, which needs a file handle
            await asyncio.wrap_future(leaving.submit(partial(_leave, self._opened.engine)))
            leaving.close()
            self._opened.lock.release()
        stats.set_value(stats_names.EXIT_STATUS, verdict.exit_status)
        stats.set_value(stats_names.REASON, verdict.reason)
        await self._announcements.ended(self._opened.run, verdict, seen, started_at)

    def hurry(self) -> None:
        """A crawl that was told to stop does not wait for its database."""
        self._store.hurry()

    def _hold(self, paused: bool) -> None:
        self._holds += 1 if paused else -1
        if self._holds:
            self._crawler.engine.pause()
        else:
            self._crawler.engine.unpause()


@dataclass(frozen=True, slots=True)
class _Opened:
    engine: Engine
    store: Store
    lock: RunLock
    spool: Spool
    run: int
    history: list[Run]


def _open(crawler: Crawler, spider: SiteSpider) -> _Opened:
    """The database with the spider's lock and a run begun, what waits in the spool stored."""
    engine = _engine(crawler.settings["DATABASE_URL"], BUSY_SECONDS)
    lock = RunLock(engine, spider.name, LEASE)
    patience = crawler.settings.getfloat("STORE_PATIENCE")
    try:
        begin = partial(_begin, crawler, spider, engine, lock)
        opened, spooled = patiently(begin, [lifelines_of(engine), lock], patience)
    except StoreError as error:
        _leave(engine)
        raise CrawlFailed(str(error)) from error
    except BaseException:
        engine.dispose()
        raise
    share_spool(crawler, opened.spool)
    note_spool(crawler, opened.spool)
    logs.run_filter.run = opened.run
    crawler.stats.set_value(stats_names.RUN, opened.run)
    crawler.stats.set_value(stats_names.LEAST_SEEN, crawler.settings.getint("HEALTH_LEAST_SEEN"))
    for saved in spooled:
        count_saved(crawler.stats, saved, spider.site)
    return opened


def _begin(
    crawler: Crawler, spider: SiteSpider, engine: Engine, lock: RunLock
) -> tuple[_Opened, list[Saved]]:
    store = Store(engine)
    versions.ensure(engine)
    lock.acquire()
    try:
        clock.begin(store.latest_time())
        hear_database(store, clock)
        store.set_root(spider.site.root)
        arguments = _plain(spider.arguments)
        # Only runs that were asked for the same can be compared.
        history = [
            one for one in store.recent_runs(spider.name, MAX_HISTORY) if one.arguments == arguments
        ]
        run = store.start_run(spider.name, arguments, now())
        home = Home.of(engine.url, spider.site.root, store.identify())
        spool = Spool.of(crawler.settings["SPOOL_DIR"], home, run, store.made_at())
        spooled = _stored_first(store, spool, run)
    except BaseException:
        lock.release()
        raise
    return _Opened(engine, store, lock, spool, run, history), spooled


def note_spool(crawler: Crawler, spool: Spool) -> None:
    """What the spool held for others, or for nobody, for the findings."""
    said = {
        stats_names.SPOOL_FOREIGN: "; ".join(waits(one) for one in spool.foreign[:MAX_NAMED]),
        stats_names.SPOOL_DAMAGED: ", ".join(one.name for one in spool.unreadable[:MAX_NAMED]),
    }
    for name, words in said.items():
        if words:
            crawler.stats.set_value(name, words)


def _stored_first(store: Store, spool: Spool, run: int) -> list[Saved]:
    """What waits in the spool, stored; a run that cannot do so is closed as failed."""
    try:
        return store_spooled(store, spool, run)
    except StoreError as error:
        with suppress(StoreError):
            store.finish_run(run, "failed", str(error), RunCounts(), now())
        raise


def _leave(engine: Engine) -> None:
    if (unsaid := close(engine)) is not None:
        logger.warning("%s", unsaid)


def _engine(url: str, busy_seconds: float) -> Engine:
    """Raises SettingError for a url that names no database, CrawlFailed where its folder cannot be
    made."""
    try:
        return open_engine(paths.database_url(url), busy_seconds)
    except WrongDatabaseUrl as error:
        raise SettingError(str(error)) from error
    except StoreError as error:
        raise CrawlFailed(str(error)) from error


def plain_stats(stats: Mapping[str, Any]) -> dict[str, Any]:
    """What was seen, for the health checks of later runs; numbers and texts only."""
    return {key: value for key, value in stats.items() if isinstance(value, int | float | str)}


def _plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in arguments.items()}


def _text(value: Any) -> Any:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
