"""Articles from the RSS feeds that the index names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.items import Resume, Sighting
from crawler.newspaper.active import PROFILE
from crawler.parsing.lists.feed import feed_paths, feed_section, is_feed, read_feed
from crawler.runtime import stats_names
from crawler.runtime.arguments import count, day, refetch
from crawler.runtime.exceptions import EXIT_FAILED
from crawler.runtime.request_meta import fetched_at
from crawler.runtime.response_headers import content_type_of
from crawler.spiders.base import SiteSpider
from crawler.urls import Site, canonical, twins_of


class FeedsSpider(SiteSpider):
    name = "feeds"
    parsers = {"since": day, "until": day, "refetch": refetch, "limit": count}

    def __init__(self, site: Site, values: dict[str, Any]) -> None:
        super().__init__(site, values)
        self._sections: set[str] = set()

    async def start(self) -> AsyncIterator[Any]:
        yield self._index_request()

    @classmethod
    def asks_for(cls, path: str) -> bool:
        return path == PROFILE.paths.feeds or is_feed(path)

    def request_for(self, inner: str) -> Request:
        path = canonical(inner)
        if path == PROFILE.paths.feeds:
            return self._index_request()
        if is_feed(path):
            return self.listing_request(inner, self.parse_feed)
        return super().request_for(inner)

    def _index_request(self) -> Request:
        return Request(
            self.site.url(PROFILE.paths.feeds),
            callback=self.parse_index,
            errback=self.start_page_failed,
        )

    def parse_index(self, response: Response) -> Iterator[Any]:
        """A request for each feed; the index itself is a page, not a feed."""
        document = self.document(response)
        paths = feed_paths(document)
        if not paths:
            self.stop(EXIT_FAILED, "menu", f"no feed is linked on {response.url}")
        for menu in self.menu_in_passing(document, fetched_at(response)):
            self._sections = {entry.slug for entry in menu.entries}
            yield menu
        yield Resume()
        for path in paths:
            yield self.listing_request(path, self.parse_feed)

    def parse_feed(self, response: Response, listing: str) -> Iterator[Any]:
        if self.is_unchanged(response, listing):
            return
        feed = read_feed(response.body, self.site, content_type_of(response) or "")
        self.count_listing(listing, recognised=feed.is_feed)
        if feed.broken:
            self.crawler.stats.inc_value(stats_names.FEEDS_BROKEN_ITEMS, feed.broken)
            self.logger.warning("%d items of %s name no article", feed.broken, response.url)
        if feed.replaced:
            self.crawler.stats.inc_value(stats_names.FEEDS_REPLACED_CHARACTERS, feed.replaced)
            self.logger.warning("%d broken characters in %s", feed.replaced, response.url)
        section, seen_at = self._section(listing), fetched_at(response)
        yield from self.listed(
            [
                Sighting(
                    path=item.path,
                    listing=listing,
                    seen_at=seen_at,
                    section=section,
                    headline=item.headline,
                    description=item.description,
                    published=item.published,
                )
                for item in feed.items
            ]
        )

    def _section(self, listing: str) -> str | None:
        """The section that a feed is of, if the menu has it: `/rss/breaking-news` is of none."""
        slug = feed_section(listing)
        if slug is None or not self._sections:
            return slug
        return next((twin for twin in twins_of(slug) if twin in self._sections), None)
