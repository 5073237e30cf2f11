"""The run's record: opened before the first request, closed with an outcome."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from enum import Enum
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from sqlalchemy import Engine

from crawler import logs, project
from crawler.arguments import now
from crawler.exceptions import EXIT_FAILED, CrawlFailed, SettingError
from crawler.spiders.base import SiteSpider
from crawler.stopping import crawl_stopping
from pipelines.connection import AsyncStore, share
from pipelines.health import Verdict, judge
from pipelines.recovery import store_spooled
from pipelines.health.observed import Observed
from pipelines.lock import RunLock
from pipelines.spool import Spool
from pipelines.store import Run, RunCounts, Store, StoreError, WrongDatabaseUrl, open_engine, schema

logger = logging.getLogger(__name__)

MOST_HISTORY = 800
"""Earlier runs that the health checks look at: four weeks of hourly ones."""


class RunExtension:
    """Opens the store before anything is asked for, and says in the end what came of the run."""

    def __init__(
        self, crawler: Crawler, store: Store, lock: RunLock, run: int, history: Sequence[Run]
    ) -> None:
        self._crawler = crawler
        patience = crawler.settings.getfloat("STORE_PATIENCE")
        self._store = AsyncStore(store, patience, self._hold)
        self._lock = lock
        self._run = run
        self._history = history
        self._started_at = now()
        share(crawler, self._store)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises CrawlFailed where the database is not to be had: then no request is made.

        Raises NotConfigured for commands that keep nothing, such as `scrapy shell`.
        """
        spider = crawler.spider
        if not crawler.settings.getbool("STORE_ENABLED") or not isinstance(spider, SiteSpider):
            raise NotConfigured
        engine = open_database(crawler.settings["DATABASE_URL"])
        lock = RunLock(engine, spider.name)
        store = Store(engine)
        try:
            lock.acquire()
            store.set_root(spider.site.root)
            history = store.recent_runs(spider.name, MOST_HISTORY)
            run = store.start_run(spider.name, _plain(spider.arguments), now())
            spooled = store_spooled(store, Spool.of(crawler.settings["SPOOL_DIR"]), run)
        except StoreError as error:
            lock.release()
            raise CrawlFailed(str(error)) from error
        logs.run_filter.run = run
        crawler.stats.set_value("run/id", run)
        for outcome, articles in spooled.items():
            crawler.stats.inc_value(f"articles/{outcome}", articles)
        extension = cls(crawler, store, lock, run, history)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    async def spider_closed(self, reason: str) -> None:
        stats = self._crawler.stats
        seen = Observed(stats.get_stats())
        verdict = judge(seen, reason, self._history, self._started_at, now())
        try:
            await self._store.once(
                Store.finish_run,
                self._run,
                verdict.outcome,
                verdict.reason,
                counts(stats.get_stats()),
                now(),
                verdict.findings,
                plain_stats(stats.get_stats()),
            )
        except StoreError as error:
            if not lost:
                verdict = Verdict("failed", EXIT_FAILED, str(error), [])
        finally:
            self._store.close()
            self._lock.release()
        stats.set_value("run/exit_status", verdict.exit_status)
        stats.set_value("run/reason", verdict.reason)
        self._say(verdict)

    def hurry(self) -> None:
        self._store.hurry()

    def _hold(self, paused: bool) -> None:
        if paused:
            self._crawler.engine.pause()
        else:
            self._crawler.engine.unpause()

    def _say(self, verdict: Verdict) -> None:
        done = counts(self._crawler.stats.get_stats())
        logger.info(
            "Run %d %s: %d requests, %d new, %d updated, %d unchanged, %d gone, %d failed",
            self._run,
            verdict.outcome,
            done.requests,
            done.articles_new,
            done.articles_updated,
            done.articles_unchanged,
            done.articles_gone,
            done.articles_failed,
        )
        for finding in verdict.findings:
            logger.warning(
                "%s: found %s, expected %s; %s",
                f"{finding.check} ({finding.section})" if finding.section else finding.check,
                finding.found,
                finding.expected,
                finding.hint,
            )


def open_database(url: str) -> Engine:
    """The database at a DATABASE_URL, its schema created where it is missing.

    Raises SettingError for a url that names no database, CrawlFailed for one that cannot be used.
    """
    try:
        engine = open_engine(project.database_url(url))
        schema.ensure(engine)
    except WrongDatabaseUrl as error:
        raise SettingError(str(error)) from error
    except StoreError as error:
        raise CrawlFailed(str(error)) from error
    return engine


def counts(stats: Mapping[str, Any]) -> RunCounts:
    return RunCounts(
        requests=stats.get("downloader/request_count", 0),
        articles_new=stats.get("articles/new", 0),
        articles_updated=stats.get("articles/updated", 0),
        articles_unchanged=stats.get("articles/unchanged", 0),
        articles_gone=stats.get("articles/gone", 0),
        articles_failed=stats.get("articles/failed", 0),
        pages_failed=stats.get("pages/failed", 0),
    )


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
