"""A download handler that answers with captures of archives, and opens no connection."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.runtime.failure_causes import Refused
from crawler.runtime.request_meta import meta_of
from crawler.warc.captures import Capture


class CaptureHandler:
    """In place of Scrapy's own handlers for http and https. A request without a capture is refused:
    a crawl of files asks nobody."""

    lazy = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls()

    async def download_request(self, request: Request) -> Response:
        capture = meta_of(request).get("capture")
        if capture is None:
            raise Refused("offline", f"{request.url} is in none of the files")
        return response_of(request.url, capture)

    async def close(self) -> None:
        """Nothing is open."""


def response_of(url: str, capture: Capture) -> Response:
    headers = Headers()
    for name, value in capture.headers:
        headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=url)
    return kind(url, status=capture.status, headers=headers, body=capture.payload)
