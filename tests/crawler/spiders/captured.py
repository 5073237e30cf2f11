"""The spiders that read archives, made without a crawl."""

from __future__ import annotations

from typing import Any, TypeVar

from scrapy.crawler import Crawler
from scrapy.utils.test import get_crawler

from crawler.spiders.captured import CapturedSpider

Spider = TypeVar("Spider", bound=CapturedSpider)
SITE_URL = "https://www.dailysabah.com"
ARCHIVE_URL = "https://archive.example"
SETTINGS = {
    "SITE_URL": SITE_URL,
    "WEB_ARCHIVE_URL": ARCHIVE_URL,
    "COMMON_CRAWL_INDEX_URL": "https://index.example",
    "COMMON_CRAWL_DATA_URL": "https://files.example",
    "ARCHIVE_DIR": "",
}


def made(kind: type[Spider], **arguments: Any) -> Spider:
    crawler: Crawler = get_crawler(kind, SETTINGS)
    return kind.from_crawler(crawler, **arguments)
