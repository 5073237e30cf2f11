"""One article out of the spool, whoever's batch it waits in, damaged ones too."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.runtime.whole_files import replacing
from pipelines.store.backends.errors import StoreError

_FILES = "*.json*"


@dataclass(frozen=True, slots=True)
class Holding:
    file: Path
    articles: int
    """Of the article's; 0 for a file that cannot be understood and names a path of it."""


def holding(folder: Path, paths: Collection[str]) -> list[Holding]:
    """Files with an article of one of these paths.

    :raises StoreError: the folder cannot be read
    """
    try:
        files = sorted(file for file in folder.glob(_FILES) if file.is_file())
        found = [Holding(file, _count(file.read_bytes(), paths)) for file in files]
    except OSError as error:
        raise StoreError(f"spool folder {folder} cannot be read: {error.strerror}") from error
    return [one for one in found if one.articles != _NONE]


def take_out(one: Holding, paths: Collection[str]) -> None:
    """Write the file anew without it, or remove it where nothing else is in it; its name, which
    says how many were in it, stays.

    :raises StoreError: it cannot be written
    """
    try:
        batch = _read(one.file.read_bytes())
        rest = [] if batch is None else [each for each in batch["articles"] if not _is(each, paths)]
        if not rest:
            one.file.unlink()
            return
        with replacing(one.file) as new:
            new.write(json.dumps({**(batch or {}), "articles": rest}).encode("ascii"))
    except OSError as error:
        raise StoreError(f"{one.file} cannot be written: {error.strerror}") from error


_NONE = -1


def _count(content: bytes, paths: Collection[str]) -> int:
    batch = _read(content)
    if batch is None:
        named = any(json.dumps(path).encode() in content for path in paths)
        return 0 if named else _NONE
    return sum(_is(one, paths) for one in batch["articles"]) or _NONE


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
