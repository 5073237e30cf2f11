"""What an answer to /robots.txt means, by RFC 9309, 2.3.1."""

from __future__ import annotations

import codecs
import logging
import math
from typing import Self

from protego import Protego
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
    closes everything: Scrapy would take an error page for the rules, or none for consent. So does
    one with a `Crawl-delay` over RETRY_AFTER_MAX: at that pace a night would never end.

    Stands between Scrapy's robots and retry middlewares, so that it sees an answer only after the
    retries.
    """

    def __init__(self, stats: StatsCollector, agent: str, longest_delay: float) -> None:
        self._stats = stats
        self._agent = agent
        self._longest_delay = longest_delay

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        agent = str(settings["ROBOTSTXT_USER_AGENT"])
        return cls(crawler.stats, agent, settings.getfloat("RETRY_AFTER_MAX"))

    def process_response(self, request: Request, response: Response) -> Response:
        if not _asks_for_robots(request):
            return response
        if response.status == 200:
            return self._rules(request, response)
        if response.status < 400:
            return response
        if response.status >= 500 or response.status == 429:
            return self._closed(request, f"http-{response.status}", f"status {response.status}")
        return response.replace(body=b"")

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        if not _asks_for_robots(request):
            return None
        cause, detail = cause_of_error(exception)
        return None if cause == STOPPED else self._closed(request, cause, detail)

    def _rules(self, request: Request, response: Response) -> Response:
        text = _text(response.body)
        delay = Protego.parse(text).crawl_delay(self._agent) or 0.0
        if not math.isnan(delay) and delay > self._longest_delay:
            reason = (
                f"robots.txt asks for {delay:g} s between requests, over RETRY_AFTER_MAX"
                f" ({self._longest_delay:g} s)"
            )
            self._stats.set_value("robots/too_slow", reason)
            logger.error("%s: %s", request.url, reason)
            return _everything_closed(request)
        return response.replace(body=text.encode())

    def _closed(self, request: Request, cause: str, detail: str) -> Response:
        self._stats.set_value("robots/unreachable", f"{cause}: {detail}")
        logger.error("No answer from %s (%s): %s", request.url, cause, detail)
        return _everything_closed(request)


def _everything_closed(request: Request) -> Response:
    return TextResponse(request.url, body=_EVERYTHING_CLOSED, encoding="utf-8")


def _text(body: bytes) -> str:
    """UTF-8 by RFC 9309, 2.3; but a byte order mark of UTF-16 says what it is."""
    is_utf16 = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return body.decode("utf-16" if is_utf16 else "utf-8-sig", errors="replace")


def _asks_for_robots(request: Request) -> bool:
    return request.callback is NO_CALLBACK and urlparse_cached(request).path == "/robots.txt"
