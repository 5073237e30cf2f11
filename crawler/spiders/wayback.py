"""Articles out of a public web archive: listed by its CDX API, then asked for as they were sent.

The Wayback Machine and pywb replay a page; of Common Crawl's files the parts are asked for.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, NoReturn, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler import settings as project
from crawler.items import ArchivedSighting, Article, Failure, Sighting, Skip
from crawler.middlewares.captures import response_of
from crawler.parsing.clean.dates import midnight
from crawler.runtime import stats_names
from crawler.runtime.arguments import count, day, slugs, text
from crawler.runtime.exceptions import EXIT_FAILED
from crawler.runtime.failure_causes import request_of
from crawler.runtime.request_meta import RequestMeta, fetched_at, meta_of, to_second
from crawler.runtime.setting_values import check_root
from crawler.spiders.articles import links_of, paths_of
from crawler.spiders.base import PRIORITY_OF_LISTINGS
from crawler.spiders.captured import CapturedSpider
from crawler.spiders.collections import CollectionListings
from crawler.urls import Site, home_section, may_be_article, twins_of
from crawler.warc.cdx_api import ArchivedPage, NoListing, Part, WebArchive, read_listing
from crawler.warc.coding import NotUnpacked
from crawler.warc.common_crawl import CommonCrawl, capture_in, range_of
from crawler.warc.records import NoRecord
from crawler.warc.selection import Selection
from crawler.warc.transfer import Cut, plain, whole

AFTER = timedelta(days=31)
"""How long after its publication an article's first capture is looked for, with `until`."""
COMMON_CRAWL = "commoncrawl"
SOURCES = ("wayback", COMMON_CRAWL)
NOT_FOUND, PARTIAL = 404, 206
MAX_LISTING = 512 * 1024 * 1024
"""Bytes of a listing: one without pages names every capture of the site."""
MIN_ANSWER = 64 * 1024
"""Bytes that may come in place of a shorter part: a server's words of why it is not there."""
_OF_THE_SITE = (
    "crawler.middlewares.site.OnlyThisSiteMiddleware",
    "crawler.middlewares.cookies.SiteCookiesMiddleware",
    "crawler.middlewares.robots.RobotsAnswerMiddleware",
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",
)


def source(value: str) -> str:
    if value not in SOURCES:
        raise ValueError(f"{value!r} is not one of {', '.join(SOURCES)}")
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
        self._urls: list[str] = []
        """The given ones."""
        self._resume_keys: set[tuple[str, str]] = set()
        """By the url that is listed, those that were given: one that comes again is a loop."""
        self._sections: frozenset[str] | None = None
        if "sections" in values:
            self._sections = frozenset(
                twin for slug in values["sections"] for twin in twins_of(slug)
            )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Raises `SettingError` for an archive that no request can go to, `ArgumentError` for a url
        of another site or of no article."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if "urls" in spider.arguments:
            links = links_of({"urls": spider.arguments["urls"]})
            spider._urls = [spider.site.url(path) for path in paths_of(links, spider.site)]
        for name in spider.archive_settings:
            check_root(name, str(crawler.settings[name]), "https://web.archive.org")
        return spider

    @property
    def archive_settings(self) -> tuple[str, ...]:
        """Settings that name the archive's roots: nobody else is asked."""
        if self.arguments.get("source") == COMMON_CRAWL:
            return "COMMON_CRAWL_INDEX_URL", "COMMON_CRAWL_DATA_URL"
        return ("WEB_ARCHIVE_URL",)

    @property
    def archive(self) -> WebArchive:
        return WebArchive(str(self.crawler.settings["WEB_ARCHIVE_URL"]))

    @property
    def common_crawl(self) -> CommonCrawl:
        index, data = (
            str(self.crawler.settings[name])
            for name in ("COMMON_CRAWL_INDEX_URL", "COMMON_CRAWL_DATA_URL")
        )
        return CommonCrawl(index, data)

    @property
    def captured(self) -> tuple[datetime | None, datetime | None]:
        """When captures were made that may be of the period."""
        since, day_after = self.period.since, self.period.day_after
        return (
            midnight(since) if since else None,
            midnight(day_after) + AFTER if day_after else None,
        )

    async def start(self) -> AsyncIterator[Any]:
        if self.arguments.get("source") == COMMON_CRAWL:
            yield Request(
                self.common_crawl.collections_url,
                callback=self.parse_collections,
                errback=self.start_page_failed,
                priority=PRIORITY_OF_LISTINGS,
                dont_filter=True,
            )
            return
        for url in self._urls or [self.site.url("/")]:
            yield self._listing(url, is_prefix=not self._urls)

    def _listing(self, url: str, *, is_prefix: bool, key: str | None = None) -> Request:
        begin, end = self.captured
        return Request(
            self.archive.listing_url(
                url, is_prefix=is_prefix, begin=begin, end=end, resume_key=key
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
        self.refuse_rows(response.url, listing)
        selection = Selection()
        for page in listing.pages:
            self._consider(selection, page)
        yield from self._wanted(selection)
        key = listing.resume_key
        if key is None:
            return
        if (url, key) in self._resume_keys:
            detail = f"the listing of {url} leads to its page {key!r} again"
            self.count_failed(url, response.url, "parse", detail)
            return
        self._resume_keys.add((url, key))
        yield self._listing(url, is_prefix=is_prefix, key=key)

    async def parse_collections(self, response: Response) -> AsyncIterator[Any]:
        """A sighting for each capture that is wanted, when all collections have been listed: any of
        them may have an article's first or newest one."""
        try:
            collections = self.common_crawl.collections(response.body)
        except NoListing as error:
            self.stop(EXIT_FAILED, "start", f"{self.common_crawl.index} answers with {error}")
        urls = self._urls
        listings = CollectionListings(self, self.common_crawl, *self.captured)
        selection = Selection()
        async for page in listings.pages(
            collections, urls or [self.site.url("/")], is_prefix=not urls
        ):
            self._consider(selection, page)
        if not listings.is_stopped:
            for capture in self._wanted(selection):
                yield capture

    def _consider(self, selection: Selection, page: ArchivedPage) -> None:
        path = self.site.path_of(page.url)
        if (
            path is not None
            and may_be_article(path)
            and self._is_of_sections(path)
            and not self.is_refused_at(page.url, page.at)
        ):
            selection.add(path, page)

    def _wanted(self, selection: Selection) -> Iterator[ArchivedSighting]:
        self.crawler.stats.inc_value(stats_names.ARTICLES_SEEN, len(selection))
        for path, page, others in selection:
            yield ArchivedSighting(path=path, seen_at=page.at, page=page, others=others)

    def _is_of_sections(self, path: str) -> bool:
        return self._sections is None or home_section(path) in self._sections

    def article_request(self, sighting: Sighting) -> Request:
        assert isinstance(sighting, ArchivedSighting)
        page = sighting.page
        request = Request(
            self.archive.replay_url(page.url, page.at),
            callback=self.parse_replayed,
            errback=self.article_failed,
            cb_kwargs={"sighting": sighting},
            meta={**RequestMeta(captured_at=page.at)},
            dont_filter=True,
        )
        return request if page.part is None else self._of_part(request, page.part)

    def _of_part(self, request: Request, part: Part) -> Request:
        # What is longer is more than was asked for, and is not read.
        limits = {"download_maxsize": max(part.length, MIN_ANSWER), "download_warnsize": 0}
        return request.replace(
            url=self.common_crawl.file_url(part),
            headers={"Range": range_of(part), "Accept-Encoding": "identity"},
            callback=self.parse_part,
            errback=self.part_failed,
            meta={**request.meta, **limits, "handle_httpstatus_list": [200, PARTIAL]},
        )

    def parse_replayed(self, response: Response, sighting: ArchivedSighting) -> Iterator[Any]:
        at = self.archive.replayed_at(response.url)
        if at is not None:
            if self.is_refused_at(sighting.page.url, at):
                yield from self._after(sighting)
                return
            meta_of(response)["captured_at"] = at
        self.crawler.stats.inc_value(stats_names.CAPTURES_READ)
        yield from self._told(response, sighting)

    def parse_part(self, response: Response, sighting: ArchivedSighting) -> Iterator[Any]:
        if response.status != PARTIAL:
            self._stop_without_ranges(response.url)
        try:
            capture = whole(capture_in(response.body))
            if self.site.path_of(capture.url) != sighting.path:
                raise NoRecord(f"of another url, {capture.url}")
            page = response_of(self.site.url(sighting.path), plain(capture))
        except (NoRecord, Cut, NotUnpacked) as error:
            at = f"{sighting.page.at:%F %T}"
            self.refuse(f"{sighting.page.url} of {at} UTC, {response.url}: {error}")
            yield from self._after(sighting)
            return
        if self.is_refused_at(capture.url, capture.fetched_at):
            yield from self._after(sighting)
            return
        page.request = response.request
        meta_of(page)["captured_at"] = to_second(capture.fetched_at)
        self.crawler.stats.inc_value(stats_names.CAPTURES_READ)
        yield from self._told(page, sighting)

    def part_failed(self, failure: TwistedFailure) -> Iterator[Failure]:
        if self.cause_of(failure)[0] == "too-large":
            self._stop_without_ranges(request_of(failure).url)
        yield from self.article_failed(failure)

    def _stop_without_ranges(self, url: str) -> NoReturn:
        reason = f"{url} came whole where a part of it was asked for: the server ignores Range"
        self.stop(EXIT_FAILED, "start", reason)

    def _told(self, response: Response, sighting: ArchivedSighting) -> Iterator[Any]:
        """What a capture says, or a request for the next one where it says nothing."""
        plain_one = Sighting(path=sighting.path, seen_at=fetched_at(response))
        found = list(self.what_it_was(response, plain_one, "", None))
        if not any(isinstance(one, Article | Skip) for one in found) and sighting.others:
            yield from self._after(sighting)
            return
        yield from self.menu_in_passing_once(response)
        yield from (one for one in found if not isinstance(one, Sighting))

    def _after(self, sighting: ArchivedSighting) -> Iterator[Request]:
        """A request for the next capture, if there is one, in place of one that says nothing."""
        if not sighting.others:
            return
        page, *others = sighting.others
        following = replace(sighting, seen_at=page.at, page=page, others=tuple(others))
        yield self.article_request(following)
