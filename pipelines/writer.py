"""Group commit: whatever waits when the store is free goes into one batch."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeAlias

from crawler.items import Absence, Alias, Article, Failure, Skip
from crawler.loaders import PARSER_VERSION
from pipelines.connection import AsyncStore
from pipelines.store import Saved, Store, StoreError

logger = logging.getLogger(__name__)

MOST_IN_A_BATCH = 100

Entry: TypeAlias = Article | Alias | Absence | Failure | Skip


class Crew(Protocol):
    """What a writer needs of the crawl around it."""

    def keep(self, articles: Sequence[Article], reason: StoreError) -> None:
        """Take articles that the store would not take."""

    def count_gone(self, articles: int) -> None:
        """Articles that were withdrawn since they were seen last."""


@dataclass(slots=True)
class _Waiting:
    entry: Entry
    committed: asyncio.Future[Saved | None]


class Writer:
    """Commits entries in batches; `put` returns when its entry is committed.

    Awaiting the own commit is the crawl's back-pressure and makes its counts honest: no entry is
    counted, and no page counted as done, before the database has it.
    """

    def __init__(self, store: AsyncStore, run: int, crew: Crew) -> None:
        self._store = store
        self._run = run
        self._crew = crew
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._worker: asyncio.Task[None] | None = None

    async def put(self, entry: Entry) -> Saved | None:
        """What became of an article; None for every other entry.

        :raises StoreError: the entry is not in the database; an article was given to `crew`
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
        entries = [one.entry for one in batch]
        try:
            done = await self._store.call(store_entries, entries, self._run)
        except Exception as error:
            self._fail(batch, _as_store_error(error))
            return
        if done.gone:
            self._crew.count_gone(done.gone)
        answers = iter(done.saved)
        for one in batch:
            one.committed.set_result(next(answers) if isinstance(one.entry, Article) else None)

    def _fail(self, batch: list[_Waiting], reason: StoreError) -> None:
        """The batch did not reach the database: its articles are kept, each put raises."""
        articles = [one.entry for one in batch if isinstance(one.entry, Article)]
        try:
            if articles:
                self._crew.keep(articles, reason)
        except StoreError as error:
            # Neither database nor spool: the urls stay pending, and the next run fetches them.
            reason = error
        for one in batch:
            one.committed.set_exception(reason)


def _as_store_error(error: Exception) -> StoreError:
    if isinstance(error, StoreError):
        return error
    logger.error("The store failed", exc_info=error)
    return StoreError(f"the store failed: {error!r}")


class Committed(NamedTuple):
    saved: list[Saved]
    """An answer for each article of the batch, in their order."""
    gone: int


def store_entries(store: Store, entries: Sequence[Entry], run: int) -> Committed:
    """Commit entries, each kind in one transaction."""
    articles = [entry for entry in entries if isinstance(entry, Article)]
    aliases = [entry for entry in entries if isinstance(entry, Alias)]
    absences = [entry for entry in entries if isinstance(entry, Absence)]
    failures = [entry for entry in entries if isinstance(entry, Failure)]
    skips = [entry for entry in entries if isinstance(entry, Skip)]
    saved = store.save(articles, run, PARSER_VERSION) if articles else []
    if aliases:
        store.settle(aliases)
    gone = store.record_absences(absences) if absences else []
    if failures:
        store.record_failures(failures)
    if skips:
        store.skip({skip.path: skip.published for skip in skips}, skips[0].seen_at)
    return Committed(saved, len(gone))
