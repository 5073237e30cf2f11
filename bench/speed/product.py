"""The product's own commands, as an operator gives them, at the pace of a site of one's own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

FAST = {
    "DOWNLOAD_DELAY": "0",
    "AUTOTHROTTLE_ENABLED": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "16",
    "CLOSESPIDER_PAGECOUNT": "0",
}
"""The pace for a site that nobody else reads; all else is as shipped."""
CONCURRENCY = FAST["CONCURRENT_REQUESTS_PER_DOMAIN"]
"""Also of those that this is compared with."""
FINE = frozenset({0, 3})
"""Exit statuses of a crawl that ended: 3 says that the health checks have a word to say."""


def arguments(spider: str = "sections") -> list[str]:
    """What follows `scrapy`."""
    words = ["crawl", spider]
    for name, value in FAST.items():
        words += ["-s", f"{name}={value}"]
    return words


def crawl(spider: str = "sections") -> list[str]:
    return [sys.executable, "-m", "scrapy", *arguments(spider)]


def environment(site_url: str, database_url: str, folder: Path) -> Mapping[str, str]:
    """Everything that a crawl writes goes to `folder`; nothing of the operator's own is used."""
    return {
        "SITE_URL": site_url,
        "DATABASE_URL": database_url,
        "SPOOL_DIR": str(folder / "spool"),
        "NOTICES_DIR": str(folder / "notices"),
        "NOTIFY_URLS": "",
        "METRICS_FILE": "",
        "LOG_FORMAT": "text",
    }
