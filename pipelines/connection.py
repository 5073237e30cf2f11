"""One store a crawl, used off the event loop by all components of that crawl."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from pipelines.store import Store

P = ParamSpec("P")
T = TypeVar("T")


class AsyncStore:
    """Runs the store's blocking methods one after another in a thread of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def call(
        self, method: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`await store.call(Store.record, sightings, …)`; raises what the method raises."""
        loop = asyncio.get_running_loop()
        bound = partial(method, self._store, *args, **kwargs)
        return await loop.run_in_executor(self._thread, bound)

    def close(self) -> None:
        self._thread.shutdown(wait=True)


_stores: WeakKeyDictionary[Crawler, AsyncStore] = WeakKeyDictionary()


def share(crawler: Crawler, store: AsyncStore) -> None:
    _stores[crawler] = store


def store_of(crawler: Crawler) -> AsyncStore | None:
    """The crawl's store; None for commands that keep nothing (`scrapy shell`, `scrapy parse`)."""
    return _stores.get(crawler)
