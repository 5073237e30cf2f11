"""One live line on a terminal: how far the crawl is, what came in, and how long it may take."""

from __future__ import annotations

import atexit
import sys
import time
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall

from crawler.runtime import run_log, stats_names

if TYPE_CHECKING:
    from crawler.extensions.live_line import LiveLine

INTERVAL = 0.5
"""Seconds between two refreshes of the line."""
_REMEMBERED = 40
"""Refreshes over which the rate is taken: the last 20 seconds."""


class ProgressExtension:
    def __init__(self, crawler: Crawler, live: LiveLine) -> None:
        self._crawler = crawler
        self._live = live
        self._began = time.monotonic()
        self._seen: deque[tuple[float, int]] = deque(maxlen=_REMEMBERED)
        self._loop: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where nobody looks on, or the log is on the terminal: then its own
        lines tell."""
        if not sys.stderr.isatty() or run_log.current.is_on_stderr:
            raise NotConfigured
        from crawler.extensions.live_line import LiveLine  # noqa: PLC0415  (cron needs no rich)

        extension = cls(crawler, LiveLine())
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        self._live.start()
        atexit.register(self._live.stop)  # a crawl that dies must not keep the cursor hidden
        self._loop = create_looping_call(self._show)
        self._loop.start(INTERVAL)

    def spider_closed(self) -> None:
        """The last line stays, with what came in on the whole and how long it took."""
        if self._loop is not None and self._loop.running:
            self._loop.stop()
        self._show(took=time.monotonic() - self._began)
        self._live.stop()

    def _show(self, took: float | None = None) -> None:
        stats = self._crawler.stats.get_stats()
        arguments = getattr(self._crawler.spider, "arguments", {})
        is_whole = "sections" not in arguments
        self._live.show(stats, self._rate(stats), whole_menu=is_whole, took=took)

    def _rate(self, stats: Mapping[str, Any]) -> float:
        """Pages a second: lately, or on the whole while none came lately; 0 before the first."""
        now, pages = time.monotonic(), int(stats.get(stats_names.RESPONSES, 0))
        self._seen.append((now, pages))
        since, before = self._seen[0]
        if pages > before and now > since:
            return (pages - before) / (now - since)
        return pages / (now - self._began) if now > self._began else 0.0
