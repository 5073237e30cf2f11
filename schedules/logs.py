"""The scheduler's own log lines: beside those of its crawls on stderr, or in a run's file."""

from __future__ import annotations

import logging
from pathlib import Path

from crawler.runtime import run_log
from crawler.runtime.log_handlers import FileHandler, StreamHandler
from crawler.runtime.log_lines import formatter


def install(log_format: str) -> None:
    _install(StreamHandler(), log_format)


def install_file(folder: Path, name: str, days: float, log_format: str) -> None:
    """A file for the run of a schedule, to which its children add; older ones than `days` are
    deleted. Raises OSError."""
    handler = FileHandler(run_log.create(folder, name))
    run_log.current.path, run_log.current.is_on_stderr = handler.baseFilename, False
    _install(handler, log_format)
    run_log.delete_old(folder, days)


def _install(handler: logging.Handler, log_format: str) -> None:
    handler.setFormatter(formatter(log_format))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("apscheduler", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
