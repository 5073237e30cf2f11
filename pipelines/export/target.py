"""Where an export goes: a file that is there whole or not at all, or the standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from pipelines.store import StoreError


@contextmanager
def opened(name: str | None) -> Iterator[BinaryIO]:
    """A binary file to write to; `-` and None mean the standard output.

    A file appears under its name when all is written, and replaces an older one then; when
    something is raised within, nothing is left.

    :raises StoreError: it cannot be written
    """
    if name in (None, "-"):
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(str(name)).expanduser()
    try:
        with _atomic(target) as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror or error}") from error


@contextmanager
def _atomic(target: Path) -> Iterator[BinaryIO]:
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        temporary = Path(file.name)
        try:
            yield file  # type: ignore[misc]
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(_permissions(target))
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)


def _permissions(target: Path) -> int:
    """Those of the file that is replaced, or what a new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
