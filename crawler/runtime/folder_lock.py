"""One program at a time in a folder, for files that are read and replaced."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAUSE = 0.02


@contextmanager
def locked(folder: Path, seconds: float) -> Iterator[None]:
    """Hold the folder's own lock, which leaves no file behind and ends with the process.

    :raises OSError: the folder cannot be opened, or somebody else holds it for that long
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(handle, folder, time.monotonic() + seconds)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path, until: float) -> None:
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise OSError(errno.EAGAIN, "another program holds it", str(folder)) from error
        time.sleep(_PAUSE)
