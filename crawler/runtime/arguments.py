"""Spider arguments: strings of the command line to values, refused with the right names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from crawler.parsing.clean.dates import newspaper_day
from crawler.runtime.exceptions import ArgumentError
from crawler.runtime.printable import is_line

Parser = Callable[[str], Any]


class Refetch(StrEnum):
    """Which known articles are asked for again."""

    NONE = "none"
    RECENT = "recent"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Period:
    """Days of publication in the newspaper's zone, both inclusive; None for no bound."""

    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None

    @property
    def day_after(self) -> date | None:
        return self.until + timedelta(days=1) if self.until else None

    def includes(self, published: datetime | None) -> bool:
        """An article without a date is kept: nobody knows that it lies outside."""
        return published is None or self.includes_day(newspaper_day(published))

    def includes_day(self, day: date | None, margin_days: int = 0) -> bool:
        if day is None:
            return True
        after = self.since is None or (self.since - day).days <= margin_days
        return after and (self.until is None or (day - self.until).days <= margin_days)


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 12, 31)


def day(value: str) -> date:
    """A day as a bound. Far beyond any article all bounds are alike: what is earlier or later is
    taken for FIRST_DAY or LAST_DAY, which still have a day before and after them in any zone."""
    try:
        return min(max(date.fromisoformat(value), FIRST_DAY), LAST_DAY)
    except ValueError:
        raise ValueError(f"{value!r} is no day; write it as 2026-10-01") from None


def refetch(value: str) -> Refetch:
    try:
        return Refetch(value)
    except ValueError:
        raise ValueError(f"{value!r} is not one of {', '.join(Refetch)}") from None


def slugs(value: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip().strip("/") for part in value.split(",")))
    if not all(names):
        raise ValueError("an empty name; write slugs of landing pages as world,asia-pacific")
    return names


def slug(value: str) -> str:
    names = slugs(value)
    if len(names) != 1:
        raise ValueError(f"{value!r} is not one section")
    return names[0]


def switch(value: str) -> bool:
    known = {"yes": True, "no": False, "1": True, "0": False, "true": True, "false": False}
    if value.lower() not in known:
        raise ValueError(f"{value!r} is neither yes nor no")
    return known[value.lower()]


def count(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and int(value[:9])):
        raise ValueError(f"{value!r} is no number of articles; write 1 or more")
    return int(value[:9])


def text(value: str) -> str:
    if not value.strip():
        raise ValueError("it is empty")
    return value.strip()


def parse_arguments(
    spider: str, parsers: Mapping[str, Parser], raw: Mapping[str, str]
) -> dict[str, Any]:
    """Values by name. Raises `ArgumentError` for an unknown name or a value that can't be read."""
    known = ", ".join(parsers) or "none"
    values: dict[str, Any] = {}
    for name, value in raw.items():
        if name not in parsers:
            raise ArgumentError(f"spider {spider} has no argument {name!r}; it takes: {known}")
        if not is_line(value):
            raise ArgumentError(f"argument {name}: {value!r} has characters that are no text")
        try:
            values[name] = parsers[name](value)
        except ValueError as error:
            raise ArgumentError(f"argument {name}: {error}") from None
    since, until = values.get("since"), values.get("until")
    if since and until and since > until:
        raise ArgumentError(f"argument since: {since} is later than until, {until}")
    return values
