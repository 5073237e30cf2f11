"""The log file of one run: what it is called, which one this process writes, when it is deleted."""

from __future__ import annotations

import logging
import math
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from crawler.runtime.exceptions import SettingError
from crawler.runtime.paths import resolve

logger = logging.getLogger(__name__)

VARIABLE = "SCHEDULE_LOG"
"""Names the file of a scheduler that says nothing on stderr to what it starts, which adds to it."""

_OURS = re.compile(r"[A-Za-z0-9_-]+-\d{4}-\d\d-\d\d-\d{6}Z(?:-\d+)?\.log", re.ASCII)
_OTHER = re.compile(r"[^A-Za-z0-9_-]", re.ASCII)
_DAY = 86_400.0


class _Current:
    """Of this process."""

    def __init__(self) -> None:
        self.path: str | None = None
        """The file that the run's log goes to; None where it goes to stderr alone."""
        self.is_on_stderr = True


current = _Current()


def given() -> Path | None:
    """The file of the scheduler that started this process, where it is to be added to."""
    path = os.environ.get(VARIABLE)
    return Path(path) if path else None


def days_of(value: object) -> float:
    """Of the setting LOG_DAYS. Raises `SettingError`."""
    try:
        days = float(str(value))
    except ValueError:
        days = math.nan
    if not 0 <= days < math.inf:
        raise SettingError(
            f"LOG_DAYS is {value!r}; it must be a number of days such as 30, or 0 to keep all"
        )
    return days


def folder_of(setting: object) -> Path | None:
    """Of the setting LOGS_DIR; None where there are to be no files."""
    return resolve(str(setting)) if setting else None


def create(folder: Path, name: str) -> Path:
    """A file of its own for a run that begins now. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    began = time.strftime("%Y-%m-%d-%H%M%SZ", time.gmtime())
    stem = f"{_OTHER.sub('-', name)}-{began}"
    for path in (folder / f"{stem}{ending}.log" for ending in _endings()):
        with suppress(FileExistsError):  # of another run of this second
            path.open("x").close()
            return path
    raise AssertionError  # numbers do not end


def _endings() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in count(2))


def delete_old(folder: Path, days: float) -> None:
    """Delete the files of runs that were written last more than so many days ago; 0 keeps all.
    Files of other names, links and folders are somebody else's. What cannot be done is logged.
    """
    if not days:
        return
    oldest = time.time() - days * _DAY
    failed = []
    try:
        with os.scandir(folder) as entries:
            old = [Path(entry.path) for entry in entries if _is_old(entry, oldest)]
    except OSError as error:
        old, failed = [], [str(error)]
    for path in old:
        try:
            path.unlink()
        except FileNotFoundError:
            continue  # another run was here first
        except OSError as error:
            failed.append(str(error))
    if failed:
        logger.warning("%d times old logs could not be deleted: %s", len(failed), failed[0])


def _is_old(entry: os.DirEntry[str], oldest: float) -> bool:
    if not _OURS.fullmatch(entry.name):
        return False
    try:
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_mtime < oldest
