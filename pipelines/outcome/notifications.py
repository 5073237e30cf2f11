"""Whom to tell that crawls fail, and that they are well again: once each, not every hour."""

from __future__ import annotations

import json
import logging
import threading
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.newspaper.active import PROFILE
from crawler.runtime.whole_files import replacing
from pipelines.outcome import Verdict

logger = logging.getLogger(__name__)

MAX_SECONDS = 20.0
"""Time that all services have together; a run does not wait longer for them."""
MAX_FINDINGS = 8


@dataclass(frozen=True, slots=True)
class Notice:
    title: str
    text: str


class Notices:
    """Remembers in a file, not in the database, whether the last news was bad: the database may be
    what fails. An interrupted run is no news."""

    def __init__(self, urls: Sequence[str], folder: Path, spider: str, database: str) -> None:
        """`urls`: apprise's; `database`: names the one crawled into, for two have two states."""
        self._urls = urls
        self._spider = spider
        name = f"{spider}-{zlib.crc32(database.encode()):08x}.json"
        self._file = folder / name

    def tell(self, verdict: Verdict, now: datetime) -> None:
        """Send what is news. Blocks for at most `MAX_SECONDS`; never raises, for no service
        may hurt a run."""
        try:
            notice = self._news(verdict, now)
        except OSError as error:
            logger.warning("The state of the notices cannot be kept: %s", error)
            return
        if notice is not None and self._urls:
            # A daemon: a service that never answers does not keep the program from its end.
            sender = threading.Thread(target=_send_safely, args=(self._urls, notice), daemon=True)
            sender.start()
            sender.join(MAX_SECONDS)
            if sender.is_alive():
                logger.warning("A service of NOTIFY_URLS did not answer in time")

    def _news(self, verdict: Verdict, now: datetime) -> Notice | None:
        """What to say, if the state has changed; the change is remembered."""
        if verdict.outcome == "interrupted":
            return None
        failing = verdict.exit_status != 0
        since = _read(self._file)
        if failing and since is None:
            _write(self._file, now)
            return failure(self._spider, verdict)
        if not failing and since is not None:
            self._file.unlink(missing_ok=True)
            return Notice(
                f"{PROFILE.name} {self._spider}: well again",
                f"The crawl succeeded; it had been failing since {since:%Y-%m-%d %H:%M} UTC.",
            )
        return None


def failure(spider: str, verdict: Verdict) -> Notice:
    lines = [verdict.reason or verdict.outcome]
    for finding in verdict.findings[:MAX_FINDINGS]:
        where = f" ({finding.section})" if finding.section else ""
        lines.append(
            f"- {finding.check}{where}: found {finding.found}, expected {finding.expected};"
            f" {finding.hint}"
        )
    if len(verdict.findings) > MAX_FINDINGS:
        lines.append(f"- and {len(verdict.findings) - MAX_FINDINGS} more findings")
    return Notice(f"{PROFILE.name} {spider}: {verdict.outcome}", "\n".join(lines))


def _send_safely(urls: Sequence[str], notice: Notice) -> None:
    try:
        send(urls, notice)
    except Exception as error:
        logger.warning("The notice could not be sent: %s: %s", type(error).__name__, error)


def send(urls: Sequence[str], notice: Notice) -> None:
    """Blocks. Logs a service that did not take the notice."""
    import apprise  # noqa: PLC0415  (takes 0.3 s to import; most runs have nothing to say)

    services = apprise.Apprise()
    for url in urls:
        if not services.add(url):
            logger.warning("NOTIFY_URLS: one of them is no apprise url; it was left out")
    if not services.notify(title=notice.title, body=notice.text):
        logger.warning("Not every service took the notice %r", notice.title)


def urls_of(setting: object) -> list[str]:
    """NOTIFY_URLS: separated by white space or commas, or a list."""
    if isinstance(setting, str):
        return setting.replace(",", " ").split()
    return [str(url) for url in setting] if isinstance(setting, list | tuple) else []


def _read(file: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads(file.read_text(encoding="utf-8"))["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(file: Path, since: datetime) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as unfinished:
        unfinished.write(json.dumps({"since": since.isoformat()}).encode())
