"""The archive's folder: which files are in it, and which of them somebody writes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Self

from crawler.runtime.paths import resolve
from crawler.warc.cdxj import STAMP, SUFFIX
from crawler.warc.location import Location

WARC = ".warc.gz"
_MONTH = "[0-9][0-9][0-9][0-9]-[0-9][0-9]"


class Folder:
    """A subfolder a month: a year of hourly runs leaves ten thousand files.

    A file that is closed has its index beside it. One that has none is being written, which its
    lock says, or was left by a crawl that was killed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(cls, setting: str) -> Self | None:
        """What `ARCHIVE_DIR` names; None where the archive is off."""
        return cls(resolve(setting)) if setting else None

    def new_file(self, began_at: datetime, name: str) -> Path:
        """`name`: what tells it from others of the same second."""
        month = self.path / f"{began_at:%Y-%m}"
        return month / f"{began_at:{STAMP}}-{name}{WARC}"

    def files(self) -> list[Path]:
        """Oldest first."""
        return sorted(self.path.glob(f"{_MONTH}/*{WARC}"), key=lambda file: file.name)

    def unfinished(self) -> Iterator[Path]:
        """Files without an index, whether anybody writes them or not."""
        return (file for file in self.files() if not index_of(file).exists())

    def indexes(self) -> list[Path]:
        """Of the files that are there, oldest first."""
        return [index for file in self.files() if (index := index_of(file)).exists()]

    def location(self, file: Path, offset: int) -> Location:
        return Location(file.relative_to(self.path).as_posix(), offset)

    def file(self, location: Location) -> Path:
        """Raises ValueError for a place outside the folder. A link in it is followed: a month may
        lie on another disk."""
        if ".." in PurePosixPath(location.file).parts or location.file.startswith("/"):
            raise ValueError(f"{location.file} lies outside {self.path}")
        return self.path / location.file


def index_of(file: Path) -> Path:
    return file.with_name(file.name.removesuffix(WARC) + SUFFIX)


def begun_at(file: Path) -> datetime | None:
    """When a file of ours was begun, by its name; None for another's."""
    try:
        return datetime.strptime(f"{file.name[:14]}+0000", f"{STAMP}%z")
    except ValueError:
        return None


@contextmanager
def held(file: Path) -> Iterator[bool]:
    """Whether nobody else writes a file; nobody begins to meanwhile."""
    handle = os.open(file, os.O_RDWR)
    try:
        yield lock(handle)
    finally:
        os.close(handle)


def lock(handle: int) -> bool:
    """Take a file for oneself, until it is closed or the process ends; False where another has."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
