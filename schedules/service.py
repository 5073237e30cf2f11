"""`python -m schedules start`: wakes at the due times of all schedules until told to stop."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Thread

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from crawler.runtime.exceptions import CrawlError
from pipelines.store import DatabaseUnavailable, StoreError
from pipelines.store.ledger import CLOCK_STEP
from pipelines.store.lock import Held
from schedules import durations, pauses, stop_signals
from schedules.catchup import catch_up
from schedules.children import Children
from schedules.definitions import Schedule
from schedules.reloading import Changes, ScheduleFile
from schedules.runner import Runner

logger = logging.getLogger(__name__)

HEARTBEAT = timedelta(seconds=30)
"""How often the clock is looked at although nothing is due: a machine that slept does not count
the time it slept through, and would wait for as long again; and a clock that was ahead and is set
right would be waited for."""
SPARE_THREADS = 33


class DueTrigger(BaseTrigger):  # type: ignore[misc]
    """APScheduler's view of a schedule. Its own cron trigger means another thing by weekdays.

    Of many due times that have passed it names the first only; the ledger knows the others.
    """

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        if previous is None or previous > now + CLOCK_STEP:
            return self._schedule.next_due(now)  # the clock was ahead then
        return self._schedule.next_due(max(previous, now))


class Service:
    """Runs every enabled schedule at its due times, in threads that wait for a child process each.

    The due times only wake it. What is to be done it finds in the ledger, each time anew: so a
    due time that was slept through, or that came while the program was down, is no other case.
    """

    def __init__(
        self, schedules: Sequence[Schedule], database: str, children: Children,
        heartbeat: timedelta = HEARTBEAT, file: ScheduleFile | None = None,
    ) -> None:  # fmt: skip
        """`file`: read again when it is edited."""
        self._schedules = {one.name: one for one in schedules if one.enabled}
        self._children = children
        self._runner = Runner(database, children)
        self._began = datetime.now(UTC)
        self._file = file
        self._lock = Lock()
        self._reloading = Lock()
        self._added: dict[str, datetime] = {}
        """Schedules that came by an edit, and when: before that, nothing of theirs was due."""
        self._again: set[str] = set()
        """Schedules that another program ran or whose ledger was away, to be looked at again."""
        self._told: dict[str, datetime] = {}
        """The due time for which a crawl ran without the ledger: once is enough."""
        self._telling: Thread | None = None
        self._scheduler = self._set_up()
        self._stopped = Event()
        self._heart = Thread(target=self._beats, args=(heartbeat,), name="heartbeat", daemon=True)

    def start(self) -> None:
        """Make up for what was missed, then wake at the due times; returns at once.

        :raises StoreError: the database is another program version's; one that is only away may
            come back
        """
        self._began = datetime.now(UTC)
        try:
            self._runner.prepare()
        except DatabaseUnavailable as error:
            logger.error("%s", error)
        self._scheduler.start()
        self._heart.start()
        for one in self._schedules.values():
            due = one.next_due(self._began)
            logger.info("%s: next at %s", one.name, f"{due.astimezone(one.zone):%F %T %Z}")

    def stop(self) -> None:
        """Stop the crawls cleanly; returns when the last one has ended."""
        self._stopped.set()
        self._children.stop()
        self._heart.join()
        self._scheduler.shutdown(wait=True)
        self._runner.close()

    def _set_up(self) -> BackgroundScheduler:
        # A crawl holds its thread, and the next due time needs one to find that out.
        # More may come by an edit; a thread that is not needed is not started.
        threads = 2 * len(self._schedules) + SPARE_THREADS
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(threads)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 2},
        )
        for one in self._schedules.values():
            self._plan(scheduler, one, "at start")
        return scheduler

    def _plan(self, scheduler: BackgroundScheduler, one: Schedule, why: str) -> None:
        fire = partial(self._fire, one)
        scheduler.add_job(fire, DueTrigger(one), id=one.name, name=one.name, replace_existing=True)
        scheduler.add_job(fire, name=f"{one.name} {why}")

    def reload(self) -> None:
        """Take over what the file of schedules says now; a wrong one is refused, and said. Crawls
        under way go on."""
        assert self._file is not None
        with self._reloading:
            try:
                schedules = [one for one in self._file.read() if one.enabled]
            except CrawlError as error:
                logger.error("%s; the schedules of before stay", error)
                return
            changes = Changes.between(list(self._schedules.values()), schedules)
            self._added.update({one.name: datetime.now(UTC) for one in changes.new})
            with self._lock:
                self._schedules = {one.name: one for one in schedules}
                self._again.intersection_update(self._schedules)
            for name in changes.gone:
                self._scheduler.remove_job(name)
            for one in (*changes.changed, *changes.new):
                self._plan(self._scheduler, one, "after an edit")
            logger.info("The schedules were read again: %s", changes.said())

    def _fire(self, schedule: Schedule) -> None:
        now = datetime.now(UTC)
        decide = partial(
            catch_up, schedule, now=now, began=self._added.get(schedule.name, self._began)
        )
        try:
            if (pause := pauses.paused(schedule, now)) is not None:
                logger.info("%s: %s", schedule.name, pauses.shown(pause, schedule))
                self._runner.skip(schedule, decide)
            else:
                self._runner.run(schedule, decide)
        except Held as held:
            # A crawl of this program settles its own row; another's may be killed before.
            if not held.by_this_process:
                self._look_again(schedule, str(held))
        except StoreError as error:
            self._look_again(schedule, f"the ledger is away: {error}")
            if pauses.paused(schedule, now) is None:
                self._run_unrecorded(schedule)
        except Exception:
            # One schedule's trouble is not that of the others, nor of its next due time.
            logger.exception("%s: could not be run", schedule.name)
        else:
            with self._lock:
                self._again.discard(schedule.name)

    def _run_unrecorded(self, schedule: Schedule) -> None:
        now = datetime.now(UTC)
        due_at = schedule.latest_due(now)
        with self._lock:
            told = self._told.get(schedule.name, self._began)
            known = due_at <= told <= now + CLOCK_STEP
            self._told[schedule.name] = due_at
        if not known:
            self._runner.run_unrecorded(schedule)

    def _look_again(self, schedule: Schedule, reason: str) -> None:
        with self._lock:
            if schedule.name not in self._again:
                logger.warning("%s: %s; looking again until it is settled", schedule.name, reason)
            self._again.add(schedule.name)

    def _beats(self, interval: timedelta) -> None:
        """By the time that passes, whatever the clock does meanwhile."""
        before = datetime.now(UTC)
        while not self._stopped.wait(interval.total_seconds()):
            now = datetime.now(UTC)
            if now < before - CLOCK_STEP:
                self._set_back(before - now)
            before = now
            if self._file is not None and self._file.has_changed():
                self.reload()
            self._beat()

    def _set_back(self, by: timedelta) -> None:
        """What a clock ahead has planned is planned anew."""
        logger.warning("The clock was set back by %s", durations.show(by))
        now = datetime.now(UTC)
        for one in self._schedules.values():
            self._scheduler.modify_job(one.name, next_run_time=one.next_due(now))
            self._scheduler.add_job(partial(self._fire, one), name=f"{one.name} set back")

    def _beat(self) -> None:
        with self._lock:
            again = [self._schedules[name] for name in self._again if name in self._schedules]
        for one in again:
            self._scheduler.add_job(partial(self._fire, one), name=f"{one.name} again")
        self._scheduler.wakeup()
        self._deliver()

    def _deliver(self) -> None:
        """In a thread that nothing waits for: a service may not answer."""
        if self._runner.notices_wait and not (self._telling and self._telling.is_alive()):
            self._telling = Thread(target=self._runner.deliver, name="telling", daemon=True)
            self._telling.start()


def serve(schedules: Sequence[Schedule], database: str, file: Path) -> None:
    """Run the service in the foreground until a signal says stop. SIGHUP has `file` read again;
    from a terminal that is closed it says stop."""
    came: SimpleQueue[signal.Signals] = SimpleQueue()
    service = Service(schedules, database, Children(), file=ScheduleFile(file))
    has_terminal = sys.stdin is not None and sys.stdin.isatty()
    with stop_signals.heard(came.put):
        service.start()
        while (number := came.get()) is signal.SIGHUP and not has_terminal:
            service.reload()
        logger.info("%s: stopping", number.name)
        service.stop()
