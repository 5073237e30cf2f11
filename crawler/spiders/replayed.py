"""The answers of one of our own crawls, read again by the spider that had asked for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.items import Menu, Sighting
from crawler.newspaper.active import PROFILE
from crawler.runtime.request_meta import fetched_at
from crawler.spiders.articles import ArticlesSpider
from crawler.spiders.base import REDIRECTS, SiteSpider
from crawler.spiders.feeds import FeedsSpider
from crawler.spiders.search import SearchSpider
from crawler.spiders.sections import SectionsSpider
from crawler.urls import Site
from crawler.warc.captures import Capture
from crawler.warc.coding import header

START, LISTING, REDIRECT = "start", "listing", "redirect"
"""Causes of requests for pages that list (`pipelines.crawl.answers`)."""
Reader = TypeVar("Reader", bound=SiteSpider)


@dataclass(frozen=True, slots=True)
class Role:
    """What a page was asked for as."""

    cause: str
    path: str
    """With its query, before any redirect."""


@dataclass(slots=True)
class Cards:
    """What lists have said of articles, as a live crawl knows it when it asks for one."""

    of_run: dict[str, Sighting] = field(default_factory=dict)
    """By path, the sight that had the article asked for in this run."""
    last: dict[str, dict[str, Sighting]] = field(default_factory=dict)
    """By path and section, the last one of any run."""

    def note(self, sighting: Sighting) -> None:
        self.of_run.setdefault(sighting.path, sighting)
        if sighting.section is not None:
            self.last.setdefault(sighting.path, {})[sighting.section] = sighting

    def last_of(self, path: str) -> Sighting | None:
        found = self.last.get(path, {}).values()
        return max(found, key=lambda one: (one.day is not None, one.seen_at), default=None)


class ReplayedRun:
    """One crawl's answers, in the order of their looks."""

    def __init__(self, crawler: Crawler, site: Site, spider: str, last: Cards) -> None:
        self._crawler = crawler
        self._site = site
        self._spider = spider
        self._cards = Cards(last=last.last)
        self._readers: dict[type[SiteSpider], SiteSpider] = {}
        self._moved: dict[str, Role] = {}
        """By path, what a list's redirect led there."""

    def role_of(self, capture: Capture) -> Role | None:
        """None for the page of an article, or for one that nobody reads."""
        path = self._site.inner_url(capture.url) or "/"
        cause = capture.facts.get("cause", "")
        role = Role(cause, path) if cause in (START, LISTING) else None
        if cause == REDIRECT:
            role = self._moved.get(path)
        if role is not None and capture.status in REDIRECTS:
            to = (header(capture.headers, b"Location") or b"").decode("utf-8", errors="replace")
            if (target := self._site.inner_url(to, path)) is not None:
                self._moved[target] = role
        return role

    def sighting_of(self, capture: Capture, path: str) -> Sighting:
        """What the crawl knew of an article when it asked for it."""
        seen_at, cause, via = capture.fetched_at, capture.facts.get("cause"), self._via(capture)
        if cause == "canonical":
            return Sighting(path=path, seen_at=seen_at, is_canonical=True)
        if cause == "article" and path in self._cards.of_run:
            return self._cards.of_run[path]
        if cause == REDIRECT and via is not None and via in self._cards.of_run:
            return self._cards.of_run[via].led_to(path, seen_at)
        card = self._cards.last_of(path) if cause in ("article", "recheck") else None
        if card is None:
            return Sighting(path=path, seen_at=seen_at, is_given=cause == "given")
        return Sighting(path=path, seen_at=seen_at, headline=card.headline, day=card.day)

    def _via(self, capture: Capture) -> str | None:
        return self._site.path_of(capture.facts.get("via", ""))

    def read(self, response: Response, role: Role) -> Iterator[Menu | Sighting]:
        """What a page that lists showed."""
        try:
            for output in self._outputs(response, role):
                if isinstance(output, Sighting):
                    self._cards.note(output)
                if isinstance(output, Menu | Sighting):
                    yield output
        except CloseSpider:  # the crawl had ended here; what is left of it follows
            return

    def menu_of(self, response: Response) -> Iterator[Menu]:
        """The menu of the first page that a crawl of given urls met."""
        if self._spider != ArticlesSpider.name or ArticlesSpider in self._readers:
            return
        reader = self._reader(ArticlesSpider, {})
        yield from reader.menu_in_passing(reader.document(response), fetched_at(response))

    def _outputs(self, response: Response, role: Role) -> Iterator[Any]:
        if self._spider == SectionsSpider.name:
            sections = self._reader(SectionsSpider, {})
            if role.cause == START:
                return sections.parse_home(response)
            return sections.parse_section(response, role.path)
        if self._spider == FeedsSpider.name:
            feeds = self._reader(FeedsSpider, {})
            if role.cause == START:
                return feeds.parse_index(response)
            return feeds.parse_feed(response, role.path)
        if self._spider == SearchSpider.name and PROFILE.paths.search is not None:
            return self._searched(response, dict(parse_qsl(urlsplit(role.path).query)))
        return iter(())

    def _searched(self, response: Response, query: Mapping[str, str]) -> Iterator[Any]:
        search = PROFILE.paths.search
        assert search is not None
        key = next((one for one in search.sections if one in query), search.sections[0])
        values = {"section": query[key]} if key in query else {}
        reader = SearchSpider(self._site, values)
        reader._set_crawler(self._crawler)
        return reader.parse_page(response, key, int(query.get(search.page, "1")), ())

    def _reader(self, kind: type[Reader], values: dict[str, Any]) -> Reader:
        found = self._readers.get(kind)
        if not isinstance(found, kind):
            found = kind(self._site, values)
            found._set_crawler(self._crawler)
            self._readers[kind] = found
        return found
