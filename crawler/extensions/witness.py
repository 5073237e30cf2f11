"""The site's clock, heard in each answer's `Date`, as a second one beside ours (decision 028)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.runtime.clock import clock, now
from crawler.runtime.request_meta import meta_of, to_second


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


def sent_at(response: Response) -> datetime | None:
    """When an answer left, by its `Date` and, where a cache gave it, its `Age` (RFC 9111, 5.1)."""
    stated = response.headers.get("Date")
    at = _moment(stated) if stated else None
    if at is None:
        return None
    age = (response.headers.get("Age") or b"0").decode("latin-1").strip()
    seconds = int(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0
    try:
        return at + timedelta(seconds=seconds)
    except OverflowError:
        return None


@lru_cache(maxsize=4)  # answers come many in a second
def _moment(stated: bytes) -> datetime | None:
    try:
        at = parsedate_to_datetime(stated.decode("latin-1"))
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
