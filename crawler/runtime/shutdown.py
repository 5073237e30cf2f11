"""The end of a crawl that was told to stop: what was sent is awaited, what was not is left."""

from __future__ import annotations

from scrapy.crawler import Crawler

from crawler.runtime import stats_names
from crawler.runtime.failure_causes import Refused

STOPPED = "stopped"
"""Cause of a request that was never sent: no failure, its url stays what it is."""

crawl_stopping = object()
"""Signal, once: the crawl was told to stop, by the system or by a component."""


class StoppableCrawler(Crawler):
    """Says that it was told to stop before Scrapy's own long goodbye, which sends every request
    that waits for its turn at the crawl's pace: 16 of them, with up to 30 s between two."""

    async def stop_async(self) -> None:
        if self.crawling:
            announce(self)
        await super().stop_async()


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
