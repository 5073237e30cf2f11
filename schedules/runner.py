"""One scheduled crawl, from the lock to its row in the ledger."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from crawler.runtime import run_log
from crawler.runtime.exceptions import EXIT_FAILED, EXIT_LOCKED, EXIT_WRONG_USE
from pipelines.store import StoreError, open_engine
from pipelines.store.backends.closing import close
from pipelines.store.ledger import Entry, Ledger, Result
from pipelines.store.lock import Held, RunLock
from pipelines.store.schema import versions
from schedules import durations
from schedules.catchup import Decide, result_at
from schedules.children import Children, Ended, Stopping
from schedules.definitions import Schedule
from schedules.said_of import SIGNALLED, Speaker, Switches, environment_of

logger = logging.getLogger(__name__)

MAX_AFTERWARDS = timedelta(minutes=10)


class Runner:
    """Runs schedules on one database; from several threads, for several schedules at a time."""

    def __init__(self, database: str, children: Children, switches: Switches | None = None) -> None:
        """Raises `StoreError` for a url that names no database; connects only when it runs.

        `switches`: who is told; by default whom this process's settings name.
        """
        self._database = database
        self._engine = open_engine(database)
        self._ledger = Ledger(self._engine)
        self._children = children
        self._switches = switches or Switches()
        self._teller = self._switches.teller(database)
        self.notices_wait = True
        """Whether a service has not taken a notice; nobody knows before the first look."""

    def deliver(self) -> None:
        """Send the notices whose time has come."""
        self.notices_wait = bool(self._teller.deliver(at_once=False))

    def prepare(self) -> None:
        """See to the schema. Raises `StoreError`."""
        try:
            versions.ensure(self._engine)
        finally:
            self._engine.dispose()

    def run(self, schedule: Schedule, decide: Decide) -> int | None:
        """Do what `decide` says by the ledger; the crawl's exit status, None without a crawl.

        :raises Held: the schedule is running already; its due times are noted as skipped
        :raises StoreError: the ledger cannot be read or written; no crawl was started
        """
        try:
            return self._run(schedule, decide)
        finally:
            # Between two crawls the scheduler keeps no file open.
            self._engine.dispose()

    def _run(self, schedule: Schedule, decide: Decide) -> int | None:
        self.prepare()
        lock = lock_of(self._engine, schedule)
        try:
            _acquire(lock)
        except Held:
            decision = decide(self._newest(schedule))
            self._ledger.note(schedule.name, decision.due_times, "skipped")
            raise
        try:
            return self._run_locked(schedule, decide)
        finally:
            lock.release()

    def skip(self, schedule: Schedule, decide: Decide) -> None:
        """Note what is due as skipped: nobody makes up for it later. Raises `StoreError`."""
        try:
            self.prepare()
            decision = decide(self._newest(schedule))
            self._ledger.note(schedule.name, decision.due_times, "skipped")
        finally:
            self._engine.dispose()

    def run_unrecorded(self, schedule: Schedule) -> int:
        """One crawl while the ledger is away: it fails, and is the one that tells people so."""
        speaker = Speaker(self._teller, self._switches, schedule)
        speaker.started()
        ended = self._child(schedule)
        self._speak(speaker, schedule, ended, None, has_spoken=False)
        return self._exit_status(schedule, ended)

    def _speak(
        self, speaker: Speaker, schedule: Schedule, ended: Ended, run: int | None, has_spoken: bool
    ) -> None:
        reason = _stopped_from_outside(schedule, ended)
        log = self._log_of(run)
        self.notices_wait = bool(speaker.ended(ended, reason, run, has_spoken, log))

    def close(self) -> None:
        if (unsaid := close(self._engine)) is not None:
            logger.warning("%s", unsaid)

    def _run_locked(self, schedule: Schedule, decide: Decide) -> int | None:
        decision = decide(self._newest(schedule))
        if decision.missed:
            number, last = len(decision.missed), f"{decision.missed[-1]:%F %T} UTC"
            logger.warning("%s: %d due times missed, up to %s", schedule.name, number, last)
        if decision.run_for is None:
            self._ledger.note(schedule.name, decision.missed, "missed")
            return None
        due_at, started_at = decision.run_for, datetime.now(UTC)
        result = result_at(schedule, due_at, started_at)
        self._ledger.claim(schedule.name, due_at, started_at, result, decision.missed)
        logger.info("%s: %s for %s", schedule.name, _STARTS[result], f"{due_at:%F %T} UTC")
        before = self._newest_run(schedule)
        speaker = Speaker(self._teller, self._switches, schedule)
        speaker.started()
        ended = self._child(schedule)
        run, has_spoken = self._own_run(schedule, before, ended)
        # A crawl that was stopped with the program is made up for when that starts again.
        if not ended.stopped or schedule.spider is None:
            self._note_end(schedule, due_at, result, run, ended)
        self._speak(speaker, schedule, ended, run, has_spoken)
        if schedule.then and not ended.stopped:
            self._afterwards(schedule)
        return self._exit_status(schedule, ended)

    def _newest(self, schedule: Schedule) -> Entry | None:
        """The newest row that a right clock can have written; where there are only others, the
        newest of these, for it is not the schedule's first start."""
        now = datetime.now(UTC)
        newest = self._ledger.newest(schedule.name, now)
        ahead = self._ledger.ahead(schedule.name, now)
        if ahead is not None:
            logger.warning(
                "%s: the row for %s was written by a clock ahead of this one: either is wrong",
                schedule.name,
                f"{ahead.due_at:%F %T} UTC",
            )
        return newest or ahead

    def _afterwards(self, schedule: Schedule) -> None:
        """What follows a crawl, however that ended; its own failure is only said."""
        try:
            environment = os.environ | {"DATABASE_URL": self._database}
            ended = self._children.run(schedule.then_argv(), MAX_AFTERWARDS, environment)
        except (Stopping, OSError) as error:
            logger.error("%s: what follows it could not be run: %s", schedule.name, error)
            return
        if ended.exit_status:
            what = " ".join(schedule.then)
            logger.error("%s: %s ended with status %d", schedule.name, what, ended.exit_status)

    def _child(self, schedule: Schedule) -> Ended:
        # Not as an argument, which everybody on the machine could read.
        environment = os.environ | {"DATABASE_URL": self._database}
        environment |= environment_of(schedule, datetime.now(UTC))
        try:
            return self._children.run(schedule.argv(), schedule.time_limit, environment)
        except Stopping:
            return Ended(EXIT_FAILED, expired=False, stopped=True)
        except OSError as error:
            logger.error("%s: no process could be started: %s", schedule.name, error)
            return Ended(EXIT_FAILED, expired=False, stopped=False)

    def _note_end(
        self,
        schedule: Schedule,
        due_at: datetime,
        started: Result,
        run: int | None,
        ended: Ended,
    ) -> None:
        """The crawl's end into its row; where the database is away, the row stays as it is."""
        try:
            if run is not None and (reason := _stopped_from_outside(schedule, ended)):
                self._ledger.cut_short(run, f"{reason}; the next run goes on", datetime.now(UTC))
            result = _result(schedule, started, run, ended)
            self._ledger.settle(schedule.name, due_at, result, run)
        except StoreError as error:
            logger.error("%s: the ledger could not be written: %s", schedule.name, error)

    def _own_run(self, schedule: Schedule, before: int, ended: Ended) -> tuple[int | None, bool]:
        """The run that the child has begun, and whether it said how it ended; None where nobody can
        be asked."""
        try:
            newest = self._newest_run(schedule)
            # What the holder of the lock that it met did is another crawl's run.
            if newest > before and ended.exit_status != EXIT_LOCKED:
                return newest, not self._ledger.left_open(newest)
        except StoreError as error:
            logger.error("%s: the ledger could not be read: %s", schedule.name, error)
        return None, False

    def _log_of(self, run: int | None) -> str | None:
        """The run's file: ours where children add to it, else their own."""
        if run_log.current.path is not None or run is None:
            return run_log.current.path
        try:
            return self._ledger.log_of(run)
        except StoreError as error:
            logger.error("The log of run %d could not be looked up: %s", run, error)
            return None

    def _newest_run(self, schedule: Schedule) -> int:
        return self._ledger.newest_run(schedule.spider) if schedule.spider else 0

    def _exit_status(self, schedule: Schedule, ended: Ended) -> int:
        if reason := _stopped_from_outside(schedule, ended):
            logger.error("%s: %s", schedule.name, reason)
            return EXIT_FAILED
        status = ended.exit_status
        report: Callable[..., None] = logger.warning if status else logger.info
        report("%s: ended with exit status %d", schedule.name, status)
        return status


def lock_of(engine: Engine, schedule: Schedule) -> RunLock:
    """The lock that a crawl has for its schedule; the one of its spider is the crawl's own."""
    return RunLock(engine, f"schedule-{schedule.name}")


_PAUSES = (0.1, 0.3, 0.6)
"""Seconds between the tries to get a lock that may be held for a look at the ledger only."""


def _acquire(lock: RunLock) -> None:
    """Raises `Held` where a crawl has the lock: then what comes due is skipped, and that is final.

    One that looks, and finds nothing due yet, has it for moments.
    """
    for pause in _PAUSES:
        try:
            return lock.acquire()
        except Held:
            time.sleep(pause)
    return lock.acquire()


_STARTS = {"ran": "starts", "late": "starts late,"}


def _stopped_from_outside(schedule: Schedule, ended: Ended) -> str | None:
    """Why a child did not come to its own end."""
    if ended.expired:
        return f"stopped at its time limit of {durations.show(schedule.time_limit)}"
    if ended.stopped:
        return "stopped together with the scheduler"
    if ended.exit_status > SIGNALLED:
        number = ended.exit_status - SIGNALLED
        return f"killed by signal {number} ({signal.strsignal(number)})"
    return None


def _result(schedule: Schedule, started: Result, run: int | None, ended: Ended) -> Result:
    """A crawl that left no run never began: it refused, or died before it could.

    A command has no run to tell how it went, so its row does.
    """
    if schedule.spider is None:
        return "refused" if ended.exit_status else started
    if ended.exit_status == EXIT_LOCKED:
        return "skipped"
    if run is None or ended.exit_status == EXIT_WRONG_USE:
        return "refused"
    return started
