"""The archive, page by page, by the site's search; only where robots.txt allows it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.items import Resume, Sighting
from crawler.parsing.lists.listing import Card, SearchPage
from crawler.runtime.arguments import day, refetch, slug, switch
from crawler.runtime.clock import now
from crawler.runtime.exceptions import EXIT_WRONG_USE
from crawler.runtime.failure_causes import request_of
from crawler.runtime.request_meta import meta_of
from crawler.spiders.base import CARD_DAY_MARGIN, NO_FAILURES, SiteSpider

PAGE_SIZE = "by_fifty"


class SearchSpider(SiteSpider):
    """`past_known=yes` goes on beyond a page whose links are all known; the default stops there."""

    name = "search"
    parsers = {
        "section": slug,
        "since": day,
        "until": day,
        "refetch": refetch,
        "past_known": switch,
    }

    async def start(self) -> AsyncIterator[Any]:
        yield Resume()
        yield self._page_request("qsection", 1, ())

    def _page_request(self, key: str, number: int, previous: tuple[str, ...]) -> Request:
        query = {"qlimit": PAGE_SIZE, "pgno": number}
        if section := self.arguments.get("section"):
            query[key] = section
        request = Request(
            self.site.url(f"/search?{urlencode(query)}"),
            callback=self.parse_page,
            errback=self.page_failed,
            cb_kwargs={"key": key, "number": number, "previous": previous},
        )
        if not self.arguments.get("past_known"):
            meta_of(request)["only_after_news"] = True
        return request

    def parse_page(
        self, response: Response, key: str, number: int, previous: tuple[str, ...]
    ) -> Iterator[Any]:
        """What the page shows, and a request for the next by its number: the arrows jump five."""
        document = self.document(response)
        if number == 1:
            yield from self.menu_in_passing(document)
        page = SearchPage(document)
        cards = page.cards() if page.recognised else []
        paths = tuple(card.path for card in cards)
        if not cards and number == 1 and key == "qsection" and self.arguments.get("section"):
            yield self._page_request("qsubsection", 1, ()).replace(meta={})
            return
        if paths == previous:
            return
        listing = f"/search?{key}={self.arguments.get('section', '')}"
        self.count_listing(listing, recognised=page.recognised)
        yield from self.listed([self._sighting(card, listing) for card in cards])
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
                f"robots.txt of {self.site.root} disallows /search; with the publisher's consent "
                "run it with -s ROBOTSTXT_OBEY=0",
            )
        if request_of(failure).cb_kwargs["number"] == 1:
            self.stop_unanswered(failure)
        self.listing_failed(failure)

    def _sighting(self, card: Card, listing: str) -> Sighting:
        return Sighting(
            path=card.path,
            listing=listing,
            seen_at=now(),
            section=self.arguments.get("section"),
            headline=card.headline,
            day=card.day,
        )

    def _past_the_period(self, cards: list[Card]) -> bool:
        """The newest come first: a page that is all older than `since` is the last one wanted."""
        since = self.period.since
        if since is None:
            return False
        days = [card.day for card in cards if card.day is not None]
        return bool(days) and all((since - one).days > CARD_DAY_MARGIN for one in days)
