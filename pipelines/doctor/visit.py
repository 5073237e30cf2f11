"""A visit to the site: a few pages, by the rules and at the pace of every crawl."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.httpobj import urlparse_cached

from crawler import urls
from crawler.extraction import FetchedPage, read
from crawler.items import Absence, Alias, Article, Failure, Kind, MenuEntry, Sighting
from crawler.newspaper.active import PROFILE
from crawler.parsing.dom.document import Document
from crawler.parsing.lists.feed import feed_paths, read_feed
from crawler.parsing.lists.listing import MenuPage, SectionPage
from crawler.runtime import stats_names
from crawler.runtime.clock import now
from crawler.runtime.failure_causes import RobotsClosed, cause_of_error
from crawler.runtime.response_headers import content_type_of, sent_at
from crawler.urls import Site

BUDGET = 12
"""Requests, with robots.txt and redirects."""
ARTICLES = 3
_KINDS = (Kind.ARTICLE, Kind.COLUMN, Kind.GALLERY)
_KEPT = ("scrapy.extensions.throttle.AutoThrottle", "crawler.extensions.pace.PaceExtension")
OK = 200


@dataclass(slots=True)
class Page:
    """An answer, or why there is none."""

    path: str
    response: Response | None = None
    cause: str = ""
    detail: str = ""

    @property
    def trouble(self) -> str | None:
        if self.response is None:
            return f"{self.path} could not be had ({self.cause}): {self.detail}"
        if self.response.status != OK:
            return f"{self.path} answers with status {self.response.status}"
        return None


@dataclass(slots=True)
class ReadArticle:
    path: str
    page: Page
    answered: str = ""
    """Path that answered, after redirects."""
    found: Article | Alias | Absence | Failure | None = None
    document: Document | None = None


@dataclass(slots=True)
class Visited:
    """What was asked for, in the order of asking; None: not asked for."""

    robots: Response | None = None
    robots_closed: RobotsClosed | None = None
    home: Page | None = None
    home_document: Document | None = None
    menu: list[MenuEntry] = field(default_factory=list)
    section: Page | None = None
    section_document: Document | None = None
    feed_index: Page | None = None
    feeds: list[str] = field(default_factory=list)
    feed: Page | None = None
    feed_items: int = 0
    articles: list[ReadArticle] = field(default_factory=list)
    requests: int = 0
    site_time: datetime | None = None
    our_time: datetime | None = None
    is_whole: bool = False
    """Whether it came to its end, and was not stopped."""


def visit(settings: Settings) -> Visited:
    """Blocks for some 15 seconds. The settings are changed to what a visit needs."""
    settings.setdict(_few_parts(settings), priority="cmdline")
    # What an operator must know is a line of the screen.
    logging.getLogger().addHandler(logging.NullHandler())
    process = AsyncCrawlerProcess(settings)
    visited = Visited()
    process.crawl(_VisitSpider, site=Site(settings["SITE_URL"]), visited=visited)
    process.start()
    return visited


def _few_parts(settings: Settings) -> dict[str, Any]:
    extensions = settings.getdict("EXTENSIONS")
    return {
        "SPIDER_MIDDLEWARES": {},
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {name: extensions[name] for name in _KEPT if name in extensions},
        "RETRY_ENABLED": False,
        "CLOSESPIDER_PAGECOUNT": 0,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }


class _VisitSpider(Spider):
    name = "doctor"

    def __init__(self, site: Site, visited: Visited) -> None:
        super().__init__()
        self.site = site
        self.visited = visited
        self._candidates: dict[str, Sighting] = {}

    async def start(self) -> AsyncIterator[Any]:
        self.crawler.signals.connect(self._note, signal=signals.response_received)
        await self._visit()
        self.visited.requests = self._asked
        closed = self.crawler.stats.get_value(stats_names.ROBOTS_CLOSED)
        self.visited.robots_closed = closed
        self.visited.is_whole = True
        nothing: tuple[Any, ...] = ()
        for request in nothing:
            yield request

    def _note(self, response: Response, request: Request) -> None:
        if urlparse_cached(request).path == "/robots.txt":
            self.visited.robots = response
        if "Date" in response.headers and self.visited.site_time is None:
            self.visited.our_time = now()
            self.visited.site_time = sent_at(response)

    async def _visit(self) -> None:
        seen = self.visited
        seen.home = await self._get("/")
        seen.home_document = self._document(seen.home)
        if seen.home.response is None:
            return
        if seen.home_document is not None:
            seen.menu = MenuPage(seen.home_document).entries()
        if seen.menu:
            seen.section = await self._get(f"/{seen.menu[0].slug}")
            seen.section_document = self._document(seen.section)
            self._note_cards(seen.section_document)
        await self._look_at_feeds()
        for entry in self._sections_of_missing_kinds():
            self._note_cards(self._document(await self._get(f"/{entry.slug}")))
        for sighting in self._chosen():
            seen.articles.append(await self._article(sighting))

    async def _look_at_feeds(self) -> None:
        seen = self.visited
        seen.feed_index = await self._get(PROFILE.paths.feeds)
        document = self._document(seen.feed_index)
        if document is None:
            return
        seen.feeds = feed_paths(document)
        if seen.feeds:
            seen.feed = await self._get(seen.feeds[0])
            if seen.feed.trouble is None and seen.feed.response is not None:
                answer = seen.feed.response
                feed = read_feed(answer.body, self.site, content_type_of(answer) or "")
                seen.feed_items = len(feed.items)
                for item in feed.items:
                    self._candidates.setdefault(
                        item.path,
                        Sighting(
                            path=item.path,
                            seen_at=now(),
                            headline=item.headline,
                            published=item.published,
                        ),
                    )

    def _note_cards(self, document: Document | None) -> None:
        for card in SectionPage(document).cards() if document is not None else ():
            self._candidates.setdefault(
                card.path,
                Sighting(path=card.path, seen_at=now(), headline=card.headline, day=card.day),
            )

    def _sections_of_missing_kinds(self) -> Iterator[MenuEntry]:
        """Sections of the menu whose articles are of a kind that no list has shown yet."""
        for kind in _KINDS:
            if kind in map(urls.kind, self._candidates):
                continue
            named = (one for one in self.visited.menu if urls.kind(f"/{one.slug}/any") is kind)
            if (entry := next(named, None)) is not None:
                yield entry

    def _chosen(self) -> list[Sighting]:
        """One article of each kind, then others."""
        first = {urls.kind(path): path for path in reversed(self._candidates)}
        chosen = [first[kind] for kind in _KINDS if kind in first]
        chosen += [path for path in self._candidates if path not in chosen]
        return [self._candidates[path] for path in chosen[:ARTICLES]]

    async def _article(self, sighting: Sighting) -> ReadArticle:
        path = sighting.path
        page = await self._get(path)
        article = ReadArticle(path, page, document=self._document(page))
        if article.document is not None and page.response is not None:
            article.answered = self.site.path_of(page.response.url) or path
            article.found = read(
                FetchedPage(
                    body=page.response.body,
                    path=article.answered,
                    site=self.site,
                    fetched_at=now().replace(microsecond=0),
                    content_type=content_type_of(page.response),
                    sighting=sighting,
                )
            )
        return article

    async def _get(self, path: str) -> Page:
        left = BUDGET - self._asked
        if left <= 0:
            return Page(path, cause="budget", detail=f"{BUDGET} requests were made")
        # A redirect more than is left would be over the budget.
        meta = {"redirect_ttl": min(left - 1, self.settings.getint("REDIRECT_MAX_TIMES"))}
        request = Request(self.site.url(path), meta=meta, dont_filter=True)
        assert self.crawler.engine is not None
        try:
            return Page(path, await self.crawler.engine.download_async(request))
        except Exception as error:
            cause, detail = cause_of_error(error)
            return Page(path, cause=cause, detail=detail)

    @property
    def _asked(self) -> int:
        return int(self.crawler.stats.get_value(stats_names.REQUESTS, 0))

    def _document(self, page: Page) -> Document | None:
        if page.trouble is not None or page.response is None:
            return None
        at = self.site.inner_url(page.response.url) or "/"
        return Document(page.response.body, at, self.site, content_type_of(page.response))
