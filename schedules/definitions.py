"""What `schedule.toml` says, checked: a wrong line is refused with its number."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from crawler.newspaper.active import PROFILE
from crawler.runtime.exceptions import ArgumentError
from crawler.runtime.ping import is_ping_url
from schedules import durations
from schedules.cron import Cron
from schedules.toml_lines import Place, line_of, syntax_error

DEFAULT_FILE = Path(__file__).with_name("schedule.toml")
OUTCOMES = ("succeeded", "degraded", "failed", "interrupted")

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
_WORD = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)
_SETTING = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
_OF_ALL = {
    "DATABASE_URL": "is that of all schedules, whose ledger stands there",
    "NOTIFY_URLS": "may hold a password, which others see in the list of processes: .env has it",
    "PING_URL": "of one schedule is its ping_url",
}
"""Settings that are none of a single schedule."""

T = TypeVar("T")


class DefinitionError(ArgumentError):
    """Raised when the file of schedules cannot be used: one line, with the file and the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Healthy:
    """What counts as healthy for one schedule."""

    outcomes: tuple[str, ...] = ("succeeded",)
    """Outcomes of a run that are no reason to look at it."""
    late_after: timedelta = timedelta(seconds=30)
    """How long after its due time a crawl may start before the ledger calls it late."""
    least_seen: int | None = None
    """Articles that the listings must show in all; given to the crawl as HEALTH_LEAST_SEEN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    name: str
    cron: Cron
    zone: ZoneInfo
    time_limit: timedelta
    spider: str | None = None
    """None for a schedule that runs a command."""
    arguments: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    """Of its crawls alone, before those of the environment and of `.env`."""
    command: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    """A command that follows each run, however that ended."""
    healthy: Healthy = Healthy()
    enabled: bool = True
    ping_url: str = field(default="", repr=False)
    """A dead man's switch of its own, instead of PING_URL."""

    @property
    def what(self) -> str:
        """What it runs, as a person would type it."""
        if self.spider is None:
            return " ".join(self.command)
        pairs = [f"-a {name}={value}" for name, value in self.arguments.items()]
        set_to = [f"-s {name}={value}" for name, value in self.settings.items()]
        return " ".join(["scrapy crawl", self.spider, *pairs, *set_to])

    def argv(self) -> list[str]:
        """The child process: `python` is the interpreter this program runs in."""
        if self.spider is None:
            return _program(self.command)
        argv = [sys.executable, "-m", "scrapy", "crawl", self.spider]
        for name, value in self.arguments.items():
            argv += ["-a", f"{name}={value}"]
        for name, value in self.settings.items():
            argv += ["-s", f"{name}={value}"]
        if self.healthy.least_seen is not None:
            argv += ["-s", f"HEALTH_LEAST_SEEN={self.healthy.least_seen}"]
        return argv

    def then_argv(self) -> list[str]:
        return _program(self.then)

    def next_due(self, after: datetime) -> datetime:
        return next(self.cron.due_times(self.zone, after))

    def latest_due(self, at: datetime) -> datetime:
        return self.cron.latest(self.zone, at)

    def due_between(self, after: datetime, until: datetime) -> list[datetime]:
        """The due times in (after, until]."""
        return self.cron.between(self.zone, after, until)


def _program(words: tuple[str, ...]) -> list[str]:
    first, *rest = words
    return [sys.executable if first == "python" else first, *rest]


def load(path: Path = DEFAULT_FILE) -> list[Schedule]:
    """The schedules in the order of the file. Raises `DefinitionError`."""
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise DefinitionError(f"{path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DefinitionError(f"{path}:{line}: it is not written in UTF-8") from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, message = syntax_error(text, error)
        raise DefinitionError(f"{path}:{line}: {message}") from error
    try:
        return list(_schedules(tables))
    except _Wrong as wrong:
        raise wrong_at(path, wrong.place, str(wrong)) from wrong


def wrong_at(path: Path, place: Place, message: str) -> DefinitionError:
    """The error about a value of a file that can be read."""
    return DefinitionError(f"{path}:{line_of(path.read_bytes().decode(), place)}: {message}")


class _Wrong(Exception):
    """Raised for a value that makes no sense, with the place where it stands."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place


def _schedules(tables: dict[str, Any]) -> Iterator[Schedule]:
    for key in tables:
        if key != "schedule":
            raise _Wrong((key,), f"{key!r} is not known; a schedule begins with [[schedule]]")
    entries = tables.get("schedule", [])
    if not entries or not isinstance(entries, list):
        raise _Wrong(("schedule",), "there is no schedule; one begins with [[schedule]]")
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        place: Place = ("schedule", number)
        if not isinstance(entry, dict):
            raise _Wrong(place, "a schedule is a table of its own, [[schedule]]")
        schedule = _schedule(entry, place)
        if schedule.name in seen:
            raise _Wrong((*place, "name"), f"name: there are two schedules {schedule.name!r}")
        seen.add(schedule.name)
        yield schedule


def _schedule(entry: dict[str, Any], place: Place) -> Schedule:
    values = _read(entry, _KEYS, place)
    kind = values.pop("kind", "crawl")
    own, other = ("command", "spider") if kind == "command" else ("spider", "command")
    if other in values:
        raise _Wrong((*place, other), f"{other}: a schedule of kind {kind} has {own}")
    for name in ("name", "cron", "timezone", "time_limit", own):
        if name not in values:
            raise _Wrong(place, f"{name} is missing; this schedule has {', '.join(entry)}")
    for name in ("arguments", "settings"):
        if kind == "command" and name in values:
            raise _Wrong((*place, name), f"{name}: a command has its own, in command")
    return Schedule(zone=values.pop("timezone"), **values)


def _read(
    entry: dict[str, Any], readers: Mapping[str, Callable[[Any], Any]], place: Place
) -> dict[str, Any]:
    values = {}
    for key, value in entry.items():
        if key not in readers:
            raise _Wrong((*place, key), f"{key} is not known; there are: {', '.join(readers)}")
        try:
            values[key] = readers[key](value)
        except _Wrong as wrong:
            raise _Wrong((*place, key, *wrong.place), f"{key}: {wrong}") from wrong
        except ValueError as error:
            raise _Wrong((*place, key), f"{key}: {error}") from error
    return values


def _a(kind: type[T], words: str) -> Callable[[Any], T]:
    def read(value: Any) -> T:
        if type(value) is not kind or value == "":
            raise ValueError(f"{value!r} is not {words}")
        return value

    return read


_text = _a(str, "a text in quotes")


def _name(value: Any) -> str:
    if not _NAME.fullmatch(_text(value)):
        raise ValueError(f"{value!r} is no name: up to 40 small letters, digits and hyphens")
    return str(value)


def _kind(value: Any) -> str:
    if value not in ("crawl", "command"):
        raise ValueError(f"{value!r} is neither crawl nor command")
    return str(value)


def _zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(_text(value))
    except (LookupError, OSError, ValueError):
        raise ValueError(f"{value!r} is no time zone such as {PROFILE.zone} or UTC") from None


def _arguments(value: Any) -> dict[str, str]:
    table = _a(dict, 'a table such as { refetch = "recent" }')(value)
    return {name: _argument(name, given) for name, given in table.items()}


def _argument(name: str, value: Any) -> str:
    if not _WORD.fullmatch(name):
        raise _Wrong((name,), f"{name!r} is no name of an argument")
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ",".join(value)
    if isinstance(value, (str, int, date)) and not isinstance(value, (bool, datetime)):
        return str(value)
    raise _Wrong((name,), f"{name} is {value!r}, not a text, a number, a day or a list of texts")


def _settings(value: Any) -> dict[str, str]:
    table = _a(dict, "a table such as { DOWNLOAD_DELAY = 2 }")(value)
    return {name: _setting(name, given) for name, given in table.items()}


def _setting(name: str, value: Any) -> str:
    if not _SETTING.fullmatch(name):
        raise _Wrong((name,), f"{name!r} is no name of a setting")
    if name in _OF_ALL:
        raise _Wrong((name,), f"{name} {_OF_ALL[name]}")
    if isinstance(value, (str, int, float)):
        return str(value)
    raise _Wrong((name,), f"{name} is {value!r}, not a text, a number, true or false")


def _command(value: Any) -> tuple[str, ...]:
    words = _a(list, 'a list such as ["python", "-m", "pipelines", "check"]')(value)
    if not words:
        raise ValueError("it is empty")
    return tuple(_text(word) for word in words)


def _healthy(value: Any) -> Healthy:
    table = _a(dict, 'a table such as { late_after = "10m" }')(value)
    return Healthy(**_read(table, _HEALTHY_KEYS, ()))


def _outcomes(value: Any) -> tuple[str, ...]:
    words = _a(list, "a list of outcomes")(value)
    for word in words:
        if word not in OUTCOMES:
            raise ValueError(f"{word!r} is not one of {', '.join(OUTCOMES)}")
    return tuple(words)


def _ping_url(value: Any) -> str:
    if not is_ping_url(_text(value)):
        raise ValueError("it is no url such as https://hc-ping.com/your-uuid")
    return str(value)


def _count(value: Any) -> int:
    if _a(int, "a whole number")(value) < 0:
        raise ValueError(f"{value} is below 0")
    return int(value)


def _span(value: Any) -> timedelta:
    return durations.parse(_text(value))


_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "name": _name,
    "kind": _kind,
    "spider": _text,
    "arguments": _arguments,
    "settings": _settings,
    "command": _command,
    "then": _command,
    "cron": lambda value: Cron.parse(_text(value)),
    "timezone": _zone,
    "time_limit": _span,
    "healthy": _healthy,
    "enabled": _a(bool, "true or false"),
    "ping_url": _ping_url,
}
_HEALTHY_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "outcomes": _outcomes,
    "late_after": _span,
    "least_seen": _count,
}
