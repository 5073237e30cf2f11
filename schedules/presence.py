"""Whether a scheduler runs on this host: each holds a shared lock on a file, which ends with it."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from crawler import settings
from crawler.runtime.paths import resolve

FILE = resolve(settings.SPOOL_DIR).with_name("scheduler.lock")
"""`data/scheduler.lock`, unless the spool lies elsewhere."""
RUNS = "a scheduler runs on this host"
NONE_RUNS = "no scheduler runs on this host: cron runs the schedules, or `schedules start` is down"

logger = logging.getLogger(__name__)


@contextmanager
def shown() -> Iterator[None]:
    """Two schedulers may run: their ledger keeps them apart."""
    try:
        FILE.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(FILE, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        logger.warning("%s: %s; `status` cannot tell that this runs", FILE, error.strerror)
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def is_running() -> bool:
    try:
        handle = os.open(FILE, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
