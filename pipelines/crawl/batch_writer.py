"""Group commit: whatever waits a moment after the store is free goes into one batch."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeAlias

from crawler.items import Absence, Alias, Article, Failure, Skip
from crawler.parsing.loader import PARSER_VERSION
from crawler.runtime.clock import now
from pipelines.crawl.async_store import AsyncStore
from pipelines.store import DatabaseUnavailable, Saved, Store, StoreError

logger = logging.getLogger(__name__)

MAX_IN_A_BATCH = 100
LINGER = 0.05
"""Seconds that the first entry of a batch waits for others: pages come in bursts, and a batch costs
about as much as three more articles in it."""

Entry: TypeAlias = Article | Alias | Absence | Failure | Skip


class Crew(Protocol):
    """What a writer needs of the crawl around it."""

    async def complete(self, articles: Sequence[Article]) -> None:
        """Add to articles what is known only as they are about to be stored."""

    def keep(self, articles: Sequence[Article], reason: StoreError) -> None:
        """Take articles that the store would not take."""

    def count_gone(self, articles: int) -> None:
        """Articles that were withdrawn since they were seen last."""


@dataclass(slots=True)
class _Waiting:
    entry: Entry
    committed: asyncio.Future[Saved | None]

    def answer(self, saved: Saved | None) -> None:
        if not self.committed.done():  # whoever waited may have been cancelled
            self.committed.set_result(saved)


class Writer:
    """Commits entries in batches; `put` returns when its entry is committed.

    Awaiting the own commit is the crawl's back-pressure and makes its counts honest: no entry is
    counted, and no page counted as done, before the database has it.
    """

    def __init__(
        self,
        store: AsyncStore,
        run: int,
        crew: Crew,
        start: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]] = asyncio.create_task,
        ways: Mapping[type, Way] | None = None,
    ) -> None:
        """`start`: has the writer's work run beside the crawl, and sees to it when it dies.
        `ways`: how each kind of entry is committed; by default those of live looks."""
        self._ways = ways or LIVE
        self._store = store
        self._run = run
        self._crew = crew
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._start = start
        self._worker: asyncio.Task[None] | None = None
        self._batch: list[_Waiting] = []
        self._broken: StoreError | None = None

    async def put(self, entry: Entry) -> Saved | None:
        """What became of an article; None for every other entry.

        :raises StoreError: the entry is not in the database; an article was given to `crew`
        """
        waiting = _Waiting(entry, asyncio.get_running_loop().create_future())
        if self._broken is not None:
            self._fail([waiting], self._broken)
            return await waiting.committed
        if self._worker is None:
            self._worker = self._start(self._work())
        await self._queue.put(waiting)
        return await waiting.committed

    async def close(self) -> None:
        """Commit what waits, then stop; a writer that died has said so."""
        if self._worker is not None:
            await self._queue.put(None)
            await asyncio.wait({self._worker})

    async def _work(self) -> None:
        try:
            await self._work_on()
        except BaseException as error:
            # Whoever waits for a commit would wait for ever.
            self._broken = StoreError(f"the writer died of {error!r}")
            left = [one for one in self._batch if not one.committed.done()]
            while not self._queue.empty():
                following = self._queue.get_nowait()
                left += [] if following is None else [following]
            self._fail(left, self._broken)
            raise

    async def _work_on(self) -> None:
        while (first := await self._queue.get()) is not None:
            if self._queue.qsize() < MAX_IN_A_BATCH:
                await asyncio.sleep(LINGER)
            batch = self._batch = [first]
            while len(batch) < MAX_IN_A_BATCH and not self._queue.empty():
                following = self._queue.get_nowait()
                if following is None:
                    self._queue.put_nowait(None)
                    break
                batch.append(following)
            await self._commit(batch)

    async def _commit(self, batch: list[_Waiting]) -> None:
        """Each kind of entry in a transaction of its own, so that none fails with another."""
        for kind, way in self._ways.items():
            some = [one for one in batch if type(one.entry) is kind]
            if some:
                if kind is Article:
                    await self._crew.complete([one.entry for one in some])  # type: ignore[misc]
                await self._commit_alike(some, way)

    async def _commit_alike(self, some: list[_Waiting], way: Way) -> None:
        entries = [one.entry for one in some]
        try:
            done = await self._store.call(way, entries, self._run)
        except DatabaseUnavailable as error:
            self._fail(some, error)
        except Exception as error:
            logger.error("The store failed on %d entries", len(some), exc_info=error)
            if len(some) > 1:
                for one in some:
                    await self._commit_alike([one], way)
            else:
                await self._refuse(some[0], error)
        else:
            if done.gone:
                self._crew.count_gone(done.gone)
            answers = done.saved or [None] * len(some)
            for one, answer in zip(some, answers, strict=True):
                one.answer(answer)

    async def _refuse(self, one: _Waiting, error: Exception) -> None:
        """An entry that fails alone costs itself: its url stays pending, with the reason."""
        entry, reason = one.entry, f"the store failed: {error!r}"
        failure = Failure(path=entry.path, cause="store", detail=reason, seen_at=now())
        try:
            await self._store.call(Store.record_failures, [failure])
        except Exception:
            self._fail([one], error if isinstance(error, StoreError) else StoreError(reason))
        else:
            refused = Saved(entry.path, "rejected", reason)
            one.answer(refused if isinstance(entry, Article) else None)

    def _fail(self, some: list[_Waiting], reason: StoreError) -> None:
        """The entries did not reach the database: articles are kept, each put raises."""
        articles = [one.entry for one in some if isinstance(one.entry, Article)]
        try:
            if articles:
                self._crew.keep(articles, reason)
        except StoreError as error:
            # Neither database nor spool: the urls stay pending, and the next run fetches them.
            reason = error
        except Exception as error:
            logger.exception("Articles could not be kept")
            reason = StoreError(f"{reason}; {error!r}")
        for one in some:
            if not one.committed.done():  # whoever waited may have been cancelled
                one.committed.set_exception(reason)


class Committed(NamedTuple):
    saved: Sequence[Saved | None] = ()
    """An answer for each article, in their order; none for other entries."""
    gone: int = 0


Way: TypeAlias = Callable[[Store, Sequence[Any], int], Committed]


def _save(store: Store, articles: Sequence[Article], run: int) -> Committed:
    return Committed(saved=store.save(articles, run, PARSER_VERSION, looked_in=run))


def _settle(store: Store, aliases: Sequence[Alias], run: int) -> Committed:
    store.settle(aliases)
    return Committed()


def _record_absences(store: Store, absences: Sequence[Absence], run: int) -> Committed:
    return Committed(gone=len(store.record_absences(absences)))


def _record_failures(store: Store, failures: Sequence[Failure], run: int) -> Committed:
    store.record_failures(failures)
    return Committed()


def _skip(store: Store, skips: Sequence[Skip], run: int) -> Committed:
    store.skip({skip.path: skip.published for skip in skips}, skips[0].seen_at)
    return Committed()


LIVE: Mapping[type, Way] = {
    Article: _save,
    Alias: _settle,
    Absence: _record_absences,
    Failure: _record_failures,
    Skip: _skip,
}
"""Each is one transaction, so that a call that failed may be repeated whole."""
