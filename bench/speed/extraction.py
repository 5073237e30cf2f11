"""Articles a second from bytes in memory, through loaders and validation, on one core.

python -m bench.speed.extraction ROOT FILE…      (paths of pages on standard input)
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector

from bench.speed.printing import PAGES
from crawler.extraction import FetchedPage, extract
from crawler.items import Article
from crawler.urls import Site
from pipelines.components.validation import ValidationPipeline

CONTENT_TYPE = "text/html; charset=utf-8"
WARM = 50


def main() -> None:
    root, folder, most = sys.argv[1:]
    site, fetched_at = Site(root), datetime.now(UTC)
    pages = [
        FetchedPage(file.read_bytes(), _path(file), site, fetched_at, CONTENT_TYPE)
        for file in article_files(Path(folder))[: int(most)]
    ]
    validation = _validation()
    asyncio.run(_read(pages[:WARM], validation))
    since = time.process_time()
    asyncio.run(_read(pages, validation))
    sys.stdout.write(f"{len(pages) / (time.process_time() - since)}\n")


def article_files(folder: Path) -> list[Path]:
    """Those below the section pages."""
    return sorted((folder / PAGES).glob("*/**/*.html"))


def _path(file: Path) -> str:
    parts = file.with_suffix("").parts
    return "/" + "/".join(parts[parts.index(PAGES) + 1 :])


async def _read(pages: Sequence[FetchedPage], validation: ValidationPipeline) -> None:
    for page in pages:
        found = extract(page)
        if not isinstance(found, Article):
            raise RuntimeError(f"{page.path} is no article: {found}")
        await validation.process_item(found)


def _validation() -> ValidationPipeline:
    crawler = Crawler(Spider, {"STATS_DUMP": False})
    crawler.stats = MemoryStatsCollector(crawler)
    return ValidationPipeline.from_crawler(crawler)


if __name__ == "__main__":
    main()
