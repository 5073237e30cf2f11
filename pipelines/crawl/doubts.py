"""What a site says of urls that may be a mistake of its own, counted for the run's findings."""

from __future__ import annotations

from collections import Counter, defaultdict
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from crawler.items import Absence
from crawler.runtime import stats_names
from crawler.spiders.base import SiteSpider

MAX_NAMED = 3
"""Urls that a finding names."""

_claims: WeakKeyDictionary[Crawler, _Claims] = WeakKeyDictionary()


class _Claims:
    """Which urls led to each target, and how many."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.named: defaultdict[str, list[str]] = defaultdict(list)


def count_claim(crawler: Crawler, path: str, target: str) -> None:
    """A url said that its article stands at another one."""
    claims = _claims.setdefault(crawler, _Claims())
    claims.counts[target] += 1
    named = claims.named[target]
    if len(named) < MAX_NAMED:
        named.append(_url(crawler, path))
    stats = crawler.stats
    if claims.counts[target] >= stats.get_value(stats_names.CLAIMS, 0):
        stats.set_value(stats_names.CLAIMS, claims.counts[target])
        stats.set_value(stats_names.CLAIMED_TARGET, _url(crawler, target))
        stats.set_value(stats_names.CLAIMING_URLS, ", ".join(named))


def count_no_article(crawler: Crawler, absence: Absence) -> None:
    """A url answered with something else than an article, but not that there is none."""
    stats = crawler.stats
    stats.inc_value(stats_names.NOT_ARTICLES)
    if stats.get_value(stats_names.NOT_ARTICLES) <= MAX_NAMED:
        named = stats.get_value(stats_names.NOT_ARTICLES_AT)
        url = _url(crawler, absence.path)
        stats.set_value(stats_names.NOT_ARTICLES_AT, f"{named}, {url}" if named else url)
    assert crawler.spider is not None
    crawler.spider.logger.warning("No article (%s): %s", absence.reason, absence.path)


def _url(crawler: Crawler, path: str) -> str:
    spider = crawler.spider
    assert isinstance(spider, SiteSpider)
    return spider.site.url(path)
