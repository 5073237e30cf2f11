"""An extension that says what Python's garbage collector is doing while pages come in."""

from __future__ import annotations

import gc
import sys
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler


class CollectorExtension:
    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls()
        crawler.signals.connect(extension.response_received, signals.response_received)
        return extension

    def response_received(self) -> None:
        sys.stderr.write(f"collector: {gc.isenabled()} {gc.get_freeze_count() > 0}\n")
