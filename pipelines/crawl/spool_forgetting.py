"""One article out of the spool, whoever's batch it waits in, damaged ones too."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from crawler.runtime.whole_files import replacing
from pipelines.store.backends.errors import StoreError

_FILES = "*.json*"


def holding(folder: Path, paths: Collection[str]) -> list[Path]:
    """Files with an article of one of these paths; one that cannot be understood, and names a path,
    counts as such.

    :raises StoreError: the folder cannot be read
    """
    try:
        files = sorted(file for file in folder.glob(_FILES) if file.is_file())
        return [file for file in files if _has(file.read_bytes(), paths)]
    except OSError as error:
        raise StoreError(f"spool folder {folder} cannot be read: {error.strerror}") from error


def take_out(file: Path, paths: Collection[str]) -> None:
    """Write the file anew without it, or remove it where nothing else is in it; its name, which
    says how many were in it, stays.

    :raises StoreError: it cannot be written
    """
    try:
        batch = _read(file.read_bytes())
        rest = [] if batch is None else [each for each in batch["articles"] if not _is(each, paths)]
        if not rest:
            file.unlink()
            return
        with replacing(file) as new:
            new.write(json.dumps({**(batch or {}), "articles": rest}).encode("ascii"))
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from error


def _has(content: bytes, paths: Collection[str]) -> bool:
    batch = _read(content)
    if batch is None:
        return any(json.dumps(path).encode() in content for path in paths)
    return any(_is(one, paths) for one in batch["articles"])


def _read(content: bytes) -> dict[str, Any] | None:
    """None for what is no batch."""
    try:
        batch = json.loads(content)
    except ValueError:
        return None
    known = isinstance(batch, dict) and isinstance(batch.get("articles"), list)
    return batch if known and all(isinstance(one, dict) for one in batch["articles"]) else None


def _is(article: dict[str, Any], paths: Collection[str]) -> bool:
    return article.get("path") in paths or article.get("canonical") in paths
