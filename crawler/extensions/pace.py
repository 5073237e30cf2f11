"""The host's pace: `Crawl-delay` of robots.txt, and the pauses that 429 and 503 ask for."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

from scrapy import Request, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.runtime import stats_names
from crawler.runtime.clock import now

logger = logging.getLogger(__name__)

BUSY = frozenset({429, 503})
FIRST_PAUSE = 5.0
"""Seconds to wait after a 429 or 503 that does not say how long; twice as long after each more."""
MIN_DELAY = 0.001
"""Scrapy looks at a slot's last request only where the slot has a delay at all."""


class PaceExtension:
    """Slows the downloader's slot of the host, behind whose queue every request waits.

    AutoThrottle adjusts the same slot; connected after it, this extension has the last word.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._longest_pause = crawler.settings.getfloat("RETRY_AFTER_MAX")
        self._crawl_delay = 0.0
        self._busy_answers = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(extension.response_downloaded, signal=signals.response_downloaded)
        return extension

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Take over robots.txt's `Crawl-delay` for our user agent."""
        rules: Any = getattr(robotparser, "rp", None)
        agent = self._crawler.settings["ROBOTSTXT_USER_AGENT"]
        delay = rules.crawl_delay(agent) if rules is not None else None
        if delay:
            self._crawl_delay = float(delay)
            logger.info("robots.txt asks for %g s between requests", self._crawl_delay)
            for slot in self._crawler.engine.downloader.slots.values():
                self._slow(slot)

    def response_downloaded(self, response: Response, request: Request) -> None:
        slot = self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot is None:
            return
        self._slow(slot)
        if response.status not in BUSY:
            self._busy_answers = 0
            return
        self._busy_answers += 1
        self._pause(slot, self._asked_for(response))

    def _slow(self, slot: Slot) -> None:
        if slot.delay < self._crawl_delay:
            slot.delay = self._crawl_delay
        if self._crawl_delay:
            slot.jitter = 0.0

    def _asked_for(self, response: Response) -> float:
        """Seconds that the answer asks to wait, up to the cap."""
        said = retry_after(response, now())
        seconds = FIRST_PAUSE * 2 ** (self._busy_answers - 1) if said is None else said
        return min(seconds, self._longest_pause)

    def _pause(self, slot: Slot, seconds: float) -> None:
        if seconds <= 0:
            return
        logger.warning("The site is busy: nothing is asked for the next %.0f s", seconds)
        self._crawler.stats.inc_value(stats_names.PAUSES)
        self._crawler.stats.inc_value(stats_names.PAUSED_SECONDS, round(seconds))
        slot.delay = max(slot.delay, MIN_DELAY)
        # The slot lets its next request go `delay` after the last one: we set that one later. The
        # jitter, which may halve the delay, is allowed for.
        slot.lastseen = max(slot.lastseen, time.monotonic() + seconds)


def retry_after(response: Response, now: datetime) -> float | None:
    """Seconds of the header Retry-After, a number or a date (RFC 9110, 10.2.3); None for none."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
