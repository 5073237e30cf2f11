"""Whether a reading is right: the same lenient rules for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crawler.parsing.clean.bylines import parse_byline
from tests.site.wording import clean

Rule = Callable[[Any, Any], bool]
ISTANBUL = ZoneInfo("Europe/Istanbul")
TEXTS = ("headline", "description", "body")
"""Rows that show the mean F1 over words as well."""


def same_text(expected: str | None, got: object) -> bool:
    """Word by word; white space, paragraphs and invisible characters do not count."""
    return clean(expected or "") == clean(str(got or ""))


def ends_as(expected: str | None, got: object) -> bool:
    """The same, whatever stands above: a headline, a byline, a date."""
    text = clean(expected or "")
    return clean(str(got or "")).endswith(text) if text else same_text(expected, got)


def same_instant(expected: datetime | None, got: datetime | None) -> bool:
    """To the minute; a time without an offset may be meant in Istanbul or in UTC."""
    if expected is None or got is None:
        return expected is got
    zones = (ISTANBUL, UTC)
    meant = [got] if got.tzinfo else [got.replace(tzinfo=zone) for zone in zones]
    return any(abs((one - expected).total_seconds()) < 60 for one in meant)


def same_day(expected: datetime | None, got: datetime | None) -> bool:
    if expected is None or got is None:
        return expected is got
    local = got.astimezone(ISTANBUL) if got.tzinfo else got
    return local.date() == expected.astimezone(ISTANBUL).date()


def same_names(expected: Iterable[str], got: Iterable[str] | None) -> bool:
    """People and agencies as a set. What is got is read by this pipeline's own rules for bylines,
    so that `ASSOCIATED PRESS` is as right as `AP`."""
    names = [name for name in got or () if name]
    read = parse_byline(", ".join(names))
    wanted = _folded(expected)
    return wanted in (_folded(names), _folded((*read.authors, *read.agencies)))


def same_set(expected: Iterable[str], got: Iterable[str] | None) -> bool:
    return _folded(expected) == _folded(got or ())


def same_picture(expected: str | None, got: object) -> bool:
    return (expected or "").partition("?")[0] == str(got or "").partition("?")[0]


RULES: dict[str, tuple[str, Rule]] = {
    "headline": ("headline", same_text),
    "description": ("description", same_text),
    "body": ("body", same_text),
    "body, lines above it aside": ("body", ends_as),
    "date, to the minute": ("date", same_instant),
    "date, the day": ("date", same_day),
    "authors and agencies": ("names", same_names),
    "image url": ("image_url", same_picture),
    "keywords": ("keywords", same_set),
    "language": ("language", same_text),
}
"""Row of the table -> the reading's key, and when it is right."""


def word_f1(expected: str | None, got: object) -> float:
    """Harmonic mean of precision and recall over words; 1 where both say nothing."""
    wanted, found = (Counter(clean(str(text or "")).split()) for text in (expected, got))
    if not wanted and not found:
        return 1.0
    common = (wanted & found).total()
    return 2 * common / (wanted.total() + found.total())


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(clean(name).casefold() for name in names if clean(name))
