"""Cookies of one run: a gate that asks for one is passed (scrapy#1225), and nothing is kept."""

from __future__ import annotations

from http.cookiejar import Cookie
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

from crawler.urls import Site

MAX_COOKIES = 50
MAX_COOKIE_BYTES = 4096
"""Of one cookie with its attributes, as browsers bound them (RFC 6265, 6.1)."""
MAX_BYTES_SENT = 6144
"""Of all cookies together: servers refuse a longer header (nginx 8 KiB, Apache 8190 bytes)."""

_Key = tuple[str, str, str]
"""Domain, path and name."""


class SiteCookiesMiddleware:
    """Sends the site's own cookies back to it until the run ends; no log and no file has them, but
    that the raw archive keeps each answer as it came.

    In place of Scrapy's middleware, which has no bounds and looks up a list of public suffixes in
    the network: here only one host is asked. Beyond the bounds the oldest cookies go.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._jar = CookieJar()
        self._sizes: dict[_Key, int] = {}
        """Bytes of each cookie's name and value, the cookie that was set last at the end."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Site(crawler.settings["SITE_URL"]))

    def process_request(self, request: Request) -> None:
        request.headers.pop("Cookie", None)
        if self._sizes and self._site.owns(request.url):
            self._jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        if response.headers.getlist("Set-Cookie") and self._site.owns(request.url):
            for cookie in self._jar.make_cookies(_bounded(response), request):
                self._keep(cookie, request)
        return response

    def _keep(self, cookie: Cookie, request: Request) -> None:
        self._jar.set_cookie_if_ok(cookie, request)
        self._sizes.pop(_key(cookie), None)
        there = {_key(one) for one in self._jar}
        self._sizes = {key: size for key, size in self._sizes.items() if key in there}
        if _key(cookie) in there:
            self._sizes[_key(cookie)] = len(cookie.name) + len(cookie.value or "")
        while len(self._sizes) > MAX_COOKIES or sum(self._sizes.values()) > MAX_BYTES_SENT:
            oldest = next(iter(self._sizes))
            del self._sizes[oldest]
            self._jar.clear(*oldest)


def _key(cookie: Cookie) -> _Key:
    return cookie.domain, cookie.path, cookie.name


def _bounded(response: Response) -> Response:
    """The answer's last cookies, without what is too long for an honest one."""
    cookies = [
        one for one in response.headers.getlist("Set-Cookie") if len(one) <= MAX_COOKIE_BYTES
    ]
    return Response(response.url, headers={"Set-Cookie": cookies[-MAX_COOKIES:]})
