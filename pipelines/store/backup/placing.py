"""A new file that appears under its name when it is whole, or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp

from crawler.runtime.whole_files import place
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
        place(file, target)


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


def _forget_abandoned(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    before = time.time() - _ABANDONED_AFTER
    for one in target.parent.glob(f".*{_UNFINISHED}"):
        with suppress(OSError):
            if one.stat().st_mtime < before:
                one.unlink()
