"""A run as it is opened: the database, the spider's lock, the run's record and its spool."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from typing import Any

from scrapy.crawler import Crawler
from sqlalchemy import Engine

from crawler.runtime import logs, paths, run_log, stats_names
from crawler.runtime.clock import clock, now
from crawler.runtime.exceptions import CrawlFailed, SettingError
from crawler.spiders.base import SiteSpider
from pipelines.crawl.async_store import BUSY_SECONDS
from pipelines.crawl.database_clock import hear_database
from pipelines.crawl.lock_keeper import LEASE
from pipelines.crawl.opening import patiently
from pipelines.crawl.recovery import store_spooled, waits
from pipelines.crawl.saved import count_saved
from pipelines.crawl.spool import Spool
from pipelines.crawl.spool_home import Home
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


@dataclass(frozen=True, slots=True)
class OpenedRun:
    engine: Engine
    store: Store
    lock: RunLock
    spool: Spool
    """For what this run cannot store; it names the run, its database and its site."""
    number: int
    history: list[Run]
    """Earlier runs of the same spider with the same arguments."""
    database: str
    """Its own id."""

    def leave(self) -> None:
        """Close the database; this blocks."""
        _leave(self.engine)


def open_run(crawler: Crawler, spider: SiteSpider) -> OpenedRun:
    """The database with the spider's lock and a run begun, what waits in the spool stored.

    :raises CrawlFailed: the database is not to be had
    :raises CrawlLocked: another run holds the spider's lock
    :raises SettingError: DATABASE_URL names no database
    """
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
    note_spool(crawler, opened.spool)
    logs.run_filter.run = opened.number
    crawler.stats.set_value(stats_names.RUN, opened.number)
    crawler.stats.set_value(stats_names.LEAST_SEEN, crawler.settings.getint("HEALTH_LEAST_SEEN"))
    for saved in spooled:
        count_saved(crawler.stats, saved, spider.site)
    return opened


def _begin(
    crawler: Crawler, spider: SiteSpider, engine: Engine, lock: RunLock
) -> tuple[OpenedRun, list[Saved]]:
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
        run = store.start_run(spider.name, arguments, now(), run_log.current.path)
        database = store.identify()
        home = Home.of(engine.url, spider.site.root, database)
        spool = Spool.of(crawler.settings["SPOOL_DIR"], home, run, store.made_at())
        spooled = _stored_first(store, spool, run)
    except BaseException:
        lock.release()
        raise
    return OpenedRun(engine, store, lock, spool, run, history, database), spooled


def note_spool(crawler: Crawler, spool: Spool) -> None:
    """What the spool held for others, or for nobody, for the findings."""
    said = {
        stats_names.SPOOL_OF_OTHERS: "; ".join(waits(one) for one in spool.of_others[:MAX_NAMED]),
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


def _plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in arguments.items()}


def _text(value: Any) -> Any:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
