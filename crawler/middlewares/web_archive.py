"""Only the web archive is asked (CONTRACT, promise 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.runtime.failure_causes import Refused
from crawler.urls import Site


class OnlyTheArchiveMiddleware:
    """Refuses whatever is not of the archive's origins, the live site and redirects included: a
    replayed page may lead anywhere."""

    def __init__(self, archives: Sequence[Site]) -> None:
        self._archives = archives

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        names = getattr(crawler.spider, "archive_settings", ("WEB_ARCHIVE_URL",))
        return cls([Site(str(crawler.settings[name])) for name in names])

    def process_request(self, request: Request) -> None:
        if not any(archive.owns(request.url) for archive in self._archives):
            roots = " or ".join(archive.root for archive in self._archives)
            raise Refused("offsite", f"{request.url} is not on {roots}")
