from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from schedules import stop_signals


@pytest.fixture(params=[signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def number(request: pytest.FixtureRequest) -> Iterator[signal.Signals]:
    before = signal.signal(request.param, signal.default_int_handler)
    yield request.param
    signal.signal(request.param, before)


def test_each_of_many_is_heard(number: signal.Signals) -> None:
    heard: SimpleQueue[signal.Signals] = SimpleQueue()
    with stop_signals.heard(heard.put):
        for _ in range(100):
            os.kill(os.getpid(), number)
            assert heard.get(timeout=60) is number


def test_what_is_ignored_stays_so(number: signal.Signals) -> None:
    heard: SimpleQueue[signal.Signals] = SimpleQueue()
    signal.signal(number, signal.SIG_IGN)
    with stop_signals.heard(heard.put):
        os.kill(os.getpid(), number)
    assert heard.empty()


def test_afterwards_all_is_as_before(number: signal.Signals) -> None:
    handler = signal.getsignal(number)
    with stop_signals.heard(lambda _: None):
        assert signal.getsignal(number) is not handler
    assert signal.getsignal(number) is handler
    assert signal.set_wakeup_fd(-1) == -1
