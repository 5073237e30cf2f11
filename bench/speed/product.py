"""The product's own commands, as an operator gives them, in the profile for a site of one's own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from crawler import settings_fast

CONCURRENCY = settings_fast.CONCURRENT_REQUESTS_PER_DOMAIN
"""Also of those that this is compared with."""
FINE = frozenset({0, 3})
"""Exit statuses of a crawl that ended: 3 says that the health checks have a word to say."""


def arguments(spider: str = "sections") -> list[str]:
    """What follows `scrapy`."""
    return ["crawl", spider]


def crawl(spider: str = "sections") -> list[str]:
    return [sys.executable, "-m", "scrapy", *arguments(spider)]


def environment(site_url: str, database_url: str, folder: Path) -> Mapping[str, str]:
    """Everything that a crawl writes goes to `folder`; nothing of the operator's own is used."""
    return {
        "SCRAPY_PROJECT": "fast",
        "SITE_URL": site_url,
        "DATABASE_URL": database_url,
        "ARCHIVE_DIR": "",  # it has rows of its own
        "SPOOL_DIR": str(folder / "spool"),
        "NOTICES_DIR": str(folder / "notices"),
        "NOTIFY_URLS": "",
        "METRICS_FILE": "",
        "LOGS_DIR": str(folder / "logs"),
        "LOG_FORMAT": "text",
    }
