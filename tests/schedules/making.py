"""Schedules for tests, and crawls that are played by a few lines of Python."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from schedules.cron import Cron
from schedules.definitions import Schedule

ISTANBUL = ZoneInfo("Europe/Istanbul")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

RUN_OF_ITS_OWN = """
import os, signal, sys, time
from datetime import UTC, datetime
from pipelines.store import RunCounts, Store, open_engine
store = Store(open_engine(os.environ["DATABASE_URL"]))
run = store.start_run("sections", {}, datetime.now(UTC))
def finish(outcome, reason=None):
    store.finish_run(run, outcome, reason, RunCounts(), datetime.now(UTC))
"""
"""What a played crawl begins with: its run in the database, as a real one's."""


@dataclass(frozen=True, kw_only=True)
class PlayedCrawl(Schedule):
    script: str = ""

    def argv(self) -> list[str]:
        return [sys.executable, "-c", self.script]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def nightly(**given: Any) -> Schedule:
    """At 02:30 in Istanbul, which is 23:30 UTC of the day before."""
    return Schedule(**(_defaults("30 2 * * *") | {"spider": "sections"} | given))


def played(script: str, **given: Any) -> PlayedCrawl:
    """A nightly crawl played by a script that opens a run of its own first."""
    defaults = _defaults("30 2 * * *") | {"spider": "sections"}
    return PlayedCrawl(**(defaults | given), script=RUN_OF_ITS_OWN + script)


def command(code: str, **given: Any) -> Schedule:
    """A nightly command that runs Python code."""
    words = ("python", "-c", code)
    return Schedule(**(_defaults("30 2 * * *") | {"command": words} | given))


def _defaults(cron: str) -> dict[str, Any]:
    return {
        "name": "nightly",
        "cron": Cron.parse(cron),
        "zone": ISTANBUL,
        "time_limit": timedelta(seconds=30),
    }
