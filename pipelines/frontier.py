"""The database as the frontier: what a listing shows is written down, then asked for if wanted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.arguments import Period, Refetch, now
from crawler.dates import midnight
from crawler.items import Absence, Alias, Article, Failure, Menu, Resume, Sighting, Skip
from crawler.spiders.base import SiteSpider
from pipelines.conditional import ListingMemory
from pipelines.connection import AsyncStore, store_of
from pipelines.entries import note
from pipelines.losses import note_loss
from pipelines.store import Store, StoreError, Window
from pipelines.store.placements import Card


class FrontierMiddleware:
    """Lets only those article requests through that the store still wants, each url once a run.

    Outermost of the spider middlewares: nothing else may drop or add a request behind it. Menus,
    aliases, absences, failures and skips are stored here and go no further; articles pass on to
    the item pipelines.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._asked: set[str] = set()
        self._memory: ListingMemory | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for output in self._stored([output async for output in start], None):
            yield output

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        async for output in self._stored([output async for output in result], response):
            yield output

    async def _stored(self, outputs: list[Any], response: Response | None) -> AsyncIterator[Any]:
        try:
            async for output in self._through(outputs, response):
                yield output
        except StoreError as error:
            note_loss(self._crawler, error)

    async def _through(self, outputs: list[Any], response: Response | None) -> AsyncIterator[Any]:
        store = store_of(self._crawler)
        if store is None:
            for output in outputs:
                yield output
            return
        # What a page settles comes first: an alias decides whether its target is still wanted.
        for output in outputs:
            if isinstance(output, Menu):
                await self._keep_menu(store, output)
            elif isinstance(output, Alias | Absence | Failure | Skip):
                await note(self._crawler, output)
        for request in await self._requests(store, outputs, response):
            yield request
        for output in outputs:
            if isinstance(output, Resume):
                for request in await self._due(store, output):
                    yield request
            elif isinstance(output, Article):
                yield output

    async def _requests(
        self, store: AsyncStore, outputs: list[Any], response: Response | None
    ) -> list[Request]:
        """The requests that may leave, with one look-up for all that one page led to."""
        memory = self._memory = self._memory or ListingMemory(store)
        requests = [output for output in outputs if isinstance(output, Request)]
        shown = [
            request
            for request in requests
            if isinstance(request.cb_kwargs.get("sighting"), Sighting) and not request.dont_filter
        ]
        listed: dict[str, Request] = {}
        for request in shown:
            listed.setdefault(request.cb_kwargs["path"], request)
        sightings = [request.cb_kwargs["sighting"] for request in shown]
        lists = response is not None and "listing" in response.meta
        if response is not None and lists:
            again = memory.shown_before(response)
            self._crawler.stats.inc_value("articles/seen", len(again))
            sightings += again
        news = await self._has_news(store, response, sightings)
        wanted = await self._wanted(store, listed, sightings)
        if response is not None and lists and self._sees_everything() and sightings:
            await memory.remember(response, sightings)
        if self._sees_everything():
            await memory.make_conditional([one for one in requests if "listing" in one.meta])
        others = [
            request
            for request in requests
            if request not in shown and (news or "only_after_news" not in request.meta)
        ]
        return [request for request in (*others, *wanted) if self._is_first(request)]

    async def _wanted(
        self, store: AsyncStore, listed: dict[str, Request], sightings: list[Sighting]
    ) -> list[Request]:
        """Write sightings down; requests for those that the store wants, by canonical path."""
        if not sightings:
            return []
        spider = self._spider()
        wanted = await store.call(
            Store.record, sightings, spider.refetch.value, now(), window(spider.period)
        )
        named = {path for path, one in listed.items() if "asked_for_by_name" in one.meta}
        unshown = await self._remembered(store, sorted(wanted - listed.keys()))
        return [
            *(one for path, one in listed.items() if path in wanted or path in named),
            *unshown,
        ]

    async def _remembered(self, store: AsyncStore, paths: list[str]) -> list[Request]:
        """Requests for articles that no page shows now, each with what its last card said: a page
        without a date has none but the card's."""
        cards = await store.call(Store.cards, paths) if paths else {}
        return [
            self._spider().article_request(path, _seen(path, cards.get(path))) for path in paths
        ]

    async def _has_news(
        self, store: AsyncStore, response: Response | None, sightings: list[Sighting]
    ) -> bool:
        """Whether a page shows a link that was not known before; counted for the health checks."""
        paths = {one.path for one in sightings}
        known = await store.call(Store.known, paths) if paths else set()
        if response is not None and "listing" in response.meta:
            listing, stats = response.meta["listing"], self._crawler.stats
            stats.set_value(f"listings/cards/{listing}", len(paths))
            stats.set_value(f"listings/known/{listing}", len(known))
        return not paths or len(known) < len(paths)

    def _is_first(self, request: Request) -> bool:
        path = request.cb_kwargs.get("path")
        if path is None or request.dont_filter:
            return True
        if path in self._asked:
            return False
        self._asked.add(path)
        return True

    def _sees_everything(self) -> bool:
        """Whether this run writes down all that a listing shows: a narrowed one must not let the
        next run believe that it did."""
        spider = self._spider()
        return not spider.period and spider.refetch is not Refetch.ALL

    async def _keep_menu(self, store: AsyncStore, menu: Menu) -> None:
        if menu.in_passing and await store.call(Store.has_menu):
            return
        change = await store.call(Store.save_menu, menu)
        log = self._spider().logger
        if change.appeared:
            log.info("New in the menu: %s", ", ".join(change.appeared))
        if change.vanished:
            log.warning("No longer in the menu, kept and marked: %s", ", ".join(change.vanished))

    async def _due(self, store: AsyncStore, resume: Resume) -> list[Request]:
        """Requests for what earlier runs left, the oldest first."""
        spider = self._spider()
        paths = await store.call(
            Store.due, now(), spider.refetch.value, resume.sections, window(spider.period)
        )
        requests = await self._remembered(store, paths)
        return [request for request in requests if self._is_first(request)]

    def _spider(self) -> SiteSpider:
        spider = self._crawler.spider
        assert isinstance(spider, SiteSpider)
        return spider


def _seen(path: str, card: Card | None) -> Sighting | None:
    if card is None:
        return None
    return Sighting(path=path, listing="", seen_at=now(), headline=card.headline, day=card.day)


def window(period: Period) -> Window:
    """The days of a period, in Istanbul, as instants."""
    after = period.day_after
    return Window(
        since=midnight(period.since) if period.since else None,
        until=midnight(after) if after else None,
    )
