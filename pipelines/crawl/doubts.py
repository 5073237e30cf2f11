"""What a site says of urls that may be a mistake of its own, counted for the run's findings."""

from __future__ import annotations

from collections import Counter, defaultdict

from scrapy.crawler import Crawler

from crawler.items import Absence
from crawler.runtime import stats_names
from crawler.spiders.base import SiteSpider

MAX_NAMED = 3
"""Urls that a finding names."""


class Doubts:
    """Of one crawl: which urls led to each target, and how many; pages that were no article."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._counts: Counter[str] = Counter()
        self._named: defaultdict[str, list[str]] = defaultdict(list)

    def count_claim(self, path: str, target: str) -> None:
        """A url said that its article stands at another one."""
        self._counts[target] += 1
        named = self._named[target]
        if len(named) < MAX_NAMED:
            named.append(self._url(path))
        stats = self._crawler.stats
        if self._counts[target] >= stats.get_value(stats_names.CLAIMS, 0):
            stats.set_value(stats_names.CLAIMS, self._counts[target])
            stats.set_value(stats_names.CLAIMED_TARGET, self._url(target))
            stats.set_value(stats_names.CLAIMING_URLS, ", ".join(named))

    def count_no_article(self, absence: Absence) -> None:
        """A url answered with something else than an article, but not that there is none."""
        stats = self._crawler.stats
        stats.inc_value(stats_names.NOT_ARTICLES)
        if stats.get_value(stats_names.NOT_ARTICLES) <= MAX_NAMED:
            named = stats.get_value(stats_names.NOT_ARTICLES_AT)
            url = self._url(absence.path)
            stats.set_value(stats_names.NOT_ARTICLES_AT, f"{named}, {url}" if named else url)
        self._spider.logger.warning("No article (%s): %s", absence.reason, absence.path)

    def _url(self, path: str) -> str:
        return self._spider.site.url(path)

    @property
    def _spider(self) -> SiteSpider:
        spider = self._crawler.spider
        assert isinstance(spider, SiteSpider)
        return spider
