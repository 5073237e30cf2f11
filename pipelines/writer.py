"""Group commit: whatever waits when the store is free goes into one batch."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from crawler.items import Absence, Alias, Article, Failure, Skip
from crawler.loaders import PARSER_VERSION
from pipelines.connection import AsyncStore
from pipelines.store import DatabaseUnavailable, Saved, Store, StoreError

logger = logging.getLogger(__name__)

MOST_IN_A_BATCH = 100
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0)
"""Seconds between the tries while the database is away: about a minute in all."""

Entry: TypeAlias = Article | Alias | Absence | Failure | Skip


@dataclass(slots=True)
class _Waiting:
    entry: Entry
    committed: asyncio.Future[Saved | None]


class Writer:
    """Commits entries in batches; `put` returns when its entry is committed.

    Awaiting the own commit is the crawl's back-pressure and makes its counts honest: no entry is
    counted, and no page counted as done, before the database has it.
    """

    def __init__(
        self,
        store: AsyncStore,
        run: int,
        keep: Callable[[Sequence[Article], str], None],
        pause: Callable[[bool], None],
    ) -> None:
        """`keep`: takes articles that the store would not take, with the reason; `pause`: holds
        the crawl back (True) while the database is away, and lets it go on."""
        self._store = store
        self._run = run
        self._keep = keep
        self._pause = pause
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._worker: asyncio.Task[None] | None = None
        self._lost: DatabaseUnavailable | None = None

    async def put(self, entry: Entry) -> Saved | None:
        """What became of an article; None for every other entry.

        :raises StoreError: the entry is not in the database; an article was given to `keep`
        """
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        waiting = _Waiting(entry, asyncio.get_running_loop().create_future())
        await self._queue.put(waiting)
        return await waiting.committed

    async def close(self) -> None:
        """Commit what waits, then stop."""
        if self._worker is not None:
            await self._queue.put(None)
            await self._worker

    async def _work(self) -> None:
        while (first := await self._queue.get()) is not None:
            batch = [first]
            while len(batch) < MOST_IN_A_BATCH and not self._queue.empty():
                following = self._queue.get_nowait()
                if following is None:
                    self._queue.put_nowait(None)
                    break
                batch.append(following)
            await self._commit(batch)

    async def _commit(self, batch: list[_Waiting]) -> None:
        try:
            saved = await self._tried(batch)
        except Exception as error:
            reason = error if isinstance(error, StoreError) else StoreError(repr(error))
            if not isinstance(error, StoreError):
                logger.exception("The store failed")
            articles = [one.entry for one in batch if isinstance(one.entry, Article)]
            if articles:
                self._keep(articles, str(reason))
            for one in batch:
                one.committed.set_exception(reason)
            return
        answers = iter(saved)
        for one in batch:
            one.committed.set_result(next(answers) if isinstance(one.entry, Article) else None)

    async def _tried(self, batch: list[_Waiting]) -> list[Saved]:
        """Commit a batch, waiting out a short absence of the database; raises after a long one."""
        if self._lost is not None:
            raise self._lost
        try:
            return await self._store.call(store_entries, [one.entry for one in batch], self._run)
        except DatabaseUnavailable as error:
            logger.error("%s; the crawl waits", error)
        self._pause(True)
        try:
            return await self._insist(batch)
        finally:
            self._pause(False)

    async def _insist(self, batch: list[_Waiting]) -> list[Saved]:
        entries = [one.entry for one in batch]
        for number, seconds in enumerate(PAUSES, start=1):
            await asyncio.sleep(seconds)
            try:
                saved = await self._store.call(store_entries, entries, self._run)
            except DatabaseUnavailable as error:
                logger.warning("Try %d of %d: %s", number, len(PAUSES), error)
                self._lost = error
            else:
                logger.info("The database is back; the crawl goes on")
                self._lost = None
                return saved
        assert self._lost is not None
        raise self._lost


def store_entries(store: Store, entries: Sequence[Entry], run: int) -> list[Saved]:
    """Commit entries, each kind in one transaction; answers for the articles, in their order."""
    articles = [entry for entry in entries if isinstance(entry, Article)]
    aliases = [entry for entry in entries if isinstance(entry, Alias)]
    absences = [entry for entry in entries if isinstance(entry, Absence)]
    failures = [entry for entry in entries if isinstance(entry, Failure)]
    skips = [entry for entry in entries if isinstance(entry, Skip)]
    saved = store.save(articles, run, PARSER_VERSION) if articles else []
    if aliases:
        store.settle(aliases)
    if absences:
        store.record_absences(absences)
    if failures:
        store.record_failures(failures)
    if skips:
        store.skip({skip.path: skip.published for skip in skips}, skips[0].seen_at)
    return saved
