"""What an answer to /robots.txt means, by RFC 9309, 2.3.1."""

from __future__ import annotations

import logging
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK
from scrapy.statscollectors import StatsCollector
from scrapy.utils.httpobj import urlparse_cached

from crawler.failures import cause_of_error
from crawler.stopping import STOPPED

logger = logging.getLogger(__name__)

_EVERYTHING_CLOSED = b"User-agent: *\nDisallow: /\n"


class RobotsAnswerMiddleware:
    """A robots.txt that answers 4xx allows everything; one that answers 5xx or 429, or not at all,
    closes everything: Scrapy would take an error page for the rules, or none for consent.

    Stands between Scrapy's robots and retry middlewares, so that it sees an answer only after the
    retries.
    """

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.stats)

    def process_response(self, request: Request, response: Response) -> Response:
        if not _asks_for_robots(request) or response.status < 400:
            return response
        if response.status >= 500 or response.status == 429:
            return self._closed(request, f"http-{response.status}", f"status {response.status}")
        return response.replace(body=b"")

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        if not _asks_for_robots(request):
            return None
        cause, detail = cause_of_error(exception)
        return None if cause == STOPPED else self._closed(request, cause, detail)

    def _closed(self, request: Request, cause: str, detail: str) -> Response:
        self._stats.set_value("robots/unreachable", f"{cause}: {detail}")
        logger.error("No answer from %s (%s): %s", request.url, cause, detail)
        return TextResponse(request.url, body=_EVERYTHING_CLOSED, encoding="utf-8")


def _asks_for_robots(request: Request) -> bool:
    return request.callback is NO_CALLBACK and urlparse_cached(request).path == "/robots.txt"
