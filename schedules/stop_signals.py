"""The signals by which a person or the system says stop, heard in a thread of their own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

_STOP = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@contextmanager
def heard(act: Callable[[signal.Signals], object]) -> Iterator[None]:
    """Call `act` with each of them that comes, but for those that were ignored, as nohup has it.

    Python's own handlers run in the main thread, between two steps of it: a signal that comes just
    before that thread begins to wait would be heard only when the wait ends.
    """
    read, write = os.pipe()
    os.set_blocking(write, False)
    before = {number: signal.getsignal(number) for number in _STOP}
    taken = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    ear = Thread(target=_listen, args=(read, taken, act), name="signals", daemon=True)
    ear.start()
    wakeup = signal.set_wakeup_fd(write)
    for number in taken:
        signal.signal(number, lambda *_: None)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])
        signal.set_wakeup_fd(wakeup)
        os.close(write)
        ear.join()
        os.close(read)


def _listen(
    read: int, taken: list[signal.Signals], act: Callable[[signal.Signals], object]
) -> None:
    while came := os.read(read, 1):
        if came[0] in taken:
            act(signal.Signals(came[0]))
