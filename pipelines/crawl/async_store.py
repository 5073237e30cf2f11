"""One store a crawl, used off the event loop by all components of that crawl."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from pipelines.crawl.threads import DaemonThread
from pipelines.store import DatabaseUnavailable, Store

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 5
"""How long one try of a crawl waits for another writer's lock: its patience is for many tries."""
FIRST_PAUSE = 0.5
MAX_PAUSE = 15.0
"""Seconds between two tries while the database is away; each pause is twice the one before."""
SHARE_OF_A_TRY = 0.5
"""Of the patience: a database that does not answer is asked once more on another connection."""
MIN_FOR_A_TRY = 10.0
"""Seconds after which a call that does not end is given up, at the earliest."""
PATIENCE_AT_THE_END = 5.0
"""Seconds that a crawl which was told to stop still waits for its database."""
ALL_AT_THE_END = 20.0
"""Seconds after it was told to stop from when on a call gets no more than `LAST_WORDS`."""
LAST_WORDS = 4.0
_GRACE = 0.5
"""Seconds in which a call that was cut off fails by itself."""


class AsyncStore:
    """Runs the store's blocking methods one after another in a thread of its own.

    While the database is away, or silent, the crawl is held back and the call repeated, for
    `patience` seconds in all; after that the database counts as lost, and every call raises at
    once.
    """

    def __init__(self, store: Store, patience: float, hold: Callable[[bool], None]) -> None:
        """`hold`: stops the crawl from asking for more (True), and lets it go on (False)."""
        self._store = store
        self._patience = patience
        self._hold = hold
        self._waiting = 0
        self._away_since: float | None = None
        self._turn = asyncio.Lock()
        self._hurried = asyncio.Event()
        self._hurried_at = 0.0
        self._lost: DatabaseUnavailable | None = None
        self._thread = DaemonThread("store")

    async def call(
        self, method: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`await store.call(Store.record, sightings, …)`; raises what the method raises.

        A method is one transaction that either happened or did not, so it may be repeated.
        """
        attempt = partial(method, self._store, *args, **kwargs)
        try:
            return await self._try(attempt)
        except DatabaseUnavailable as error:
            if self._lost is not None:
                raise
            if not self._waiting:
                logger.error("%s; the crawl waits", error)
            first = error
        self._wait(1)
        try:
            return await self._insist(attempt, first)
        finally:
            self._wait(-1)

    async def once(
        self, method: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same without patience, also where the database counts as lost."""
        async with self._turn:
            return await self._bounded(partial(method, self._store, *args, **kwargs))

    def _wait(self, more: int) -> None:
        waited = self._waiting > 0
        self._waiting += more
        if waited != (self._waiting > 0):
            self._hold(self._waiting > 0)

    async def _insist(self, attempt: Callable[[], T], error: DatabaseUnavailable) -> T:
        pause = FIRST_PAUSE
        while (left := self._patience_left()) > 0:
            await self._sleep(min(pause, left))
            try:
                answer = await self._try(attempt)
            except DatabaseUnavailable as again:
                if self._lost is not None:
                    raise
                error = again
                logger.warning("Still: %s", error)
            else:
                logger.info("The database is back; the crawl goes on")
                return answer
            pause = min(2 * pause, MAX_PAUSE)
        self._lost = error
        raise error

    def _patience_left(self) -> float:
        """Since the first of the calls began that failed in a row."""
        now = asyncio.get_running_loop().time()
        return (self._away_since or now) + self._patience - now

    async def _try(self, attempt: Callable[[], T]) -> T:
        async with self._turn:
            if self._lost is not None:
                raise self._lost
            began = asyncio.get_running_loop().time()
            try:
                answer = await self._bounded(attempt)
            except DatabaseUnavailable:
                self._away_since = self._away_since or began
                raise
            self._away_since = None
            return answer

    async def _bounded(self, attempt: Callable[[], T]) -> T:
        """The attempt's answer, or DatabaseUnavailable where none comes in time."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        lifelines = self._store.lifelines
        future = asyncio.wrap_future(self._thread.submit(partial(lifelines.run, attempt)))
        while not future.done():
            left = self._end_of_a_try(began) - loop.time()
            if left <= 0:
                break
            # Whoever is in a hurry has the end come sooner.
            await asyncio.wait({future}, timeout=min(left, 1.0))
        if future.done():
            return await future
        lifelines.cut()
        await asyncio.wait({future}, timeout=_GRACE)
        seconds = loop.time() - began
        silent = DatabaseUnavailable(f"the database did not answer for {seconds:.0f} seconds")
        if not future.done():
            # It ends by itself, and writes nothing then; another thread takes over.
            self._thread.close()
            self._thread = DaemonThread("store")
            future.add_done_callback(_unheard)
            raise silent
        try:
            return await future
        except DatabaseUnavailable as error:
            raise silent from error

    def _end_of_a_try(self, began: float) -> float:
        seconds = max(SHARE_OF_A_TRY * self._patience, MIN_FOR_A_TRY)
        if self._away_since is not None:
            last = self._away_since + self._patience
            seconds = min(seconds, max(last - began, LAST_WORDS))
        if not self._hurried.is_set():
            return began + seconds
        soon = max(began, self._hurried_at) + MIN_FOR_A_TRY
        last = max(self._hurried_at + ALL_AT_THE_END, began + LAST_WORDS)
        if self._lost is not None:
            last = began + LAST_WORDS
        return min(began + seconds, soon, last)

    async def _sleep(self, seconds: float) -> None:
        """Sleep, until somebody is in a hurry."""
        if self._hurried.is_set():
            await asyncio.sleep(min(seconds, FIRST_PAUSE))
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hurried.wait(), seconds)

    def hurry(self) -> None:
        """Wait no longer for a database that is away than a crawl that ends may."""
        if self._hurried.is_set():
            return
        self._hurried_at = asyncio.get_running_loop().time()
        self._patience = min(self._patience, PATIENCE_AT_THE_END)
        self._hurried.set()

    def close(self) -> None:
        self._thread.close()


def _unheard(future: asyncio.Future[T]) -> None:
    if not future.cancelled():
        future.exception()
