"""Wait for the database where a crawl begins, as long as in its midst."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from types import FrameType
from typing import Protocol, TypeVar

from pipelines.crawl.async_store import (
    ALL_AT_THE_END,
    FIRST_PAUSE,
    MAX_PAUSE,
    MIN_FOR_A_TRY,
    PATIENCE_AT_THE_END,
    SHARE_OF_A_TRY,
)
from pipelines.crawl.threads import DaemonThread
from pipelines.store import DatabaseUnavailable
from pipelines.store.backends.errors import may_come_back

logger = logging.getLogger(__name__)

T = TypeVar("T")

_TICK = 0.1
"""Seconds between two looks whether the crawl was told to stop."""
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class DatabaseLink(Protocol):
    """A connection that can be asked how long it has heard nothing, and be cut."""

    @property
    def silent_for(self) -> float: ...

    def cut(self) -> None: ...


def patiently(attempt: Callable[[], T], links: Sequence[DatabaseLink], patience: float) -> T:
    """What an attempt returns that opens the database, repeated while that is away.

    No event loop runs yet, so a signal is waited for here. An attempt may take long where much
    waits in the spool; one that hears nothing of the database is given up.

    :raises DatabaseUnavailable: for `patience` seconds in vain, or told to stop meanwhile
    """
    with _signals() as stop:
        return _Opening(links, patience, stop).open(attempt)


class _Stop:
    since: float | None = None
    """When the crawl was told to stop."""


class _Opening:
    def __init__(self, links: Sequence[DatabaseLink], patience: float, stop: _Stop) -> None:
        self._links = links
        self._until = time.monotonic() + patience
        self._least = max(patience * SHARE_OF_A_TRY, MIN_FOR_A_TRY)
        self._stop = stop

    def open(self, attempt: Callable[[], T]) -> T:
        pause = FIRST_PAUSE
        while True:
            thread = DaemonThread("opening")
            try:
                return self._answer(thread.submit(attempt))
            except DatabaseUnavailable as error:
                if self._stop.since is None and may_come_back(error):
                    if time.monotonic() >= self._until:
                        raise
                    logger.warning("%s; the crawl waits to begin", error)
                    self._pause(min(pause, max(self._until - time.monotonic(), 0)))
                    pause = min(2 * pause, MAX_PAUSE)
                if self._stop.since is not None:
                    raise DatabaseUnavailable(f"{error}; told to stop") from error
                if not may_come_back(error):
                    raise
            finally:
                thread.close()

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._stop.since is None:
            time.sleep(min(_TICK, seconds))

    def _answer(self, future: Future[T]) -> T:
        began = time.monotonic()
        while not future.done() and not self._is_silent(began):
            wait([future], timeout=_TICK)
        if not future.done():
            for link in self._links:
                link.cut()
            wait([future], timeout=1.0)
        if future.done():
            return future.result()
        raise DatabaseUnavailable("the database does not answer")

    def _is_silent(self, began: float) -> bool:
        now = time.monotonic()
        silent = min(now - began, *(link.silent_for for link in self._links))
        if self._stop.since is None:
            return silent > min(self._least, max(self._until - began, PATIENCE_AT_THE_END))
        return silent > PATIENCE_AT_THE_END or now > self._stop.since + ALL_AT_THE_END


@contextmanager
def _signals() -> Iterator[_Stop]:
    """Notes when a signal to stop comes, and passes it on to whoever handled it before."""
    stop = _Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def note(number: int, frame: FrameType | None) -> None:
        stop.since = stop.since or time.monotonic()
        handler = before[signal.Signals(number)] or signal.SIG_DFL
        # Another one for the next signal may be set by this.
        signal.signal(number, handler)
        if callable(handler):
            handler(number, frame)

    for number in _SIGNALS:
        signal.signal(number, note)
    try:
        yield stop
    finally:
        for number in _SIGNALS:
            if signal.getsignal(number) is note:
                signal.signal(number, before[number] or signal.SIG_DFL)
