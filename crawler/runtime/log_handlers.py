"""Handlers of the log that no full disk and no closed pipe turns into an error of the program."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TextIO

from crawler.runtime import terminal


class _SaysOnce(logging.Handler):
    """A log that cannot be written is said once; the crawl does not depend on it."""

    _said = False

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)  # a fault of the line, not of where it goes
        elif not self._said:
            self._said = True
            terminal.say(f"the log cannot be written: {error}")


class FileHandler(_SaysOnce, logging.FileHandler):
    def __init__(self, path: Path) -> None:
        """Raises OSError. Several processes may write one file: each line is appended whole."""
        super().__init__(path, encoding="utf-8", errors="backslashreplace")


class StreamHandler(_SaysOnce, logging.StreamHandler[TextIO]):
    pass
