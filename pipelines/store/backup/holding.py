"""Which copies of the database still have an article."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from pipelines.store.backends.registry import BACKENDS


class Copy(NamedTuple):
    file: Path
    is_certain: bool
    """False for one that cannot be asked: it may have the article."""


def holding(folders: Collection[Path], paths: Collection[str]) -> Iterator[Copy]:
    """Copies that `backup` made; a dump of PostgreSQL is not looked into."""
    for folder in sorted(set(folders)):
        for file in sorted(folder.glob("*")) if folder.is_dir() else ():
            if file.is_file() and (is_certain := _may_have(file, paths)) is not None:
                yield Copy(file, is_certain)


def _may_have(file: Path, paths: Collection[str]) -> bool | None:
    """Whether it surely has one of them; None where it surely has not, or is no copy."""
    with file.open("rb") as opened:
        start = opened.read(max(len(one.COPY_HEADER) for one in BACKENDS.values()))
    if start.startswith(BACKENDS["postgresql"].COPY_HEADER):
        return False
    if not start.startswith(BACKENDS["sqlite"].COPY_HEADER):
        return None
    marks = ", ".join("?" * len(paths))
    query = f"SELECT 1 FROM articles WHERE path IN ({marks}) LIMIT 1"  # noqa: S608
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            return True if copy.execute(query, tuple(paths)).fetchone() else None
    except sqlite3.Error:
        return False
