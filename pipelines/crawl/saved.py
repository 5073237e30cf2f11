"""What became of each article, in the run's counts."""

from __future__ import annotations

from scrapy.statscollectors import StatsCollector

from crawler.urls import Site
from pipelines.store import Saved

MAX_EXAMPLES = 3
"""Urls that a finding names."""


def count_saved(stats: StatsCollector, saved: Saved, site: Site) -> None:
    stats.inc_value(f"articles/{saved.outcome}")
    for field in saved.kept:
        stats.inc_value(f"fields/kept/{field}")
        name = f"fields/kept_at/{field}"
        urls = str(stats.get_value(name, "")).split()
        if len(urls) < MAX_EXAMPLES:
            stats.set_value(name, " ".join([*urls, site.url(saved.path)]))
