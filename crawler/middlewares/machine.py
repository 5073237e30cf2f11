"""What our own machine cannot do now is tried again, and is no url's failure."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.runtime.failure_causes import Refused
from crawler.runtime.machine_faults import fault_of, note_fault
from crawler.runtime.request_meta import meta_of
from crawler.runtime.shutdown import STOPPED, announce, crawl_stopping

logger = logging.getLogger(__name__)

PATIENCE = 30.0
"""Seconds without any answer after which a crawl that lacks file handles or memory is ended."""
FIRST_PAUSE = 0.25
MAX_PAUSE = 5.0
"""Seconds before a request is tried again; each pause is twice the one before."""


class OwnMachineMiddleware:
    """Innermost: a request that failed for want of file handles or memory waits and leaves again;
    Scrapy's retries would be used up at once. Meanwhile the crawl is held back, as each request
    that waits keeps its place among those under way.

    Where a callback or an item pipeline fails for such a fault, the rest goes on: one page that
    takes more memory than there is must not hold up the others.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._without_answer_since: float | None = None
        self._stopping = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.stop_waiting, signal=crawl_stopping)
        crawler.signals.connect(middleware.look_at, signal=signals.spider_error)
        crawler.signals.connect(middleware.look_at, signal=signals.item_error)
        return middleware

    def process_request(self, request: Request) -> None:
        if self._closing is not None:
            raise _not_asked(request)

    def process_response(self, request: Request, response: Response) -> Response:
        self._without_answer_since = None
        return response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        fault = fault_of(exception)
        if fault is None:
            return None
        now = time.monotonic()
        if self._without_answer_since is None:
            self._without_answer_since = now
            logger.warning("%s; the crawl waits", fault)
        elif now - self._without_answer_since > PATIENCE:
            self._give_up(fault)
        tries = meta_of(request).get("machine_tries", 0)
        await self._sleep(min(FIRST_PAUSE * 2 ** min(tries, 10), MAX_PAUSE))
        if self._stopping.is_set():
            raise _not_asked(request)
        again: Request = request.copy()
        meta_of(again)["machine_tries"] = tries + 1
        again.dont_filter = True
        return again

    def stop_waiting(self) -> None:
        self._stopping.set()

    def look_at(self, failure: Failure) -> None:
        fault = fault_of(failure.value) if failure.value is not None else None
        if fault is not None:
            note_fault(self._crawler, fault)

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    def _give_up(self, fault: str) -> None:
        if self._closing is None:
            note_fault(self._crawler, fault)
            announce(self._crawler)
            closing = self._crawler.engine.close_spider_async(reason="machine")
            self._closing = asyncio.ensure_future(closing)


def _not_asked(request: Request) -> Refused:
    return Refused(STOPPED, f"{request.url} was not asked for any more")
