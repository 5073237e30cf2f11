"""`python -m schedules run NAME --quiet`, as cron calls it: what it prints is sent by mail."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence

from crawler import settings
from crawler.newspaper.active import PROFILE
from crawler.runtime import run_log, terminal
from crawler.runtime.exceptions import CrawlError
from pipelines.notices.report import lines_of
from pipelines.store import Run, StoreError, open_engine
from pipelines.store.backends.closing import close
from pipelines.store.backends.errors import wrapped
from pipelines.store.runs import find_run_of_log
from schedules import logs
from schedules.definitions import Schedule
from schedules.output import Output

logger = logging.getLogger(__name__)

MAX_TROUBLES = 5


class Troubles(logging.Handler):
    """The scheduler's own errors, of which there may be some where the crawl was healthy."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def run(schedule: Schedule, database: str, run_now: Callable[[Output | None], int]) -> int:
    """Its exit status. The log is in a file; where there can be none, it is on stderr, whole."""
    if not _has_file(schedule):
        logs.install(settings.LOG_FORMAT)
        return run_now(None)
    output, troubles = Output(), Troubles()
    logging.getLogger().addHandler(troubles)
    try:
        status = run_now(output)
    except CrawlError as error:
        status = error.exit_status
        logger.error("%s", error)
    output.finish()
    found = _found(database) if status else None
    if (status and not _is_content(schedule, found)) or troubles.lines:
        for line in _paragraph(schedule, status, found, troubles.lines, output.last):
            terminal.say(line)
    return status


def _has_file(schedule: Schedule) -> bool:
    """Whether the log goes to a file from now on; why not is said."""
    folder, days = run_log.folder_of(settings.LOGS_DIR), run_log.days_of(settings.LOG_DAYS)
    if folder is None:
        return False
    try:
        logs.install_file(folder, schedule.name, days, settings.LOG_FORMAT)
    except OSError as error:
        terminal.say(f"the log goes to stderr, it can have no file in LOGS_DIR: {error}")
        return False
    return True


def _found(database: str) -> Run | None:
    """The run that has the file; None where none was begun, or nobody can be asked."""
    assert run_log.current.path is not None
    try:
        engine = open_engine(database)
        try:
            with wrapped(engine.url), engine.connect() as connection:
                return find_run_of_log(connection, run_log.current.path)
        finally:
            close(engine)  # where the file is not whole, the run itself has said so
    except StoreError as error:
        logger.warning("The run could not be looked up: %s", error)
        return None


def _is_content(schedule: Schedule, found: Run | None) -> bool:
    return found is not None and found.outcome in schedule.healthy.outcomes


def _paragraph(
    schedule: Schedule, status: int, found: Run | None, troubles: Sequence[str], said: Sequence[str]
) -> Iterator[str]:
    """`said`: the last lines of its children."""
    outcome = f", {found.outcome}" if found else ""
    yield f"{PROFILE.name}: the schedule {schedule.name} ended with exit status {status}{outcome}"
    reason = found.reason if found else None
    if status and not reason and not (found and found.findings) and said:
        reason = said[-1]
    if reason:
        yield f"reason: {reason}"
    yield from lines_of(found.findings if found else ())
    yield from (f"- {trouble}" for trouble in troubles[:MAX_TROUBLES])
    if found:
        yield f"more: python -m pipelines runs --run {found.run}"
    yield f"log: {run_log.current.path}"
