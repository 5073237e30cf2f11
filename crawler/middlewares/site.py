"""Only this site is asked (CONTRACT, promise 4)."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.runtime.failure_causes import Refused
from crawler.urls import Site


class OnlyThisSiteMiddleware:
    """Sends links to the site's real hosts, and those by another scheme, to `SITE_URL`'s origin:
    what is asked by https stays https. Refuses every other host, redirects included. In place of
    Scrapy's offsite middleware, which compares host names only."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Site(crawler.settings["SITE_URL"]))

    def process_request(self, request: Request) -> Request | None:
        if self._site.owns(request.url):
            return None
        inner = self._site.inner_url(request.url)
        if inner is None:
            raise Refused("offsite", f"{request.url} is not on {self._site.root}")
        return request.replace(url=self._site.url(inner), dont_filter=True)


class ThisSiteOrFilesMiddleware(OnlyThisSiteMiddleware):
    """For a person who looks at a saved page, `scrapy shell ./page.html`; no page leads a crawl to
    a file."""

    def process_request(self, request: Request) -> Request | None:
        if request.url.startswith("file:"):
            return None
        return super().process_request(request)
