"""The database as the frontier: what a listing shows is written down, then asked for if wanted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.items import (
    Absence,
    Alias,
    ArchivedSighting,
    Article,
    Failure,
    Menu,
    Resume,
    Sighting,
    Skip,
)
from crawler.parsing.clean.dates import midnight
from crawler.runtime import stats_names
from crawler.runtime.arguments import Period, Refetch
from crawler.runtime.clock import clock, now
from crawler.runtime.request_meta import meta_of
from crawler.spiders.base import SiteSpider
from pipelines.components.conditional import ListingMemory
from pipelines.components.run import RunExtension
from pipelines.components.storage import storage_of
from pipelines.crawl.async_store import AsyncStore
from pipelines.crawl.database_clock import hear_database
from pipelines.crawl.given import say_forgotten
from pipelines.crawl.newest_first import NewestFirst
from pipelines.crawl.request_queue import AT_A_TIME, RequestQueue
from pipelines.crawl.seen_texts import SeenTexts
from pipelines.crawl.signals import may_have_moved
from pipelines.store import Store, StoreError, Window
from pipelines.store.frontier.placements import LastCard


class FrontierMiddleware:
    """Makes the requests for articles: for each sighting that the store still wants, once a run.

    Outermost of the spider middlewares: nothing else may drop or add a request behind it.
    Sightings, menus, aliases, absences, failures and skips are stored here and go no further;
    articles pass on to the item pipelines, and the spider's own requests to Scrapy. Articles to be
    asked for wait here until Scrapy's scheduler runs empty. Where nothing is stored, each sighting
    becomes a request at once, and what is learned of urls is counted.
    """

    def __init__(self, crawler: Crawler, run: RunExtension | None) -> None:
        """`run`: None where nothing is stored."""
        self._crawler = crawler
        self._run = run
        self._asked = SeenTexts()
        """Paths; a hash collision skips that url in this run."""
        self._limited = _limited(crawler)
        self._queue = RequestQueue() if self._limited is None else self._limited
        self._memory: ListingMemory | None = None
        self._mended = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler, crawler.get_extension(RunExtension))
        # The newest are known when all lists have been read.
        is_whole = middleware._limited is None
        when = signals.scheduler_empty if is_whole else signals.spider_idle
        crawler.signals.connect(middleware.hand_over, signal=when)
        crawler.signals.connect(middleware.look_again, signal=may_have_moved)
        return middleware

    def hand_over(self) -> None:
        """Have Scrapy ask for the next articles that wait."""
        taken = self._queue.take()
        for sighting in taken:
            self._ask(sighting)
        if taken:
            self._note_waiting()

    def look_again(self, path: str) -> None:
        """A story that came at a new url may have moved: ask the old one, before all that waits."""
        if not self._spider().is_live:
            return
        if self._spider().refetch is not Refetch.NONE and self._asked.is_first(path):
            self._ask(Sighting(path=path, seen_at=now()))

    def _ask(self, sighting: Sighting) -> None:
        """Each path comes here once, so Scrapy's filter of duplicates need not remember it too."""
        request = self._spider().article_request(sighting)
        request.dont_filter = True
        self._crawler.engine.crawl(request)

    def _note_waiting(self) -> None:
        stats = self._crawler.stats
        stats.set_value(stats_names.ARTICLES_WAITING, len(self._queue))
        if self._limited is not None:
            stats.set_value(stats_names.LIMIT, self._limited.limit)
            stats.set_value(stats_names.LIMIT_LEFT, self._limited.left)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        if not self._spider().is_live:
            async for output in start:  # as they come: files may hold a million of them
                async for one in self._stored(_alone(output), None):
                    yield one
            return
        async for output in self._stored(start, None):
            yield output

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        async for output in self._stored(result, response):
            yield output

    async def _stored(
        self, outputs: AsyncIterator[Any], response: Response | None
    ) -> AsyncIterator[Any]:
        if self._run is None:
            async for output in self._unstored(outputs):
                yield output
            return
        store = self._run.store
        found = [output async for output in outputs]
        for output in found:
            self._note_arrival(output)
        try:
            await self._keep_time(store)
            through = self._through if self._spider().is_live else self._through_captured
            async for output in through(store, found, response):
                yield output
        except StoreError as error:
            self._run.note_loss(error)

    async def _unstored(self, outputs: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for output in outputs:
            self._note_arrival(output)
            if isinstance(output, Sighting):
                if not self._spider().is_live and not isinstance(output, ArchivedSighting):
                    continue
                if self._limited is not None:
                    self._line_up([output])
                else:
                    yield self._spider().article_request(output)
            elif isinstance(output, Alias | Absence | Failure | Skip):
                await storage_of(self._crawler).facts.note(output)
            elif not isinstance(output, Menu | Resume) and not self._has_enough(output):
                yield output

    async def _keep_time(self, store: AsyncStore) -> None:
        """Hear the database's clock where it is to be heard, and once it is sure what time it is,
        plan anew what a clock ahead has put off."""
        if clock.asks_database:
            await store.call(hear_database, clock)
        if not self._mended and clock.has_witness and not clock.doubt:
            self._mended = True
            await store.call(Store.plan_anew, now())

    async def _through(
        self, store: AsyncStore, outputs: list[Any], response: Response | None
    ) -> AsyncIterator[Any]:
        # What a page settles comes first: an alias decides whether its target is still wanted, and
        # what earlier runs left is no longer told apart once listings are written down.
        for output in outputs:
            if isinstance(output, Menu):
                await self._keep_menu(store, output)
            elif isinstance(output, Resume):
                await self._resume(store, output)
            elif isinstance(output, Alias | Absence | Failure | Skip):
                await storage_of(self._crawler).facts.note(output)
        for request in await self._requests(store, outputs, response):
            yield request
        for output in outputs:
            if isinstance(output, Article):
                yield output

    async def _through_captured(
        self, store: AsyncStore, outputs: list[Any], response: Response | None
    ) -> AsyncIterator[Any]:
        """What came out of an archive is written down, and leads to no request but the spider's."""
        sightings = [output for output in outputs if isinstance(output, Sighting)]
        for output in outputs:
            if isinstance(output, Menu):
                await self._keep_menu(store, output)
            elif isinstance(output, Alias | Absence | Failure | Skip):
                await storage_of(self._crawler).facts.note(output)
        plain = [one for one in sightings if not isinstance(one, ArchivedSighting)]
        if plain:
            await store.call(Store.record_captured, plain)
        await self._line_up_archived(
            store, [one for one in sightings if isinstance(one, ArchivedSighting)]
        )
        for output in outputs:
            if isinstance(output, Article | Request):
                yield output

    async def _line_up_archived(self, store: AsyncStore, captures: list[ArchivedSighting]) -> None:
        """Have those captures wait that are not stored."""
        if not captures:
            return
        stored = await store.call(Store.stored_captures, {one.path for one in captures})
        self._queue.add(
            one
            for one in captures
            if (one.path, one.seen_at) not in stored
            and self._asked.is_first(f"{one.path} {one.seen_at}")
        )
        self._note_waiting()

    async def _requests(
        self, store: AsyncStore, outputs: list[Any], response: Response | None
    ) -> list[Request]:
        """The spider's requests that leave now, with one look-up for all that one page led to."""
        memory = self._memory = self._memory or ListingMemory(store)
        requests = [output for output in outputs if isinstance(output, Request)]
        shown = [output for output in outputs if isinstance(output, Sighting)]
        sightings = shown.copy()
        listing = meta_of(response).get("listing") if response is not None else None
        if response is not None and listing is not None:
            again = memory.shown_before(response)
            self._crawler.stats.inc_value(stats_names.ARTICLES_SEEN, len(again))
            sightings += again
        known = await self._line_up_wanted(store, shown, sightings)
        paths = {one.path for one in sightings}
        if response is not None and listing is not None:
            self._count(listing, paths, known)
            if self._sees_everything() and sightings:
                await memory.remember(response, sightings)
        if self._sees_everything():
            await memory.make_conditional([one for one in requests if "listing" in meta_of(one)])
        news = not paths or len(known) < len(paths)
        return [
            one
            for one in requests
            if (news or not meta_of(one).get("only_after_news")) and not self._has_enough(one)
        ]

    async def _line_up_wanted(
        self, store: AsyncStore, shown: list[Sighting], sightings: list[Sighting]
    ) -> Collection[str]:
        """Write sightings down, and have those wait that the store wants; paths known before."""
        if not sightings:
            return ()
        spider = self._spider()
        found = await store.call(
            Store.record,
            sightings,
            spider.refetch.value,
            now(),
            window(spider.period),
            self._run.number if self._run and self._limited is None else None,
        )
        given = {one.path for one in shown if one.is_given}
        say_forgotten(given & found.forgotten)
        given -= found.forgotten
        self._line_up(one for one in shown if one.path in found.wanted or one.path in given)
        if found.forgotten:
            self._crawler.stats.inc_value(stats_names.ARTICLES_FORGOTTEN, len(found.forgotten))
        unshown = found.wanted.difference(one.path for one in shown)
        await self._line_up_unshown(store, sorted(unshown))
        return found.known

    async def _line_up_unshown(self, store: AsyncStore, paths: list[str]) -> None:
        """Articles that no page shows now, each with what its last card said: a page without a
        date has none but the card's."""
        for start in range(0, len(paths), AT_A_TIME):
            some = paths[start : start + AT_A_TIME]
            cards = await store.call(Store.cards, some)
            self._line_up(_last_seen(path, cards.get(path)) for path in some)

    def _note_arrival(self, output: Any) -> None:
        if self._limited is not None and isinstance(output, Article):
            self._limited.arrived(output.path)

    def _has_enough(self, output: Any) -> bool:
        """Whether it is a request for older articles than a limited run is to have."""
        if self._limited is None or not isinstance(output, Request):
            return False
        return self._limited.is_full and bool(meta_of(output).get("is_further"))

    def _line_up(self, wanted: Iterable[Sighting]) -> None:
        self._queue.add(one for one in wanted if self._asked.is_first(one.path))
        self._note_waiting()

    def _count(self, listing: str, shown: Collection[str], known: Collection[str]) -> None:
        """For the health checks."""
        stats = self._crawler.stats
        stats.set_value(stats_names.CARDS(listing), len(shown))
        stats.set_value(stats_names.KNOWN_CARDS(listing), len(known))

    def _sees_everything(self) -> bool:
        """Whether this run writes down all that a listing shows: a narrowed one must not let the
        next run believe that it did."""
        spider = self._spider()
        narrowed = spider.period or self._limited is not None
        return not narrowed and spider.refetch is not Refetch.ALL

    async def _keep_menu(self, store: AsyncStore, menu: Menu) -> None:
        if menu.in_passing and await store.call(Store.has_menu):
            return
        save = Store.save_menu if self._spider().is_live else Store.save_captured_menu
        change = await store.call(save, menu)
        log = self._spider().logger
        if change.appeared:
            log.info("New in the menu: %s", ", ".join(change.appeared))
        if change.vanished:
            log.warning("No longer in the menu, kept and marked: %s", ", ".join(change.vanished))

    async def _resume(self, store: AsyncStore, resume: Resume) -> None:
        """Have what earlier runs left wait its turn, the oldest first."""
        spider = self._spider()
        paths = await store.call(
            Store.due, now(), spider.refetch.value, resume.sections, window(spider.period)
        )
        await self._line_up_unshown(store, paths)

    def _spider(self) -> SiteSpider:
        spider = self._crawler.spider
        assert isinstance(spider, SiteSpider)
        return spider


def _limited(crawler: Crawler) -> NewestFirst | None:
    limit = crawler.spider.limit if isinstance(crawler.spider, SiteSpider) else None
    return NewestFirst(limit) if limit else None


async def _alone(output: Any) -> AsyncIterator[Any]:
    yield output


def _last_seen(path: str, card: LastCard | None) -> Sighting:
    """No list shows it now; `card`: what the last one said that did."""
    if card is None:
        return Sighting(path=path, seen_at=now())
    return Sighting(path=path, seen_at=now(), headline=card.headline, day=card.day)


def window(period: Period) -> Window:
    """The days of a period, in the newspaper's zone, as instants."""
    after = period.day_after
    return Window(
        since=midnight(period.since) if period.since else None,
        until=midnight(after) if after else None,
    )
