"""Articles that wait in files while the database is away (CONTRACT, `SPOOL_DIR`).

One file a batch, whole or not there at all: written beside, synced to the disk, then renamed.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from crawler.items import Article, Kind
from crawler.project import resolve
from pipelines.store.errors import StoreError

log = logging.getLogger(__name__)

_TIMES = ("fetched_at", "date_published", "date_modified")


class Spool:
    """The folder and its batches. Several programs may use one folder at a time.

    :raises StoreError: from any method: the folder cannot be made, read or written
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, setting: str) -> Self:
        """The folder that `SPOOL_DIR` names."""
        return cls(resolve(setting))

    def put(self, articles: Sequence[Article]) -> Path:
        """Write a batch to the disk for good; when this raises, nothing of it is kept."""
        # The name sorts by time, and says how many articles wait in the file.
        name = f"{time.time_ns():020d}-{uuid4().hex[:8]}-{len(articles)}.json"
        unfinished = self.folder / f"{name}.unfinished"
        text = json.dumps([asdict(article) for article in articles], default=datetime.isoformat)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write_synced(unfinished, text)
            unfinished.rename(self.folder / name)
            _sync_folder(self.folder)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink()
            raise self._failed("written", error) from error
        return self.folder / name

    def batches(self) -> Iterator[tuple[Path, list[Article]]]:
        """Each batch with its file, oldest first; the caller removes the file once it is stored.

        A file that cannot be understood is set aside as `….damaged`, which the log says.
        """
        for file in self._files():
            try:
                articles = [_article(fields) for fields in json.loads(file.read_bytes())]
            except FileNotFoundError:
                continue  # another program has stored it meanwhile
            except OSError as error:
                raise self._failed("read", error) from error
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                self._set_aside(file, error)
                continue
            yield file, articles

    def set_aside(self, articles: Sequence[Article]) -> Path:
        """Keep articles that no database takes, for somebody to look at; none reads them again."""
        file = self.put(articles)
        aside = file.with_name(f"{file.name}.damaged")
        log.error("%d articles cannot be stored; kept as %s", len(articles), aside)
        try:
            file.rename(aside)
        except OSError as error:
            raise self._failed("written", error) from error
        return aside

    def remove(self, file: Path) -> None:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise self._failed("written", error) from error

    def waiting(self) -> int:
        """How many articles wait."""
        return sum(int(file.stem.rpartition("-")[2]) for file in self._files())

    def damaged(self) -> list[Path]:
        """Files that were set aside, for somebody to look at."""
        return sorted(self.folder.glob("*.damaged"))

    def _files(self) -> list[Path]:
        try:
            return sorted(self.folder.glob("[0-9]*-*-[0-9]*.json"))
        except OSError as error:
            raise self._failed("read", error) from error

    def _set_aside(self, file: Path, error: Exception) -> None:
        aside = file.with_name(f"{file.name}.damaged")
        log.error("spool file %s cannot be understood (%s); kept as %s", file, error, aside.name)
        try:
            file.rename(aside)
        except OSError as failure:
            raise self._failed("written", failure) from failure

    def _failed(self, what: str, error: OSError) -> StoreError:
        reason = error.strerror or type(error).__name__
        return StoreError(f"spool folder {self.folder} cannot be {what}: {reason}")


def _article(fields: dict[str, Any]) -> Article:
    for name in _TIMES:
        if fields[name] is not None:
            fields[name] = datetime.fromisoformat(fields[name])
    fields["kind"] = Kind(fields["kind"])
    return Article(**fields)


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename in the folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
