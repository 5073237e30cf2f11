"""Can be written what a night writes beside the database, and is there room?"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.runtime.paths import resolve
from pipelines.doctor.finding import Line, fault, good

MIN_FREE = 1 << 30
"""Bytes; a year's archive is 1 to 6.5 GB (docs/operations.md)."""
_PROBE = bytes(64 * 1024)


def lines(settings: BaseSettings) -> Iterator[Line]:
    named = dict(_folders(settings))
    found = {name: _trouble(folder) for name, folder in named.items()}
    sound = [name for name, trouble in found.items() if trouble is None]
    if sound:
        least, where = min((_free(named[name]), name) for name in sound)
        said = f"{', '.join(sound)} can be written; {_size(least)} free"
        if least < MIN_FREE:
            hint = f"free the disk of {named[where]}: a night needs some MB, an archive 1 GB a year"
            yield fault("folders", said, hint)
        else:
            yield good("folders", said)
    for name, trouble in found.items():
        if trouble is not None:
            hint = f"make the folder writable for this user, or set another {name}"
            yield fault("folders", f"{name} {named[name]}: {trouble}", hint)
    if not str(settings["ARCHIVE_DIR"] or ""):
        yield good("archive", "ARCHIVE_DIR is empty: nothing is kept raw")


def _folders(settings: BaseSettings) -> Iterator[tuple[str, Path]]:
    for name in ("ARCHIVE_DIR", "SPOOL_DIR", "NOTICES_DIR", "LOGS_DIR"):
        if value := str(settings[name] or ""):
            yield name, resolve(value)
    if value := str(settings["METRICS_FILE"] or ""):
        yield "METRICS_FILE", resolve(value).parent


def _trouble(folder: Path) -> str | None:
    """Why nothing can be written there: tried out, with a file that has no name."""
    place = _nearest(folder)
    try:
        if not place.is_dir():
            return f"{place} is no folder"
        if place != folder and not os.access(place, os.W_OK | os.X_OK):
            return f"it cannot be made: {place} cannot be written"
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(_PROBE)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.strerror or str(error)
    return None


def _nearest(folder: Path) -> Path:
    """The folder itself, or the one in which the first run makes it."""
    return next((one for one in (folder, *folder.parents) if _is_there(one)), folder)


def _is_there(folder: Path) -> bool:
    try:
        folder.lstat()
    except FileNotFoundError:
        return False
    except OSError:  # below a file, or not to be looked into
        return False
    return True


def _free(folder: Path) -> int:
    return shutil.disk_usage(_nearest(folder)).free


def _size(number: int) -> str:
    return f"{number / (1 << 30):.1f} GB" if number >= 1 << 30 else f"{number / (1 << 20):.0f} MB"
