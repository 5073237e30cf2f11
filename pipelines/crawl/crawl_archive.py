"""A crawl's archive: what the site answers is handed to a thread that writes it down."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from crawler.runtime.clock import now
from crawler.warc.location import Location
from pipelines.archive.exchange import Exchange
from pipelines.archive.folder import Folder
from pipelines.archive.known import KnownPayloads
from pipelines.archive.repair import Repaired, repair
from pipelines.archive.writer import ArchiveWriter, Kept

logger = logging.getLogger(__name__)

MAX_WAITING = 32 * 1024 * 1024
"""Bytes of answers that wait to be written; with more the crawl is held back."""
LINGER = 0.04
"""Seconds in which answers gather before they are written together: each time that the thread is
woken costs about as much as writing a page."""
PATIENCE = 60.0
"""Seconds in which the disk has to take something."""
AT_THE_END = 15.0
"""Seconds in which the end of a crawl waits for what is not written yet."""


@dataclass(eq=False, slots=True)
class Receipt:
    """What became of an answer."""

    location: Location | None = None
    is_settled: bool = False
    waiter: asyncio.Future[None] | None = None


@dataclass(slots=True)
class Tally:
    """For the run's stats."""

    kept: int = 0
    revisits: int = 0
    lost: int = 0
    bytes_written: int = 0
    ended: str | None = None
    """Why nothing more is kept."""
    repaired: list[Repaired] = field(default_factory=list)


class CrawlArchive:
    """Belongs to the event loop, but for `_work`, which is the thread's.

    Whatever troubles the archive ends it, once, and is said; the crawl goes on without.
    """

    def __init__(
        self,
        folder: Folder,
        writer: ArchiveWriter,
        known: KnownPayloads,
        hold: Callable[[bool], None],
    ) -> None:
        """`hold`: stops the crawl from asking for more (True), and lets it go on (False)."""
        self._folder = folder
        self._writer = writer
        self._known = known
        self._hold = hold
        self._loop = asyncio.get_running_loop()
        self._given: deque[Exchange] = deque()
        self._unsettled: deque[tuple[Receipt, int]] = deque()
        """What was given, in the same order, each with its size."""
        self._something = threading.Event()
        self._closing = threading.Event()
        self._ended = asyncio.Event()
        self._waiting = 0
        """Bytes of answers that were given and not settled."""
        self._is_held = False
        self._is_over = False
        self._since = self._loop.time()
        self._overdue: asyncio.TimerHandle | None = None
        self.tally = Tally()
        threading.Thread(target=self._work, name="archive", daemon=True).start()

    def put(self, exchange: Exchange) -> Receipt:
        receipt = Receipt()
        if self._is_over:
            self.tally.lost += 1
            receipt.is_settled = True
            return receipt
        self._unsettled.append((receipt, len(exchange.body)))
        self._given.append(exchange)
        self._waiting += len(exchange.body)
        self._something.set()
        if self._waiting > MAX_WAITING and not self._is_held:
            self._is_held = True
            self._hold(True)
        if self._overdue is None:
            self._overdue = self._loop.call_later(PATIENCE, self._give_up, PATIENCE)
        return receipt

    async def settled(self, receipt: Receipt) -> Location | None:
        """Where the answer's payload lies, once it is written; None where it is not kept."""
        if not receipt.is_settled:
            receipt.waiter = self._loop.create_future()
            await receipt.waiter
        return receipt.location

    async def close(self) -> Tally:
        """Write what waits, and the index."""
        self._closing.set()
        self._something.set()
        try:
            await asyncio.wait_for(self._ended.wait(), AT_THE_END)
        except TimeoutError:
            self._give_up(AT_THE_END)
        if self._overdue is not None:
            self._overdue.cancel()
        return self.tally

    # What the thread does.

    def _work(self) -> None:
        reason: str | None = None
        try:
            self._open()
            while not self._closing.is_set() or self._given:
                self._something.wait()
                self._closing.wait(LINGER)  # let more gather, unless it is the end
                self._something.clear()
                self._write()
            self._writer.close()
        except OSError as error:
            reason = error.strerror or str(error)
        except Exception as error:
            logger.exception("The archive failed")
            reason = repr(error)
        if reason is not None:
            self._close_what_is_whole()
        self._say(self._over, reason)

    def _open(self) -> None:
        repaired = repair(self._folder)
        self._known.load(self._folder, now())
        self._writer.begin(now())
        for one in repaired:
            if one.aside is not None:
                logger.warning(
                    "A killed run left %s without an end, which is set aside: %s",
                    one.file, one.aside.name,
                )  # fmt: skip
        self._say(self.tally.repaired.extend, repaired)

    def _write(self) -> None:
        some: list[Exchange] = []
        with suppress(IndexError):  # the loop may have given up meanwhile
            some += (self._given.popleft() for _ in range(len(self._given)))
        if some:
            kept = self._writer.write(some)
            self._say(self._settle, kept, self._writer.bytes_written)

    def _close_what_is_whole(self) -> None:
        """An index that cannot be written now is made by the next run's repair."""
        try:
            self._writer.close()
        except OSError as error:
            logger.warning("The archive's index was not written: %s", error.strerror)

    def _say(self, what: Callable[..., object], *arguments: object) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what, *arguments)

    # What the loop hears of it.

    def _settle(self, kept: list[Kept], bytes_written: int) -> None:
        if self._is_over:
            return
        for where in kept:
            receipt, size = self._unsettled.popleft()
            self.tally.kept += 1
            self.tally.revisits += where.is_revisit
            self._waiting -= size
            _answer(receipt, where.location)
        self.tally.bytes_written = bytes_written
        self._rest()
        if self._waiting <= MAX_WAITING // 2:
            self._let_go()

    def _rest(self) -> None:
        """Something was written: the patience begins anew, if there is anything to wait for."""
        if self._overdue is not None:
            self._overdue.cancel()
        self._overdue = (
            self._loop.call_later(PATIENCE, self._give_up, PATIENCE) if self._unsettled else None
        )

    def _over(self, reason: str | None) -> None:
        if not self._is_over:
            self._end(reason)
        self._ended.set()

    def _give_up(self, seconds: float) -> None:
        if not self._is_over:
            self._end(f"the disk took nothing for {seconds:.0f} s")

    def _end(self, reason: str | None) -> None:
        self._is_over = True
        self._closing.set()
        self._given.clear()
        if reason is not None:
            self.tally.ended = f"{self._folder.path}: {reason}"
            logger.error("Archive %s: nothing more is kept", self.tally.ended)
        while self._unsettled:
            self.tally.lost += 1
            _answer(self._unsettled.popleft()[0], None)
        self._let_go()

    def _let_go(self) -> None:
        if self._is_held:
            self._is_held = False
            self._hold(False)


def _answer(receipt: Receipt, location: Location | None) -> None:
    receipt.location = location
    receipt.is_settled = True
    if receipt.waiter is not None and not receipt.waiter.done():
        receipt.waiter.set_result(None)
