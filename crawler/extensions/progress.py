"""One live line on a terminal: what the crawl has done so far."""

from __future__ import annotations

import sys
import time
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.statscollectors import StatsCollector
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall

INTERVAL = 0.5
"""Seconds between two refreshes of the line."""


class ProgressExtension:
    def __init__(self, crawler: Crawler) -> None:
        self._stats: StatsCollector = crawler.stats
        self._started = time.monotonic()
        self._loop: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where nobody looks on: then the log's own lines tell."""
        if not sys.stderr.isatty():
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        self._loop = create_looping_call(self._show)
        self._loop.start(INTERVAL)

    def spider_closed(self) -> None:
        if self._loop is not None and self._loop.running:
            self._loop.stop()
        self._show()
        sys.stderr.write("\n")

    def _show(self) -> None:
        count = self._stats.get_value
        pages = count("response_received_count", 0)
        seconds = max(time.monotonic() - self._started, 0.001)
        line = (
            f"{pages} pages · {count('articles/new', 0)} new · "
            f"{count('articles/updated', 0)} changed · {count('articles/unchanged', 0)} unchanged · "
            f"{count('articles/failed', 0)} failed · {pages / seconds:.0f} pages/s"
        )
        sys.stderr.write(f"\r\x1b[2K{line}")
        sys.stderr.flush()
