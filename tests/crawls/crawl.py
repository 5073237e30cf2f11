"""A crawl as cron starts it, and the database as an analyst reads it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from pipelines.store import open_engine
from tests import fork_server

PROJECT = Path(__file__).resolve().parents[2]
FAST = {"SCRAPY_PROJECT": "fast"}
"""Environment of a crawl that nobody else's site has to bear."""
LISTS = frozenset({"authors", "agencies", "keywords", "sections", "changed", "findings"})
OBJECTS = frozenset({"sources", "arguments"})
TIMES = frozenset({"date_published", "date_modified", "fetched_at", "gone_at", "seen_at"})
TIMES |= {"first_seen_at", "last_seen_at", "started_at", "finished_at"}
DAYS = frozenset({"published_day"})
LIMIT_SECONDS = 300

Row = dict[str, Any]


@dataclass(frozen=True)
class Ended:
    status: int
    out: str
    err: str

    @property
    def last_line(self) -> str:
        """What the command itself says; log lines begin with their time."""
        lines = [line for line in self.err.splitlines() if line.startswith("scrapy crawl:")]
        return lines[-1] if lines else ""


def environment(site_url: str, database_url: str, **more: str) -> dict[str, str]:
    given = {"SITE_URL": site_url, "DATABASE_URL": database_url}
    return {**inherited(), **FAST, **given, **more}


def inherited() -> dict[str, str]:
    """Our own environment without the settings that Scrapy noted in it for this process: it would
    have them for the child too, whatever profile that is given."""
    return {name: value for name, value in os.environ.items() if name != "SCRAPY_SETTINGS_MODULE"}


def command(spider: str, *arguments: str, settings: Mapping[str, str] | None = None) -> list[str]:
    words = [sys.executable, "-m", "scrapy", "crawl", spider]
    for argument in arguments:
        words += ["-a", argument]
    for name, value in (settings or {}).items():
        words += ["-s", f"{name}={value}"]
    return words


def crawl(
    spider: str,
    site_url: str,
    database_url: str,
    *arguments: str,
    settings: Mapping[str, str] | None = None,
    **more: str,
) -> Ended:
    words = command(spider, *arguments, settings=settings)
    return ended(words, environment(site_url, database_url, **more))


def ended(words: Sequence[str], given: Mapping[str, str]) -> Ended:
    """What a command comes to, in a process of its own with this environment."""
    done = fork_server.run(words, given, seconds=LIMIT_SECONDS)
    return Ended(done.returncode, done.stdout, done.stderr)


def rows(database_url: str, view: str, order: str = "1") -> list[Row]:
    """A view's rows with lists, objects and times as Python has them, the same on both kinds."""
    engine = open_engine(database_url)
    try:
        with engine.connect() as connection:
            found = connection.execute(text(f"SELECT * FROM {view} ORDER BY {order}"))
            return [_plain(dict(row._mapping)) for row in found]
    finally:
        engine.dispose()


def _plain(row: Row) -> Row:
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if name in TIMES and isinstance(value, str):
        return datetime.strptime(value, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    if name in TIMES and isinstance(value, datetime):
        return value.astimezone(UTC)
    if name in DAYS and isinstance(value, str):
        return date.fromisoformat(value)
    if name in LISTS | OBJECTS and isinstance(value, str):
        return json.loads(value)
    return value
