"""On which line of a TOML file a value stands; `tomllib` itself tells only of syntax errors."""

from __future__ import annotations

import re
import tomllib
from typing import Any

Place = tuple[str | int, ...]
"""Keys and numbers that lead to a value: ("schedule", 2, "cron")."""


def line_of(text: str, place: Place) -> int:
    """The line on which the value ends: up to there the file holds it, one line before not yet."""
    lines = text.splitlines()
    for number in range(1, len(lines) + 1):
        try:
            held = tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue  # amid a value of several lines
        if _holds(held, place):
            return number
    return len(lines)


def syntax_error(text: str, error: tomllib.TOMLDecodeError) -> tuple[int, str]:
    """The line of a syntax error, and what is wrong there."""
    message = str(error)
    found = re.search(r" ?\(at line (\d+), column \d+\)$", message)
    if found is None:
        return len(text.splitlines()), message.removesuffix(" (at end of document)")
    return int(found[1]), message[: found.start()]


def _holds(held: Any, place: Place) -> bool:
    for step in place:
        try:
            held = held[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True
