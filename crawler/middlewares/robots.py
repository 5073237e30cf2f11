"""What an answer to /robots.txt means, by RFC 9309, 2.3.1."""

from __future__ import annotations

import codecs
import logging
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK
from scrapy.statscollectors import StatsCollector
from scrapy.utils.httpobj import urlparse_cached

from crawler.runtime import stats_names
from crawler.runtime.failure_causes import RobotsClosed, cause_of_error
from crawler.runtime.shutdown import STOPPED

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
            return self._unanswered(request, f"http-{response.status}", f"status {response.status}")
        return response.replace(body=b"")

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        if not _asks_for_robots(request):
            return None
        cause, detail = cause_of_error(exception)
        return None if cause == STOPPED else self._unanswered(request, cause, detail)

    def _rules(self, request: Request, response: Response) -> Response:
        text = _text(response.body)
        delay = Protego.parse(text).crawl_delay(self._agent) or 0.0
        if delay > self._longest_delay:
            reason = (
                f"is not crawled: robots.txt asks for {delay:g} s between requests, over "
                f"RETRY_AFTER_MAX ({self._longest_delay:g} s)"
            )
            logger.error("%s %s", request.url, reason)
            return self._closed(request, RobotsClosed("robots", reason))
        return response.replace(body=text.encode())

    def _unanswered(self, request: Request, cause: str, detail: str) -> Response:
        logger.error("No answer from %s (%s): %s", request.url, cause, detail)
        return self._closed(
            request, RobotsClosed("unreachable", f"does not answer: {cause}: {detail}")
        )

    def _closed(self, request: Request, closed: RobotsClosed) -> Response:
        self._stats.set_value(stats_names.ROBOTS_CLOSED, closed)
        return TextResponse(request.url, body=_EVERYTHING_CLOSED, encoding="utf-8")


def _text(body: bytes) -> str:
    """UTF-8 by RFC 9309, 2.3; but a byte order mark of UTF-16 says what it is."""
    is_utf16 = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return body.decode("utf-16" if is_utf16 else "utf-8-sig", errors="replace")


def _asks_for_robots(request: Request) -> bool:
    return request.callback is NO_CALLBACK and urlparse_cached(request).path == "/robots.txt"
