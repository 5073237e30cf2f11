"""Spans of time as people write them: `90s`, `45m`, `1h30m`, `2d`."""

from __future__ import annotations

import re
from datetime import timedelta

_WRITTEN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))
_MAX_DURATION = timedelta(days=366)


def parse(text: str) -> timedelta:
    """Raises ValueError for what is none, is nothing, or is longer than a year."""
    found = _WRITTEN.fullmatch(text.strip())
    numbers = [int(number or 0) for number in found.groups()] if found else []
    total = sum(number * size for number, (size, _) in zip(numbers, _UNITS, strict=False))
    if not 0 < total <= _MAX_DURATION.total_seconds():
        raise ValueError(f"{text!r} is no span of time; write it as 90s, 45m, 4h or 1h30m")
    return timedelta(seconds=total)


def show(span: timedelta, parts: int = 2) -> str:
    """As `parse` reads it, cut after the largest `parts` units."""
    left, words = int(span.total_seconds()), []
    for size, letter in _UNITS:
        number, left = divmod(left, size)
        if number:
            words.append(f"{number}{letter}")
    return "".join(words[:parts]) or "0s"
