"""One store a crawl, used off the event loop by all components of that crawl."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from pipelines.store import DatabaseUnavailable, Store

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0
"""Seconds between two tries while the database is away; each pause is twice the one before."""
PATIENCE_AT_THE_END = 5.0
"""Seconds that a crawl which was told to stop still waits for its database."""


class AsyncStore:
    """Runs the store's blocking methods one after another in a thread of its own.

    While the database is away the crawl is held back and the call repeated, for `patience`
    seconds; after that the database counts as lost, and every call raises at once.
    """

    def __init__(self, store: Store, patience: float, hold: Callable[[bool], None]) -> None:
        """`hold`: stops the crawl from asking for more (True), and lets it go on (False)."""
        self._store = store
        self._patience = patience
        self._hold = hold
        self._waiting = 0
        self._hurried = asyncio.Event()
        self._lost: DatabaseUnavailable | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def call(
        self, method: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`await store.call(Store.record, sightings, …)`; raises what the method raises.

        A method is one transaction that either happened or did not, so it may be repeated.
        """
        if self._lost is not None:
            raise self._lost
        try:
            return await self.once(method, *args, **kwargs)
        except DatabaseUnavailable as error:
            if not self._waiting:
                logger.error("%s; the crawl waits", error)
        self._waiting += 1
        self._hold(True)
        try:
            return await self._insist(method, *args, **kwargs)
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._hold(False)

    async def once(
        self, method: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same without patience."""
        bound = partial(method, self._store, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._thread, bound)

    async def _insist(
        self, method: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        loop = asyncio.get_running_loop()
        since = loop.time()
        pause = FIRST_PAUSE
        while True:
            await self._sleep(min(pause, max(since + self._patience - loop.time(), 0)))
            try:
                answer = await self.once(method, *args, **kwargs)
            except DatabaseUnavailable as error:
                if loop.time() >= since + self._patience:
                    self._lost = error
                    raise
                logger.warning("Still: %s", error)
            else:
                logger.info("The database is back; the crawl goes on")
                return answer
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _sleep(self, seconds: float) -> None:
        """Sleep, until somebody is in a hurry."""
        if self._hurried.is_set():
            await asyncio.sleep(min(seconds, FIRST_PAUSE))
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hurried.wait(), seconds)

    def hurry(self) -> None:
        """Wait no longer for a database that is away than a crawl that ends may."""
        self._patience = min(self._patience, PATIENCE_AT_THE_END)
        self._hurried.set()

    def close(self) -> None:
        self._thread.shutdown(wait=True)


_stores: WeakKeyDictionary[Crawler, AsyncStore] = WeakKeyDictionary()


def share(crawler: Crawler, store: AsyncStore) -> None:
    _stores[crawler] = store


def store_of(crawler: Crawler) -> AsyncStore | None:
    """The crawl's store; None for commands that keep nothing (`scrapy shell`, `scrapy parse`)."""
    return _stores.get(crawler)
