"""No task of ours ends by an error unseen: the run ends with it, as failed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from functools import partial
from typing import Any

from scrapy.crawler import Crawler

from crawler.runtime import stats_names
from crawler.runtime.exceptions import EXIT_FAILED
from crawler.runtime.shutdown import announce
from pipelines.store.backends.errors import one_line

logger = logging.getLogger(__name__)

_kept: set[asyncio.Task[Any]] = set()
"""The event loop itself keeps no task from being collected."""


def start(crawler: Crawler, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Have a coroutine run beside the crawl. `name`: what the operator is told that died."""
    task = asyncio.get_running_loop().create_task(work, name=name)
    _kept.add(task)
    task.add_done_callback(partial(_ended, crawler))
    return task


def _ended(crawler: Crawler, task: asyncio.Task[None]) -> None:
    _kept.discard(task)
    if task.cancelled():
        return
    error = task.exception()
    if error is None:
        return
    name = task.get_name()
    logger.error("%s died", name, exc_info=error)
    stats = crawler.stats
    if stats.get_value(stats_names.REASON) is None:
        stats.set_value(
            stats_names.REASON, f"{name} died of {type(error).__name__}: {one_line(error)}"
        )
        stats.set_value(stats_names.EXIT_STATUS, EXIT_FAILED)
        stats.set_value(stats_names.CHECK, "program")
    end_early(crawler, "died")


def end_early(crawler: Crawler, reason: str) -> None:
    """Ask for nothing more, and close the crawl; pages under way still come in."""
    announce(crawler)
    engine = crawler.engine
    if engine is None or engine.spider is None:
        return
    task = asyncio.get_running_loop().create_task(engine.close_spider_async(reason=reason))
    _kept.add(task)
    task.add_done_callback(_closed)


def _closed(task: asyncio.Task[None]) -> None:
    _kept.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("The crawl could not be closed", exc_info=error)
