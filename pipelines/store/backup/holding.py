"""Which copies of the database still have an article."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from pipelines.store.backends.backend import Backend
from pipelines.store.backends.registry import BACKENDS


class Copy(NamedTuple):
    file: Path
    is_certain: bool
    """False for one that cannot be asked: it may have the article."""


def holding(folders: Collection[Path], paths: Collection[str]) -> Iterator[Copy]:
    """Copies that `backup` made, but for those that surely do not have the article."""
    for folder in sorted(set(folders)):
        for file in sorted(folder.glob("*")) if folder.is_dir() else ():
            backend = _made_by(file) if file.is_file() else None
            if backend is None:
                continue
            has = backend.copy_has(file, paths)
            if has is not False:
                yield Copy(file, is_certain=has is True)


def _made_by(file: Path) -> Backend | None:
    """The database that it is a copy of, by its first bytes."""
    with file.open("rb") as opened:
        start = opened.read(max(len(one.COPY_HEADER) for one in BACKENDS.values()))
    for backend in BACKENDS.values():
        if start.startswith(backend.COPY_HEADER):
            return backend
    return None
