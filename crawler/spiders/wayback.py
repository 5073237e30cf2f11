"""Articles out of a public web archive: listed by its CDX API, then replayed as they were sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawler import settings as project
from crawler.items import ArchivedSighting, Article, Sighting, Skip
from crawler.parsing.clean.dates import midnight
from crawler.runtime import stats_names
from crawler.runtime.arguments import count, day, slugs, text
from crawler.runtime.exceptions import EXIT_FAILED
from crawler.runtime.request_meta import RequestMeta, meta_of
from crawler.spiders.articles import links_of, paths_of
from crawler.spiders.base import PRIORITY_OF_LISTINGS
from crawler.spiders.captured import CapturedSpider
from crawler.urls import Site, home_section, may_be_article, twins_of
from crawler.warc.cdx_api import ArchivedPage, NoListing, WebArchive, read_listing

AFTER = timedelta(days=31)
"""How long after its publication an article's first capture is looked for, with `until`."""
MAX_TRIES = 3
"""Captures of an article's beginning that are asked for until one is whole."""
NOT_FOUND = 404
MAX_LISTING = 512 * 1024 * 1024
"""Bytes of a listing: one without pages names every capture of the site."""
_OF_THE_SITE = (
    "crawler.middlewares.site.OnlyThisSiteMiddleware",
    "crawler.middlewares.cookies.SiteCookiesMiddleware",
    "crawler.middlewares.robots.RobotsAnswerMiddleware",
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",
)


def source(value: str) -> str:
    if value != "wayback":
        raise ValueError(f"{value!r} is not one of wayback")
    return value


class WaybackSpider(CapturedSpider):
    """The first whole capture of an article, and the newest one where it differs."""

    name = "wayback"
    parsers = {"since": day, "until": day, "sections": slugs, "urls": text, "source": source,
               "limit": count}  # fmt: skip
    custom_settings: ClassVar[dict[str, Any]] = {  # type: ignore[misc]
        "DOWNLOADER_MIDDLEWARES": {
            **{
                name: order
                for name, order in project.DOWNLOADER_MIDDLEWARES.items()
                if name not in _OF_THE_SITE
            },
            "crawler.middlewares.web_archive.OnlyTheArchiveMiddleware": 50,
        },
        # The Internet Archive shuts out for an hour who asks for more than 15 pages a minute.
        "DOWNLOAD_DELAY": 4.0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "AUTOTHROTTLE_ENABLED": True,
        "DOWNLOAD_TIMEOUT": 120,  # a listing is long in coming
        "CLOSESPIDER_PAGECOUNT": 0,
    }

    def __init__(self, site: Site, values: dict[str, Any]) -> None:
        super().__init__(site, values)
        self._sections: frozenset[str] | None = None
        if "sections" in values:
            self._sections = frozenset(
                twin for slug in values["sections"] for twin in twins_of(slug)
            )

    @property
    def archive(self) -> WebArchive:
        return WebArchive(str(self.crawler.settings["WEB_ARCHIVE_URL"]))

    async def start(self) -> AsyncIterator[Any]:
        if "urls" in self.arguments:
            links = links_of({"urls": self.arguments["urls"]})
            for path in paths_of(links, self.site):
                yield self._listing(self.site.url(path), is_prefix=False)
        else:
            yield self._listing(self.site.url("/"), is_prefix=True)

    def _listing(self, url: str, *, is_prefix: bool, key: str | None = None) -> Request:
        since, day_after = self.period.since, self.period.day_after
        return Request(
            self.archive.listing_url(
                url,
                is_prefix=is_prefix,
                begin=midnight(since) if since else None,
                end=midnight(day_after) + AFTER if day_after else None,
                resume_key=key,
            ),
            callback=self.parse_listing,
            errback=self.start_page_failed,
            cb_kwargs={"url": url, "is_prefix": is_prefix},
            meta={
                "download_maxsize": MAX_LISTING,
                "download_warnsize": 0,
                # pywb's word for a url that it has no capture of.
                "handle_httpstatus_list": [200] if is_prefix else [200, NOT_FOUND],
            },
            priority=PRIORITY_OF_LISTINGS,
            dont_filter=True,
        )

    def parse_listing(self, response: Response, url: str, is_prefix: bool) -> Iterator[Any]:
        """A sighting for each capture that is wanted, and a request for the next page."""
        try:
            body = b"[]" if response.status == NOT_FOUND else response.body
            listing = read_listing(body)
        except NoListing as error:
            self.stop(EXIT_FAILED, "start", f"{self.archive.root} answers with {error}")
        self.crawler.stats.inc_value(stats_names.LISTINGS_READ)
        captures = list(self._wanted(listing.pages))
        self.crawler.stats.inc_value(
            stats_names.ARTICLES_SEEN, len({capture.path for capture in captures})
        )
        yield from captures
        if listing.resume_key is not None:
            yield self._listing(url, is_prefix=is_prefix, key=listing.resume_key)

    def _wanted(self, pages: Sequence[ArchivedPage]) -> Iterator[ArchivedSighting]:
        by_path: dict[str, dict[str, ArchivedPage]] = {}
        for page in pages:
            path = self.site.path_of(page.url)
            if path is not None and may_be_article(path) and self._is_of_sections(path):
                # One a digest; the same page comes by http and https, and with any query.
                found = by_path.setdefault(path, {})
                digest = page.digest or f"{page.at}"
                known = found.get(digest)
                if known is None or page.at < known.at:
                    found[digest] = page
        for path, found in by_path.items():
            yield from _best(path, sorted(found.values(), key=lambda page: page.at))

    def _is_of_sections(self, path: str) -> bool:
        return self._sections is None or home_section(path) in self._sections

    def article_request(self, sighting: Sighting) -> Request:
        assert isinstance(sighting, ArchivedSighting)
        return Request(
            self.archive.replay_url(sighting.url, sighting.seen_at),
            callback=self.parse_replayed,
            errback=self.article_failed,
            cb_kwargs={"sighting": sighting},
            meta={**RequestMeta(captured_at=sighting.seen_at)},
            dont_filter=True,
        )

    def parse_replayed(self, response: Response, sighting: ArchivedSighting) -> Iterator[Any]:
        at = self.archive.replayed_at(response.url)
        if at is not None:
            meta_of(response)["captured_at"] = at
        self.crawler.stats.inc_value(stats_names.CAPTURES_READ)
        plain = Sighting(path=sighting.path, seen_at=at or sighting.seen_at)
        found = list(self.what_it_was(response, plain, "", None))
        if not any(isinstance(one, Article | Skip) for one in found) and sighting.others:
            yield self._next(sighting)
            return
        yield from self.menu_in_passing_once(response)
        yield from (one for one in found if not isinstance(one, Sighting))

    def _next(self, sighting: ArchivedSighting) -> Request:
        (at, url), *others = sighting.others
        following = replace(sighting, seen_at=at, url=url, others=tuple(others))
        return self.article_request(following)


def _best(path: str, pages: Sequence[ArchivedPage]) -> Iterator[ArchivedSighting]:
    """The first capture, with those after it should it not be whole, and the newest."""
    first, newest = pages[0], pages[-1]
    others = tuple((page.at, page.url) for page in pages[1:-1][: MAX_TRIES - 1])
    yield ArchivedSighting(path=path, seen_at=first.at, url=first.url, others=others)
    if newest is not first:
        yield ArchivedSighting(path=path, seen_at=newest.at, url=newest.url)
