"""The archive, page by page, by the site's search; only where robots.txt allows it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.items import Resume, Sighting
from crawler.newspaper.active import PROFILE
from crawler.newspaper.profile import Newspaper, Search
from crawler.parsing.lists.listing import Card, SearchPage
from crawler.runtime.arguments import count, day, refetch, slug, switch
from crawler.runtime.exceptions import EXIT_WRONG_USE, ArgumentError
from crawler.runtime.failure_causes import request_of
from crawler.runtime.request_meta import fetched_at, meta_of
from crawler.spiders.base import CARD_DAY_MARGIN, NO_FAILURES, SiteSpider
from crawler.urls import Site, canonical


class SearchSpider(SiteSpider):
    """`past_known=yes` goes on beyond a page whose links are all known; the default stops there."""

    name = "search"
    parsers = {
        "section": slug,
        "since": day,
        "until": day,
        "refetch": refetch,
        "past_known": switch,
        "limit": count,
    }

    @classmethod
    def parse_arguments(cls, raw: Mapping[str, str]) -> dict[str, Any]:
        """Raises `ArgumentError`, as the base does, where the newspaper has no search."""
        search_of(PROFILE)
        return super().parse_arguments(raw)

    def __init__(self, site: Site, values: dict[str, Any]) -> None:
        super().__init__(site, values)
        self.search = search_of(PROFILE)

    async def start(self) -> AsyncIterator[Any]:
        yield Resume()
        yield self._page_request(self.search.sections[0], 1, ())

    @classmethod
    def asks_for(cls, path: str) -> bool:
        search = PROFILE.paths.search
        return search is not None and path == search.path

    def request_for(self, inner: str) -> Request:
        """The page as it was given, with its own query."""
        if not self.asks_for(canonical(inner)):
            return super().request_for(inner)
        given = parse_qs(urlsplit(inner).query).get(self.search.page, ["1"])[0]
        number = int(given) if given.isdecimal() else 1
        request = self._page_request(self.search.sections[0], number, ())
        return request.replace(url=self.site.url(inner))

    def _page_request(self, key: str, number: int, previous: tuple[str, ...]) -> Request:
        query = {**self.search.query, self.search.page: str(number)}
        if section := self.arguments.get("section"):
            query[key] = section
        request = Request(
            self.site.url(f"{self.search.path}?{urlencode(query)}"),
            callback=self.parse_page,
            errback=self.page_failed,
            cb_kwargs={"key": key, "number": number, "previous": previous},
        )
        meta_of(request)["is_further"] = number > 1
        if not self.arguments.get("past_known"):
            meta_of(request)["only_after_news"] = True
        return request

    def parse_page(
        self, response: Response, key: str, number: int, previous: tuple[str, ...]
    ) -> Iterator[Any]:
        """What the page shows, and a request for the next by its number: the arrows jump five."""
        document = self.document(response)
        if number == 1:
            yield from self.menu_in_passing(document, fetched_at(response))
        page = SearchPage(document)
        cards = page.cards() if page.recognised else []
        paths = tuple(card.path for card in cards)
        further = self._key_after(key)
        if not cards and number == 1 and further and self.arguments.get("section"):
            yield self._page_request(further, 1, ()).replace(meta={})
            return
        if paths == previous:
            return
        listing = f"{self.search.path}?{key}={self.arguments.get('section', '')}"
        self.count_listing(listing, recognised=page.recognised)
        yield from self.listed(
            [self._sighting(card, listing, fetched_at(response)) for card in cards]
        )
        numbers = page.page_numbers()
        is_last = bool(numbers) and max(numbers) <= number
        if cards and not is_last and not self._past_the_period(cards):
            yield self._page_request(key, number + 1, paths)

    def page_failed(self, failure: Failure) -> None:
        """Refused by robots.txt before the first page: the crawl does not start."""
        cause, _ = self.cause_of(failure)
        if cause in NO_FAILURES:
            return
        if cause == "robots" and not self.robots_closed():
            self.stop(
                EXIT_WRONG_USE,
                "robots",
                f"robots.txt of {self.site.root} disallows {self.search.path}; "
                "with the publisher's consent run it with -s ROBOTSTXT_OBEY=0",
            )
        if request_of(failure).cb_kwargs["number"] == 1:
            self.stop_unanswered(failure)
        self.listing_failed(failure)

    def _sighting(self, card: Card, listing: str, seen_at: datetime) -> Sighting:
        return Sighting(
            path=card.path,
            listing=listing,
            seen_at=seen_at,
            section=self.arguments.get("section"),
            headline=card.headline,
            day=card.day,
        )

    def _key_after(self, key: str) -> str | None:
        """The parameter to try where a section was not found by this one."""
        keys = self.search.sections
        return next(iter(keys[keys.index(key) + 1 :]), None)

    def _past_the_period(self, cards: list[Card]) -> bool:
        """The newest come first: a page that is all older than `since` is the last one wanted."""
        since = self.period.since
        if since is None:
            return False
        days = [card.day for card in cards if card.day is not None]
        return bool(days) and all((since - one).days > CARD_DAY_MARGIN for one in days)


def search_of(newspaper: Newspaper) -> Search:
    if newspaper.paths.search is None:
        raise ArgumentError(f"spider search: the profile of {newspaper.name} names no search")
    return newspaper.paths.search
