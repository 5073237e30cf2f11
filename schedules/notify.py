"""`python -m schedules notify`: is everybody reached, and what waits to be told?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from socket import gethostname

from crawler import settings
from crawler.newspaper.active import PROFILE
from crawler.runtime.exceptions import EXIT_FAILED, EXIT_HEALTHY, SettingError
from crawler.runtime.ping import is_ping_url
from pipelines.notices.services import faults, send, services_of
from pipelines.store.outbox import Notice
from schedules.said_of import Switches


def check() -> None:
    """Raises `SettingError` for urls that nobody can be told at, all of them in one line."""
    wrong = [*faults(settings.NOTIFY_URLS), *_wrong_ping()]
    if wrong:
        raise SettingError("; ".join(wrong))


def _wrong_ping() -> Iterator[str]:
    if settings.PING_URL and not is_ping_url(settings.PING_URL):
        yield "PING_URL is no url such as https://hc-ping.com/your-uuid"


def test() -> tuple[int, list[str]]:
    """Send a notice to each service; the exit status, and a line for each.

    :raises SettingError: there is none, or a url is wrong
    """
    check()
    services = services_of(settings.NOTIFY_URLS)
    if not services:
        raise SettingError("NOTIFY_URLS is empty: nobody is told anything")
    host = gethostname()
    notice = Notice(
        subject="test",
        service="test",
        level="healthy",
        title=f"{PROFILE.name}: a test",
        text=f"Whoever reads this is told when crawls on host {host} fail.",
        host=host,
        made_at=datetime.now(UTC),
    )
    errors = [send(one, notice, "info") for one in services]
    pairs = zip(services, errors, strict=True)
    lines = [f"{one.name}: {'took it' if error is None else error}" for one, error in pairs]
    return (EXIT_FAILED if any(errors) else EXIT_HEALTHY), lines


def deliver(database: str) -> tuple[int, list[str]]:
    """Send what waits; the exit status, and a line."""
    left = Switches().teller(database).deliver(at_once=True)
    if left:
        return EXIT_FAILED, [f"{left} notices still wait; the log says why"]
    return EXIT_HEALTHY, ["nothing waits to be told"]
