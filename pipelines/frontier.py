"""The database as the frontier: what a listing shows is written down, then asked for if wanted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.arguments import Period, now
from crawler.dates import midnight
from crawler.items import Absence, Alias, Failure, Menu, Resume, Sighting, Skip
from crawler.spiders.base import SiteSpider
from pipelines.connection import AsyncStore, store_of
from pipelines.store import Store, StoreError, Window
from pipelines.storage import writer_of

_COUNTED_AS: dict[type, str] = {
    Alias: "articles/aliases",
    Absence: "articles/absent",
    Skip: "articles/skipped",
}


class FrontierMiddleware:
    """Lets only those article requests through that the store still wants, each url once a run.

    Outermost of the spider middlewares: nothing else may drop or add a request behind it. Menus,
    aliases, absences, failures and skips are stored here and go no further; articles pass on to
    the item pipelines.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._asked: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for output in self._through([output async for output in start]):
            yield output

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        async for output in self._through([output async for output in result]):
            yield output

    async def _through(self, outputs: list[Any]) -> AsyncIterator[Any]:
        store = store_of(self._crawler)
        if store is None:
            for output in outputs:
                yield output
            return
        wanted = await self._record(store, outputs)
        for output in outputs:
            if isinstance(output, Request):
                if self._passes(output, wanted):
                    yield output
            elif isinstance(output, Menu):
                await self._keep_menu(store, output)
            elif isinstance(output, Resume):
                for request in await self._due(store, output):
                    yield request
            elif isinstance(output, Alias | Absence | Failure | Skip):
                await self._note(output)
            else:
                yield output

    async def _record(self, store: AsyncStore, outputs: list[Any]) -> set[str]:
        """One look-up for all the requests that one page led to."""
        sightings = [
            request.cb_kwargs["sighting"]
            for request in outputs
            if isinstance(request, Request) and request.cb_kwargs.get("sighting") is not None
        ]
        fresh = [one for one in sightings if isinstance(one, Sighting)]
        if not fresh:
            return set()
        self._crawler.stats.inc_value("articles/seen", len({one.path for one in fresh}))
        spider = self._spider()
        return await store.call(
            Store.record, fresh, spider.refetch.value, now(), window(spider.period)
        )

    def _passes(self, request: Request, wanted: set[str]) -> bool:
        path = request.cb_kwargs.get("path")
        if path is None or request.dont_filter:
            return True
        listed = request.cb_kwargs.get("sighting") is not None
        if path in self._asked or (listed and path not in wanted):
            return False
        self._asked.add(path)
        return True

    async def _note(self, entry: Alias | Absence | Failure | Skip) -> None:
        """An entry that the database would not take is only counted: its url stays pending."""
        stats = self._crawler.stats
        if isinstance(entry, Failure):
            stats.inc_value("articles/failed")
            stats.inc_value(f"failures/{entry.cause}")
            self._spider().logger.warning(
                "Article failed (%s): %s: %s", entry.cause, entry.path, entry.detail
            )
        else:
            stats.inc_value(_COUNTED_AS[type(entry)])
        try:
            await writer_of(self._crawler).put(entry)
        except StoreError as error:
            stats.set_value("store/lost", str(error))

    async def _keep_menu(self, store: AsyncStore, menu: Menu) -> None:
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
        fresh = [path for path in paths if path not in self._asked]
        self._asked.update(fresh)
        return [spider.article_request(path) for path in fresh]

    def _spider(self) -> SiteSpider:
        spider = self._crawler.spider
        assert isinstance(spider, SiteSpider)
        return spider


def window(period: Period) -> Window:
    """The days of a period, in Istanbul, as instants."""
    after = period.day_after
    return Window(
        since=midnight(period.since) if period.since else None,
        until=midnight(after) if after else None,
    )
