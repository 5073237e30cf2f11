"""What became of each article, in the run's counts."""

from __future__ import annotations

from scrapy.statscollectors import StatsCollector

from crawler.runtime import stats_names
from crawler.urls import Site
from pipelines.store import Saved
from pipelines.store.articles.deciding import Outcome

MAX_EXAMPLES = 3
"""Urls that a finding names."""

_COUNTED_AS: dict[Outcome, stats_names.Number | stats_names.Shown] = {
    "new": stats_names.ARTICLES_NEW,
    "updated": stats_names.ARTICLES_UPDATED,
    "unchanged": stats_names.ARTICLES_UNCHANGED,
    "rejected": stats_names.ARTICLES_REJECTED,
    "forgotten": stats_names.ARTICLES_FORGOTTEN,
}


def count_saved(stats: StatsCollector, saved: Saved, site: Site) -> None:
    stats.inc_value(_COUNTED_AS[saved.outcome])
    for field in saved.kept:
        stats.inc_value(stats_names.KEPT(field))
        urls = str(stats.get_value(stats_names.KEPT_AT(field), "")).split()
        if len(urls) < MAX_EXAMPLES:
            named = " ".join([*urls, site.url(saved.path)])
            stats.set_value(stats_names.KEPT_AT(field), named)
