"""Where log lines go and what they look like; each carries its run."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path
from typing import TextIO

from scrapy.settings import BaseSettings, Settings
from scrapy.utils.log import configure_logging

from crawler.runtime import paths, terminal
from crawler.runtime.exceptions import CrawlFailed, SettingError
from crawler.runtime.log_lines import FORMATS, formatter

FOLDER = "data/logs"

_QUIET = (
    "scrapy.middleware",
    "scrapy.crawler",
    "scrapy.addons",
    "twisted",
    "filelock",
    "alembic",
    "apprise",
)


class RunFilter(logging.Filter):
    """Puts the number of the run into each record; "-" before it is known."""

    def __init__(self) -> None:
        super().__init__()
        self.run: int | str = "-"

    def filter(self, record: logging.LogRecord) -> bool:
        record.run = self.run
        return True


run_filter = RunFilter()


def check(settings: BaseSettings) -> None:
    """Raises `SettingError` for a LOG_FORMAT that is none."""
    if settings["LOG_FORMAT"] not in FORMATS:
        raise SettingError(
            f"LOG_FORMAT is {settings['LOG_FORMAT']!r}; it must be one of {', '.join(FORMATS)}"
        )


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
    pass


class StreamHandler(_SaysOnce, logging.StreamHandler[TextIO]):
    pass


def _to_file(path: Path) -> logging.Handler:
    """Raises CrawlFailed where there can be no such file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return FileHandler(path, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise CrawlFailed(
            f"the log {path} cannot be written: {error.strerror or error}; name another LOG_FILE"
        ) from error


def install(settings: Settings, spider: str) -> Path | None:
    """Send the log to LOG_FILE, to a file of the day when a person looks on, else to stderr.

    Returns the file, if there is one; raises CrawlFailed where it cannot be written. Scrapy's own
    handler is not used: it takes LOG_FORMAT for a format string, which in this project is the
    contract's `text` or `json`.
    """
    configure_logging(settings, install_root_handler=False)
    target = settings["LOG_FILE"]
    if target is None and sys.stderr.isatty():
        target = f"{FOLDER}/{spider}-{time.strftime('%Y-%m-%d')}.log"
    path = paths.resolve(target) if target else None
    handler = _to_file(path) if path is not None else StreamHandler()
    handler.addFilter(run_filter)
    handler.setFormatter(formatter(settings["LOG_FORMAT"]))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings["LOG_LEVEL"])
    logging.getLogger("scrapy").setLevel(logging.NOTSET)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    return path
