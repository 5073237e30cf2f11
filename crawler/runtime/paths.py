"""Where the project lies, so that relative paths mean the same from every folder."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_SQLITE = "sqlite:///"


def resolve(path: str) -> Path:
    """A path of a setting: relative ones are relative to the project (CONTRACT, settings)."""
    return ROOT / Path(path).expanduser()


def database_url(url: str) -> str:
    """The same for the file in a SQLite url; other urls as they are."""
    for prefix in (_SQLITE, "sqlite+pysqlite:///"):
        if url.startswith(prefix) and not url.startswith((f"{prefix}:memory:", f"{prefix}file:")):
            return prefix + str(resolve(url.removeprefix(prefix)))
    return url
