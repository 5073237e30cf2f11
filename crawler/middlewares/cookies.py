"""Cookies of one run: a gate that asks for one is passed (scrapy#1225), and nothing is kept."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from crawler.urls import Site

MAX_COOKIES = 50
MAX_COOKIE_BYTES = 4096
"""As browsers bound them (RFC 6265, 6.1)."""
MAX_PASSES = 3
"""Times in a row that a url may lead to itself with a new cookie before it is a loop."""
_PASSES = "gate_passes"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class SiteCookiesMiddleware:
    """Sends the site's own cookies back to it until the run ends; they are in no log and no file.

    In place of Scrapy's middleware, which has no bound and looks up a list of public suffixes in
    the network: here only one host is asked. A url that leads to itself with a new cookie is asked
    again with it, which neither Scrapy's duplicate filter nor its redirects would do.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._jar = CookieJar()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Site(crawler.settings["SITE_URL"]))

    def process_request(self, request: Request) -> None:
        request.headers.pop("Cookie", None)
        if self._site.owns(request.url):
            self._jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        if not response.headers.getlist("Set-Cookie") or not self._site.owns(response.url):
            return response
        before = self._cookies()
        self._jar.extract_cookies(_bounded(response), request)
        if len(self._jar) > MAX_COOKIES:
            self._jar.clear()
            return response
        passes = request.meta.get(_PASSES, 0)
        is_gate = self._leads_to_itself(response) and self._cookies() != before
        if not is_gate or passes == MAX_PASSES:
            return response
        return request.replace(dont_filter=True, meta={**request.meta, _PASSES: passes + 1})

    def _cookies(self) -> set[tuple[str, str, str | None]]:
        return {(cookie.path, cookie.name, cookie.value) for cookie in self._jar}

    def _leads_to_itself(self, response: Response) -> bool:
        location = response.headers.get("Location")
        if response.status not in _REDIRECTS or location is None:
            return False
        here = self._site.inner_url(response.url)
        return self._site.inner_url(location.decode("latin-1"), here or "/") == here


def _bounded(response: Response) -> Response:
    """The response without cookies that are longer than any honest one."""
    cookies = response.headers.getlist("Set-Cookie")
    kept = [cookie for cookie in cookies if len(cookie) <= MAX_COOKIE_BYTES][:MAX_COOKIES]
    if len(kept) == len(cookies):
        return response
    bounded = response.copy()
    bounded.headers.setlist("Set-Cookie", kept)
    return bounded
