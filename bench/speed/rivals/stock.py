"""Scrapy as it comes, downloading the pages of a list and doing nothing with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import scrapy
from scrapy.http import Response


class StockSpider(scrapy.Spider):
    name = "stock"

    def __init__(self, urls: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.start_urls = Path(urls).read_text(encoding="utf-8").split()

    def parse(self, response: Response) -> None:
        """The page is there; nobody looks at it."""
