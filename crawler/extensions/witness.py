"""The site's clock, heard in each answer's `Date`, as a second one beside ours (decision 028)."""

from __future__ import annotations

from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.runtime.clock import clock, now
from crawler.runtime.request_meta import meta_of, to_second
from crawler.runtime.response_headers import sent_at


class WitnessExtension:
    """Hears every answer before its page is read, and notes when it came."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls()
        crawler.signals.connect(extension.response_downloaded, signal=signals.response_downloaded)
        return extension

    def response_downloaded(self, response: Response, request: Request) -> None:
        at = sent_at(response)
        if at is not None and "captured_at" not in meta_of(request):
            clock.hear_site(at)
        meta_of(request)["fetched_at"] = to_second(now())
