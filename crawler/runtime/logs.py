"""Where log lines go and what they look like; each carries its run."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from scrapy.settings import BaseSettings, Settings
from scrapy.utils.log import configure_logging

from crawler.runtime import paths, run_log, terminal
from crawler.runtime.exceptions import CrawlFailed, SettingError
from crawler.runtime.log_handlers import FileHandler, StreamHandler
from crawler.runtime.log_lines import FORMATS, formatter

logger = logging.getLogger(__name__)

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
    """Raises `SettingError` for a LOG_FORMAT that is none, and for LOG_DAYS that are none."""
    if settings["LOG_FORMAT"] not in FORMATS:
        raise SettingError(
            f"LOG_FORMAT is {settings['LOG_FORMAT']!r}; it must be one of {', '.join(FORMATS)}"
        )
    run_log.days_of(settings["LOG_DAYS"])


def install(settings: Settings, spider: str) -> None:
    """Send the log to LOG_FILE; to the file of the scheduler that started this run in silence; else
    to a file of its own below LOGS_DIR, and where no person looks on to stderr too.

    Raises CrawlFailed where LOG_FILE cannot be written; without a file of its own the log is on
    stderr, and that is said. Scrapy's own handler is not used: it takes LOG_FORMAT for a format
    string, which in this project is the contract's `text` or `json`.
    """
    configure_logging(settings, install_root_handler=False)
    file = _of_setting(settings) or _of_its_own(settings, spider)
    is_alone = file is not None and (_is_named(settings) or sys.stderr.isatty())
    run_log.current.path = file.baseFilename if file is not None else None
    run_log.current.is_on_stderr = not is_alone
    handlers: list[logging.Handler] = [] if file is None else [file]
    if not is_alone:
        handlers.append(StreamHandler())
    for handler in handlers:
        handler.addFilter(run_filter)
        handler.setFormatter(formatter(settings["LOG_FORMAT"]))
    root = logging.getLogger()
    root.handlers[:] = handlers
    root.setLevel(settings["LOG_LEVEL"])
    logging.getLogger("scrapy").setLevel(logging.NOTSET)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    if file is not None and not _is_named(settings):
        run_log.delete_old(Path(file.baseFilename).parent, run_log.days_of(settings["LOG_DAYS"]))


def note(text: str) -> None:
    """A line for the run's file alone, of what is said on stderr anyway. A scheduler that has
    given the file notes there itself what is said."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, FileHandler) and run_log.given() is None:
            record = logger.makeRecord(__name__, logging.INFO, "", 0, "%s", (text,), None)
            handler.handle(record)


def _is_named(settings: Settings) -> bool:
    """Whether somebody has said where the log is to go."""
    return bool(settings["LOG_FILE"]) or run_log.given() is not None


def _of_setting(settings: Settings) -> FileHandler | None:
    """Raises CrawlFailed where there can be no such file."""
    if not settings["LOG_FILE"]:
        return None
    path = paths.resolve(settings["LOG_FILE"])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return FileHandler(path)
    except OSError as error:
        raise CrawlFailed(
            f"the log {path} cannot be written: {error.strerror or error}; name another LOG_FILE"
        ) from error


def _of_its_own(settings: Settings, spider: str) -> FileHandler | None:
    folder, path = run_log.folder_of(settings["LOGS_DIR"]), run_log.given()
    try:
        if path is not None:
            return FileHandler(path)
        return FileHandler(run_log.create(folder, spider)) if folder is not None else None
    except OSError as error:
        terminal.say(f"the log goes to stderr, it can have no file in LOGS_DIR: {error}")
        return None
