"""What happens to a crawl whose database is lost."""

from __future__ import annotations

from scrapy.crawler import Crawler

from crawler.runtime import stats_names
from pipelines.crawl.tasks import end_early
from pipelines.store import StoreError


def note_loss(crawler: Crawler, reason: StoreError) -> None:
    """Say why in the run's outcome, and ask for nothing more: what cannot be stored need not be
    fetched. Pages under way still come in, for the spool."""
    if crawler.stats.get_value(stats_names.STORE_LOST) is None:
        crawler.stats.set_value(stats_names.STORE_LOST, str(reason))
        end_early(crawler, "store_lost")
