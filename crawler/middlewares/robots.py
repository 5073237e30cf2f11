"""What an answer to /robots.txt means, by RFC 9309, 2.3.1."""

from __future__ import annotations

import codecs
import logging
import math
import re
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

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BY_ZEROS: dict[tuple[bool, ...], str] = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}
_DELAY = re.compile(r"(?im)^([ \t]*crawl-delay[ \t]*:)[ \t]*([^\s#]+)")
_ENDLESS = 1e12
"""Seconds; over any bound."""
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
    """UTF-8 by RFC 9309, 2.3, or what the bytes show to be UTF-16 or UTF-32. A pace without end is
    written as a finite one, for Protego passes over it."""
    text = body.decode(_encoding(body), errors="replace").lstrip("\ufeff").replace("\x00", "")
    return _DELAY.sub(_finite, text)


def _encoding(body: bytes) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return encoding
    # The rules are ASCII: the places of its NUL bytes tell the width and order of a character's.
    zeros = tuple(one == 0 for one in body[:4])
    return _BY_ZEROS.get(zeros, "utf-8")


def _finite(match: re.Match[str]) -> str:
    try:
        is_endless = float(match[2]) == math.inf
    except ValueError:
        return match[0]
    return f"{match[1]}{_ENDLESS:.0f}" if is_endless else match[0]


def _asks_for_robots(request: Request) -> bool:
    return request.callback is NO_CALLBACK and urlparse_cached(request).path == "/robots.txt"
