"""Scrapy extension: the outcome of a crawl that stores nothing (`-s STORE_ENABLED=0`)."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.runtime import stats_names
from crawler.runtime.clock import clock, now
from crawler.spiders.base import SiteSpider
from pipelines.outcome import judge
from pipelines.outcome.announcements import log_outcome
from pipelines.outcome.checks.clock import note as note_clock
from pipelines.outcome.observed import Observed

_SWITCH = "STORE_ENABLED"


class UnstoredRunExtension:
    """Judges the run by its own counts, without earlier runs; the log alone is told."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._began = monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where RunExtension sees to the outcome, for commands that have none,
        such as `scrapy shell`, and for spiders of another kind."""
        settings = crawler.settings
        is_off = settings.getpriority(_SWITCH) is not None and not settings.getbool(_SWITCH)
        if not is_off or not isinstance(crawler.spider, SiteSpider):
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_closed(self, reason: str) -> None:
        stats = self._crawler.stats
        note_clock(stats, clock)
        observed = Observed(stats.get_stats())
        ended_at = now()
        started_at = ended_at - timedelta(seconds=monotonic() - self._began)
        verdict = judge(observed, reason, [], started_at, ended_at)
        stats.set_value(stats_names.EXIT_STATUS, verdict.exit_status)
        stats.set_value(stats_names.REASON, verdict.reason)
        log_outcome("Run without a store", verdict, observed)
