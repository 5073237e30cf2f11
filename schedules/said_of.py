"""What the scheduler says of a run that cannot say it itself: a command's, and a crawl's that was
stopped or killed from outside, or that never began."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crawler import settings
from crawler.runtime import due_next, paths, run_log
from crawler.runtime.exceptions import EXIT_DEGRADED, EXIT_FAILED, EXIT_HEALTHY, EXIT_LOCKED
from crawler.runtime.ping import Ping
from pipelines import metrics_file
from pipelines.notices.file_outbox import folder_of
from pipelines.notices.report import Outcome, Report
from pipelines.notices.telling import Teller
from pipelines.store import StoreError
from schedules.children import Ended
from schedules.definitions import Schedule

logger = logging.getLogger(__name__)

SIGNALLED = 128
"""Added to the number of the signal that ended a process."""


@dataclass(frozen=True, slots=True)
class Switches:
    """Who is to be told: by default, whom the settings of this process name."""

    notify_urls: object = field(default_factory=lambda: settings.NOTIFY_URLS, repr=False)
    ping_url: str = field(default_factory=lambda: settings.PING_URL, repr=False)
    metrics_file: str = field(default_factory=lambda: settings.METRICS_FILE)

    def teller(self, database: str) -> Teller:
        folder = folder_of(settings.NOTICES_DIR, settings.SPOOL_DIR)
        return Teller(self.notify_urls, database, folder)


def environment_of(schedule: Schedule, now: datetime) -> dict[str, str]:
    """What a schedule's child learns besides its own settings."""
    due = schedule.next_due(now).astimezone(schedule.zone)
    learns = {due_next.VARIABLE: f"{due:%Y-%m-%d %H:%M %Z}, by the schedule {schedule.name}"}
    if run_log.current.path is not None:
        learns[run_log.VARIABLE] = run_log.current.path
    return learns | ({"PING_URL": schedule.ping_url} if schedule.ping_url else {})


class Speaker:
    """Says of one run what it does not say itself."""

    def __init__(self, teller: Teller, switches: Switches, schedule: Schedule) -> None:
        self._teller = teller
        self._metrics_file = switches.metrics_file
        self._schedule = schedule
        self._ping = Ping(schedule.ping_url or switches.ping_url)

    def started(self) -> None:
        if self._schedule.spider is None:
            self._ping.started()  # a crawl does so when it holds its lock

    def ended(
        self,
        ended: Ended,
        reason: str | None,
        run: int | None,
        has_spoken: bool,
        log: str | None,
    ) -> int:
        """How much waits to be told. `reason`: why it did not come to its own end; `run`: the one
        that the child has begun; `has_spoken`: whether that said how it ended; `log`: its file."""
        if self._schedule.spider is None or ended.exit_status > SIGNALLED:
            self._ping.ended(ended.exit_status, [reason or f"{self._schedule.what} ended"], log)
        report = self._report(ended, reason, run, has_spoken, log)
        if report is None:
            return self._teller.deliver(at_once=False)
        if self._schedule.spider and not has_spoken:
            self._measure(self._schedule.spider, ended.exit_status, report.at)
        return self._teller.report(report)

    def _report(
        self, ended: Ended, reason: str | None, run: int | None, has_spoken: bool, log: str | None
    ) -> Report | None:
        outcome = self._outcome(ended, has_spoken)
        if outcome is None:
            return None
        now = datetime.now(UTC)
        return Report(
            kind="schedule" if self._schedule.spider is None else "spider",
            name=self._schedule.spider or self._schedule.name,
            outcome=outcome,
            at=now,
            host=self._teller.host,
            reason=reason or f"{self._schedule.what} ended with exit status {ended.exit_status}",
            run=run,
            log=log,
            next_due=environment_of(self._schedule, now)[due_next.VARIABLE],
        )

    def _outcome(self, ended: Ended, has_spoken: bool) -> Outcome | None:
        """None where there is nothing to say, or the crawl has said it."""
        if ended.expired:
            return "expired"
        if ended.exit_status == EXIT_LOCKED or ended.stopped:
            return None
        if self._schedule.spider is None:
            return "succeeded" if ended.exit_status == EXIT_HEALTHY else "failed"
        if ended.exit_status > SIGNALLED:
            return "interrupted"
        if has_spoken or ended.exit_status == EXIT_HEALTHY:
            return None
        return "degraded" if ended.exit_status == EXIT_DEGRADED else "failed"

    def _measure(self, spider: str, exit_status: int, now: datetime) -> None:
        """Of a crawl that could not do so: its figures are those of the one before."""
        if not self._metrics_file:
            return
        status = exit_status if exit_status < SIGNALLED else EXIT_FAILED
        values = dict.fromkeys(metrics_file.LAST, 0.0)
        values |= {"exit_status": status, "finished_timestamp_seconds": now.timestamp()}
        try:
            metrics_file.write(paths.resolve(self._metrics_file), spider, values)
        except (OSError, StoreError) as error:
            logger.error("METRICS_FILE %s cannot be written: %s", self._metrics_file, error)
