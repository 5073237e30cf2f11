"""What one look found: a line of the screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from crawler.runtime.exceptions import EXIT_DEGRADED, EXIT_FAILED, EXIT_HEALTHY


class Mark(StrEnum):
    GOOD = "ok"
    FAULT = "fault"
    """A night works, and something falls short."""
    FATAL = "fatal"
    """No night can work."""


@dataclass(frozen=True, slots=True)
class Line:
    check: str
    mark: Mark
    found: str
    hint: str = ""
    """What to do; of each line that is not good."""
    fields: dict[str, dict[str, str]] | None = None
    """Of an article: field -> its `source`, and the `selector` where that is `site`."""


def good(check: str, found: str) -> Line:
    return Line(check, Mark.GOOD, found)


def fault(check: str, found: str, hint: str) -> Line:
    return Line(check, Mark.FAULT, found, hint)


def fatal(check: str, found: str, hint: str) -> Line:
    return Line(check, Mark.FATAL, found, hint)


def exit_status(lines: Iterable[Line]) -> int:
    marks = {line.mark for line in lines}
    if Mark.FATAL in marks:
        return EXIT_FAILED
    return EXIT_DEGRADED if Mark.FAULT in marks else EXIT_HEALTHY
