"""No task of ours ends by an error unseen: the run ends with it, as failed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from scrapy.crawler import Crawler

from crawler.runtime import stats_names
from crawler.runtime.exceptions import EXIT_FAILED
from crawler.runtime.shutdown import announce
from pipelines.store.backends.errors import one_line

logger = logging.getLogger(__name__)


class Tasks:
    """What runs beside one crawl; kept here, since the event loop keeps no task from being
    collected."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._kept: set[asyncio.Task[Any]] = set()

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Have a coroutine run beside the crawl. `name`: what the operator is told that died."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._kept.add(task)
        task.add_done_callback(self._ended)
        return task

    def end_early(self, reason: str) -> None:
        """Ask for nothing more, and close the crawl; pages under way still come in."""
        announce(self._crawler)
        engine = self._crawler.engine
        if engine is None or engine.spider is None:
            return
        task = asyncio.get_running_loop().create_task(engine.close_spider_async(reason=reason))
        self._kept.add(task)
        task.add_done_callback(self._closed)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._kept.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        name = task.get_name()
        logger.error("%s died", name, exc_info=error)
        stats = self._crawler.stats
        if stats.get_value(stats_names.REASON) is None:
            reason = f"{name} died of {type(error).__name__}: {one_line(error)}"
            stats.set_value(stats_names.REASON, reason)
            stats.set_value(stats_names.EXIT_STATUS, EXIT_FAILED)
            stats.set_value(stats_names.CHECK, "program")
        self.end_early("died")

    def _closed(self, task: asyncio.Task[None]) -> None:
        self._kept.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("The crawl could not be closed", exc_info=error)
