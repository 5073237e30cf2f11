"""The end of a crawl that was told to stop: what was sent is awaited, what was not is left."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from types import FrameType
from typing import Any

from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler
from scrapy.utils.ossignal import install_shutdown_handlers

from crawler.runtime import stats_names
from crawler.runtime.failure_causes import Refused

logger = logging.getLogger(__name__)

END_SECONDS = 30.0
"""Within which a crawl that is told to stop ends by itself (CONTRACT, promise 2)."""

STOPPED = "stopped"
"""Cause of a request that was never sent: no failure, its url stays what it is."""

crawl_stopping = object()
"""Signal, once: the crawl was told to stop, by the system or by a component."""


class StoppableCrawler(Crawler):
    """Says that it was told to stop before Scrapy's own long goodbye, which sends every request
    that waits for its turn at the crawl's pace: 16 of them, with up to 30 s between two.

    Scrapy ends the process as soon as `stop_async` returns, and at once on a second signal. Both
    would cut off the run's record and what waits for the database: so it returns when the crawl
    has ended, and a second signal is only answered.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ended = asyncio.Event()

    async def crawl_async(self, *args: Any, **kwargs: Any) -> None:
        try:
            await super().crawl_async(*args, **kwargs)
        finally:
            self._ended.set()

    def _create_engine(self) -> ExecutionEngine:
        # Scrapy's own calls `stop_async` in the midst of the crawl's end, which that would await.
        return _Engine(self, lambda _: super(StoppableCrawler, self).stop_async())

    async def stop_async(self) -> None:
        install_shutdown_handlers(_Again())
        if self.crawling:
            announce(self)
        engine = self.engine
        if not (isinstance(engine, _Engine) and engine.is_closing):
            await super().stop_async()
        if self._started:
            await self._ended.wait()


class _Engine(ExecutionEngine):
    is_closing = False

    async def close_spider_async(self, *, reason: str = "cancelled") -> None:
        self.is_closing = True
        await super().close_spider_async(reason=reason)


class _Again:
    """What a further signal does while the crawl ends: nothing, before it is overdue."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._loop = asyncio.get_running_loop()

    def __call__(self, number: int, frame: FrameType | None) -> None:
        left = self._since + END_SECONDS - time.monotonic()
        if left <= 0:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        # No logging in a signal handler: the code it interrupts may hold the log's lock.
        told = "%s again: the crawl is ending, within %.0f s"
        self._loop.call_soon_threadsafe(logger.info, told, signal.Signals(number).name, left)


def announce(crawler: Crawler) -> None:
    """Tell whom it concerns, and let go of the requests that wait for their turn."""
    crawler.signals.send_catch_log(signal=crawl_stopping)
    if crawler.engine is None:
        return
    for slot in crawler.engine.downloader.slots.values():
        while slot.queue:
            request, answer = slot.queue.popleft()
            crawler.stats.inc_value(stats_names.REQUESTS, -1)
            answer.errback(Refused(STOPPED, f"{request.url} was not asked for any more"))
