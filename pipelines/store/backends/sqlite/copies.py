"""A copy of a SQLite database, asked without being opened as a store."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path


def copy_has(file: Path, paths: Collection[str]) -> bool | None:
    marks = ", ".join("?" * len(paths))
    query = f"SELECT 1 FROM articles WHERE path IN ({marks}) LIMIT 1"  # noqa: S608
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            return copy.execute(query, tuple(paths)).fetchone() is not None
    except sqlite3.Error:
        return None
