"""What happens to a crawl whose database is lost."""

from __future__ import annotations

import asyncio

from scrapy.crawler import Crawler

from crawler.stopping import announce
from pipelines.store import StoreError

_KEY = "store/lost"
_stops: set[asyncio.Task[None]] = set()


def note_loss(crawler: Crawler, reason: StoreError) -> None:
    """Say why in the run's outcome, and ask for nothing more: what cannot be stored need not be
    fetched. Pages under way still come in, for the spool."""
    if crawler.stats.get_value(_KEY) is None:
        crawler.stats.set_value(_KEY, str(reason))
        announce(crawler)
        task = asyncio.ensure_future(crawler.engine.close_spider_async(reason="store_lost"))
        _stops.add(task)
        task.add_done_callback(_stops.discard)
