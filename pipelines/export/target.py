"""Where an export goes: a plain file that is there whole or not at all; or what is no plain file (a
FIFO, a device, a process's descriptor, the standard output), which is written through."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from crawler.runtime.whole_files import replacing
from pipelines.store import StoreError

_DESCRIPTORS = (Path("/dev/fd"), Path("/proc"))
_MAX_LINKS = 40
"""As many as Linux follows."""


@contextmanager
def opened(name: str | None) -> Iterator[BinaryIO]:
    """A binary file to write to; `-` and None mean the standard output.

    A plain file appears under its name when all is written, and replaces an older one then; when
    something is raised within, nothing is left. A link stays, and the file that it leads to is
    replaced. What is no plain file is never replaced: it is written to as it stands.

    :raises StoreError: it cannot be written
    """
    if name in (None, "-"):
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(str(name)).expanduser()
    if str(name).endswith("/"):
        raise StoreError(f"{name} is a folder's name; add the file's")
    try:
        places = list(_places(target))
        with _through(target) if _is_written_through(places) else replacing(places[-1]) as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror or error}") from error


def _is_written_through(places: Sequence[Path]) -> bool:
    """Whether a rename would put a file in the place of something else: a FIFO, a socket or a
    device; or an open descriptor, whose plain file belongs to whoever has opened it."""
    if any(place.is_relative_to(folder) for place in places for folder in _DESCRIPTORS):
        return True
    end = places[-1]
    return end.exists() and not (end.is_file() or end.is_dir())


def _places(target: Path) -> Iterator[Path]:
    """A path, and what it leads to link by link; the last one is no link.

    :raises OSError: the links lead in a circle
    """
    place = target.absolute()
    for _ in range(_MAX_LINKS):
        yield place
        if not place.is_symlink():
            return
        place = (place.parent / place.readlink()).absolute()
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


@contextmanager
def _through(target: Path) -> Iterator[BinaryIO]:
    """Appending: an open descriptor may have been written to already."""
    with target.open("ab") as file:
        yield file
