"""Pages of the replica as web archives have them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.crawls.altered_site import AlteredSite
from tests.crawls.warc_files import Record
from tests.site.nights import edition

CARDS = [card.story.path for card in edition(1).lists["tennis"]]
AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
UNHURRIED = {"DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0"}


def record(site: AlteredSite, path: str, at: datetime = AT, **fields: Any) -> Record:
    body = site.site.page(path.partition("?")[0]).body
    return Record(**{"url": site.url + path, "at": at, "body": body, **fields})
