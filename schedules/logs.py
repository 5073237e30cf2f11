"""The scheduler's own log lines, beside those of its crawls on stderr."""

from __future__ import annotations

import logging

from crawler.runtime.log_lines import formatter


def install(log_format: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(log_format))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("apscheduler", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
