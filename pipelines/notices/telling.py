"""Reports come in, notices go out: written down first, sent then, noted when they were taken."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from socket import gethostname
from typing import Any, Protocol

from crawler.runtime.clock import now
from crawler.runtime.paths import database_url
from pipelines.crawl.threads import DaemonThread
from pipelines.notices import news
from pipelines.notices.file_outbox import FileOutbox
from pipelines.notices.report import Report, type_of
from pipelines.notices.services import Service, send, services_of
from pipelines.store import DatabaseUnavailable, StoreError, open_engine
from pipelines.store.backends.closing import close
from pipelines.store.backends.lifelines import lifelines_of
from pipelines.store.outbox import Notice, Outbox
from pipelines.store.schema import versions

logger = logging.getLogger(__name__)

SENDING_SECONDS = 15.0
"""Time that all services have together; no run waits longer for them."""
LAST_SECONDS = 3.0
"""The same for a run that was told to stop."""
DATABASE_SECONDS = 5.0
"""Time for one transaction; then the database counts as away."""


class _Box(Protocol):
    def waiting(self, services: Collection[str]) -> int: ...
    def lease(self, services: Collection[str], now: datetime, *, at_once: bool) -> list[Notice]: ...
    def settle(self, tried: Collection[Notice]) -> None: ...


class Teller:
    """Tells services how runs on one database do. No method raises for a service, a database or
    a disk: a run's outcome stands, whoever can be told of it. All block, for at most
    `SENDING_SECONDS` and some times `DATABASE_SECONDS`."""

    def __init__(self, notify_urls: object, database: str, folder: Path) -> None:
        """`folder`: for the file that stands in for the database while that is away."""
        self._services = {one.key: one for one in services_of(notify_urls)}
        self._database = database_url(database)
        self._file = FileOutbox(folder, self._database)
        self.host = gethostname()

    def report(self, report: Report, *, away: bool = False) -> int:
        """Take in how a run did, and send what is news; how much still waits to be sent.

        `away`: it is known that the database cannot be asked.
        """
        report = replace(report, at=report.at.replace(microsecond=0))
        away = away or not self._in_database(lambda asked: asked(partial(self._note, report)))
        if away and self._services:
            self._in_file(lambda: self._note_in_file(report))
        seconds = LAST_SECONDS if report.outcome == "interrupted" else SENDING_SECONDS
        return self._deliver(seconds, at_once=True, away=away)

    def deliver(self, *, at_once: bool) -> int:
        """Send what waits; how much still does.

        `at_once`: also what waits for the end of a pause.
        """
        return self._deliver(SENDING_SECONDS, at_once=at_once, away=False)

    def _note(self, report: Report, outbox: Outbox) -> None:
        if self._file.exists():
            self._take_over(report, outbox)
        known = outbox.condition(report.subject)
        if report.outcome == "succeeded" and known.level == "healthy" and not known.interruptions:
            return
        with outbox.writing(report.subject) as (subject,):
            news.take(subject, report, self._services)

    def _note_in_file(self, report: Report) -> None:
        with self._file.writing(report.subject) as (subject,):
            news.take(subject, report, self._services)

    def _take_over(self, report: Report, outbox: Outbox) -> None:
        """What the file holds goes into the database. After a kill in between it does so again,
        and is told again."""
        with self._file.changing() as contents:
            names = contents.subjects
            with outbox.writing(*names) as found:
                for name, subject in zip(names, found, strict=True):
                    news.merge(subject, contents.subject(name), report)
            contents.conditions.clear()
            contents.notices.clear()

    def _deliver(self, seconds: float, *, at_once: bool, away: bool) -> int:
        if not self._services:
            return 0
        left = []

        def from_database(asked: _Asked) -> None:
            left.append(self._deliver_from(asked, at_once, seconds))

        def from_file() -> None:
            left.append(self._deliver_from(lambda act: act(self._file), at_once, seconds))

        if self._file.exists():
            self._in_file(from_file)
        if not away:
            self._in_database(from_database)
        return sum(left)

    def _deliver_from(self, asked: _Ask, at_once: bool, seconds: float) -> int:
        keys = self._services.keys()
        waiting = asked(lambda box: box.waiting(keys))
        if not waiting:
            return 0
        leased = asked(lambda box: box.lease(keys, now(), at_once=at_once))
        tried = _send_all([(self._services[one.service], one) for one in leased], seconds)
        asked(lambda box: box.settle(tried))
        return int(waiting) - sum(not one.waits for one in tried)

    def _in_file(self, act: Callable[[], None]) -> None:
        try:
            act()
        except OSError as error:
            logger.error("What is to be told cannot be kept in %s: %s", self._file.path, error)

    def _in_database(self, act: Callable[[_Asked], object]) -> bool:
        """Whether that could be done there; `act` gets what asks the database one thing."""
        try:
            with _opened(self._database) as asked:
                act(asked)
        except (StoreError, OSError) as error:
            logger.warning("Who is told what cannot be noted in the database: %s", error)
            return False
        return True


_Asked = Callable[[Callable[[Outbox], Any]], Any]
_Ask = Callable[[Callable[[_Box], Any]], Any]


@contextmanager
def _opened(database: str) -> Iterator[_Asked]:
    """Raises StoreError, also where the schema is another one."""
    engine = open_engine(database, DATABASE_SECONDS)
    lifelines = lifelines_of(engine)

    def asked(act: Callable[[Outbox], Any]) -> Any:
        thread = DaemonThread("notices")
        answer = thread.submit(lambda: lifelines.run(lambda: act(Outbox(engine))))
        thread.close()
        wait([answer], timeout=DATABASE_SECONDS)
        if not answer.done():
            lifelines.cut()
            wait([answer], timeout=1.0)
        if not answer.done():
            raise DatabaseUnavailable("the database does not answer")
        return answer.result()

    try:
        asked(lambda _: versions.require(engine))
        yield asked
    finally:
        close(engine)  # where the file is not whole, the run itself has said so


def _send_all(notices: Sequence[tuple[Service, Notice]], seconds: float) -> list[Notice]:
    """What became of each; one service that hangs holds up no other."""
    answers = []
    for service, notice in notices:
        # A daemon: a service that never answers does not keep the program from its end.
        thread = DaemonThread("notice")
        answers.append(thread.submit(partial(send, service, notice, type_of(notice.level))))
        thread.close()
    wait(answers, timeout=seconds)
    tried = []
    for (service, notice), answer in zip(notices, answers, strict=True):
        error = answer.result() if answer.done() else "it did not answer in time"
        if error is None:
            logger.info("%s was told: %s", service.name, notice.title)
        else:
            logger.warning("%s: %s; it is told later: %s", service.name, error, notice.title)
        tried.append(notice.settled(error, now()))
    return tried
