"""A new file that appears under its name when it is whole, or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp

from pipelines.store import StoreError
from pipelines.store.backends.files import COMPANIONS

_UNFINISHED = ".unfinished-copy"
_ABANDONED_AFTER = 86_400
"""Seconds without a write after which an unfinished file was left by a program that was killed."""


@contextmanager
def placed(target: Path) -> Iterator[Path]:
    """A path to write a new file to; it gets the name of `target` when nothing is raised.

    :raises StoreError: the folder cannot be made or written
    """
    with unfinished(target) as file:
        yield file
        put(file, target)


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """A path to write a new file to, beside `target`; nothing is left there in the end.

    :raises StoreError: the folder cannot be made or written
    """
    try:
        _forget_abandoned(target)
        handle, name = mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=_UNFINISHED)
        os.close(handle)
        try:
            yield Path(name)
        finally:
            for suffix in ("", *COMPANIONS):
                Path(name + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror or error}") from error


def put(unfinished: Path, target: Path) -> None:
    """Rename a file so that after a power cut there is one or the other, whole."""
    _take_after(unfinished, target)
    flush(unfinished)
    unfinished.replace(target)
    flush(target.parent)


def flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forget_abandoned(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    before = time.time() - _ABANDONED_AFTER
    for one in target.parent.glob(f".*{_UNFINISHED}"):
        with suppress(OSError):
            if one.stat().st_mtime < before:
                one.unlink()


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
