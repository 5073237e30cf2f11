"""A file that appears under its name when it is whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """A file to write to, beside `target`, in whose place it comes when nothing is raised; nothing
    else is left there. A link is replaced, not followed.

    :raises OSError: it cannot be written
    """
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        unfinished = Path(file.name)
        try:
            yield file  # type: ignore[misc]
            file.flush()
            place(unfinished, target)
        finally:
            unfinished.unlink(missing_ok=True)


def place(unfinished: Path, target: Path) -> None:
    """Rename a finished file so that after a power cut there is the old one or the new one, whole.

    :raises OSError: it cannot be
    """
    _take_after(unfinished, target)
    _sync(unfinished)
    unfinished.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _take_after(file: Path, target: Path) -> None:
    """The permissions and owner of the file that is replaced, or what a new file gets."""
    if target.exists():
        old = target.stat()
        file.chmod(old.st_mode & 0o777)
        with suppress(PermissionError):  # only root gives files away
            os.chown(file, old.st_uid, old.st_gid)
        return
    mask = os.umask(0)
    os.umask(mask)
    file.chmod(0o666 & ~mask)
