"""The processes that crawls run in: started, stopped at their time limit, never left behind."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from subprocess import DEVNULL, PIPE, STDOUT, Popen
from threading import Lock, Timer

from crawler.runtime.paths import ROOT
from schedules.output import Output

GRACE = timedelta(seconds=30)
"""Between SIGTERM, after which a crawl finishes and commits what is on its way, and SIGKILL."""


class Stopping(Exception):
    """Raised instead of starting a child when all of them are being stopped."""


@dataclass(frozen=True, slots=True)
class Ended:
    exit_status: int
    """As a shell gives it: 128 and the signal for a process that a signal ended."""
    expired: bool
    """Whether it was stopped at its time limit."""
    stopped: bool
    """Whether it was stopped with the program that ran it."""


class Child:
    """One process in a group of its own, so that what it starts is stopped with it."""

    def __init__(
        self, argv: Sequence[str], time_limit: timedelta, environment: Mapping[str, str],
        grace: timedelta = GRACE, output: Output | None = None,
    ) -> None:  # fmt: skip
        """Starts it. It must be waited for by the same thread: it dies with that. `output`: takes
        what it says, which else goes where the scheduler's own words go."""
        self._grace = grace
        self._lock = Lock()
        self._timers: list[Timer] = []
        self._expired = False
        self._stopped = False
        self._process = Popen(
            [sys.executable, "-m", "schedules.die_with_parent", str(os.getpid()), *argv],
            cwd=ROOT,
            env=dict(environment),
            stdin=DEVNULL,
            stdout=PIPE if output else None,
            stderr=STDOUT if output else None,
            start_new_session=True,
        )
        if output and self._process.stdout:
            output.take(self._process.stdout)
        self._later(time_limit, self._expire)

    def wait(self) -> Ended:
        """Blocks until it has ended, and ends what it left running in its group."""
        os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
        with self._lock:
            # Not yet reaped, so its number still belongs to its group and to no other.
            self._signal(signal.SIGKILL)
            for timer in self._timers:
                timer.cancel()
            status = self._process.wait()
        status = status if status >= 0 else 128 - status
        return Ended(status, expired=self._expired, stopped=self._stopped)

    def stop(self) -> None:
        """SIGTERM now, SIGKILL after the grace; returns at once."""
        with self._lock:
            self._stopped = not self._expired
            self._terminate()

    def _expire(self) -> None:
        with self._lock:
            self._expired = not self._stopped
            self._terminate()

    def _terminate(self) -> None:
        if self._process.returncode is None:
            self._signal(signal.SIGTERM)
            self._later(self._grace, self._kill)

    def _kill(self) -> None:
        with self._lock:
            self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self._process.returncode is None:
            # Both errors say that nobody is left in the group.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)

    def _later(self, span: timedelta, act: Callable[[], None]) -> None:
        timer = Timer(span.total_seconds(), act)
        timer.daemon = True
        timer.start()
        self._timers.append(timer)


class Children:
    """All children of this program, to be stopped together."""

    def __init__(self, grace: timedelta = GRACE, output: Output | None = None) -> None:
        self._grace = grace
        self._output = output
        self._lock = Lock()
        self._running: set[Child] = set()
        self._stopping = False

    def run(
        self, argv: Sequence[str], time_limit: timedelta, environment: Mapping[str, str]
    ) -> Ended:
        """Start a child and wait for its end.

        :raises Stopping: the program is on its way out
        :raises OSError: the system has no room for another process
        """
        with self._lock:
            if self._stopping:
                raise Stopping
            child = Child(argv, time_limit, environment, self._grace, self._output)
            self._running.add(child)
        try:
            return child.wait()
        finally:
            with self._lock:
                self._running.discard(child)

    def stop(self) -> None:
        """Ask all to end; returns at once. No other one starts from now on."""
        with self._lock:
            self._stopping = True
            for child in self._running:
                child.stop()

    def __len__(self) -> int:
        """How many run now."""
        return len(self._running)
