"""Keeps a run's lock held, or ends the run: two runs of a spider at once ask for all twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from pipelines.crawl.async_store import FIRST_PAUSE, MAX_PAUSE, MIN_FOR_A_TRY, AsyncStore
from pipelines.crawl.threads import DaemonThread
from pipelines.store import DatabaseUnavailable, Store, StoreError
from pipelines.store.backends.lock_holders import Held, LockLost
from pipelines.store.lock import RunLock

logger = logging.getLogger(__name__)

T = TypeVar("T")

INTERVAL = 10.0
"""Seconds between two questions for a lock whose end is heard of at once, unless the way is cut."""
LEASE = 60.0
"""Seconds without a question after which the server frees the lock."""
INTERVAL_OF_A_FILE = 1.0
"""Seconds between two looks at a lock that says nothing by itself."""


class LockKeeper:
    """Watches the lock. When it is lost, the crawl is held back until it is held again and no other
    run was begun meanwhile, as the database's own record of runs says."""

    def __init__(
        self,
        lock: RunLock,
        store: AsyncStore,
        run: int,
        patience: float,
        hold: Callable[[bool], None],
    ) -> None:
        """`hold`: stops the crawl from asking for more (True), and lets it go on (False)."""
        self._lock = lock
        self._store = store
        self._run = run
        self._patience = patience
        self._hold = hold
        self._thread = DaemonThread("lock")

    async def keep(self) -> str:
        """Returns when the lock is lost for good, with the reason."""
        try:
            while True:
                await self._until_doubtful()
                try:
                    await self._bounded(self._lock.check)
                except (LockLost, DatabaseUnavailable) as error:
                    if reason := await self._taken_again(str(error)):
                        return reason
        finally:
            self._thread.close()

    async def _until_doubtful(self) -> None:
        loop = asyncio.get_running_loop()
        heard = asyncio.Event()
        file = self._lock.fileno()
        if file is not None:
            loop.add_reader(file, heard.set)
        try:
            with suppress(TimeoutError):
                seconds = INTERVAL_OF_A_FILE if file is None else INTERVAL
                await asyncio.wait_for(heard.wait(), seconds)
        finally:
            if file is not None:
                loop.remove_reader(file)

    async def _taken_again(self, lost: str) -> str | None:
        """Why it could not be; None where the run goes on."""
        logger.error("The run's lock was lost (%s); the crawl waits for it", lost)
        self._hold(True)
        try:
            reason = await self._retake(lost)
        finally:
            self._hold(False)
        if reason is None:
            logger.warning("The run's lock is held again; no other run was begun meanwhile")
        return reason

    async def _retake(self, lost: str) -> str | None:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        pause = FIRST_PAUSE
        while True:
            try:
                await self._bounded(self._lock.acquire)
                if await self._store.once(Store.is_open, self._run):
                    return None
            except Held as error:
                return f"the run's lock was lost: {error}"
            except StoreError as error:
                if loop.time() >= until:
                    return f"the run's lock was lost ({lost}) and could not be taken again: {error}"
            else:
                return "the run's lock was lost, and another run was begun meanwhile"
            await asyncio.sleep(pause)
            pause = min(2 * pause, MAX_PAUSE)

    async def _bounded(self, call: Callable[[], T]) -> T:
        """What a call to the lock returns; one that hangs is given up."""
        future = asyncio.wrap_future(self._thread.submit(call))
        done, _ = await asyncio.wait({future}, timeout=MIN_FOR_A_TRY)
        if not done:
            self._lock.cut()
            done, _ = await asyncio.wait({future}, timeout=1.0)
        if not done:
            self._thread.close()
            self._thread = DaemonThread("lock")
            future.add_done_callback(_unheard)
            raise DatabaseUnavailable("the database did not answer for the lock")
        return await future


def _unheard(future: asyncio.Future[T]) -> None:
    if not future.cancelled():
        future.exception()
