"""Only the web archive is asked (CONTRACT, promise 4)."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.runtime.failure_causes import Refused
from crawler.urls import Site


class OnlyTheArchiveMiddleware:
    """Refuses whatever is not of `WEB_ARCHIVE_URL`'s origin, the live site and redirects included:
    a replayed page may lead anywhere."""

    def __init__(self, archive: Site) -> None:
        self._archive = archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Site(str(crawler.settings["WEB_ARCHIVE_URL"])))

    def process_request(self, request: Request) -> None:
        if not self._archive.owns(request.url):
            raise Refused("offsite", f"{request.url} is not on {self._archive.root}")
