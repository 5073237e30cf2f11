"""Articles that wait in files while the database is away (CONTRACT, `SPOOL_DIR`).

One file a batch, whole or not there at all: written beside, synced to the disk, then renamed. A
batch names the database and the site that it waits for (decision 029).
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Self
from uuid import uuid4

from crawler.article_fields import of_content
from crawler.items import Article, Kind
from crawler.runtime.paths import resolve
from crawler.runtime.whole_files import place
from pipelines.crawl.spool_home import Home
from pipelines.store.backends.errors import StoreError, one_line

log = logging.getLogger(__name__)

_TIMES = of_content("time")
_DIGITS = 20
"""Of the time in a file's name, in nanoseconds since 1970."""
_BATCHES = "[0-9]*-*-[0-9]*.json"


class Batch(NamedTuple):
    file: Path
    articles: list[Article]
    home: Home | None
    run: int | None
    """The run that fetched them, where it could be begun."""


class Spool:
    """The folder and the batches of one home in it; others' are only named.

    Several programs may use one folder at a time.

    :raises StoreError: from any method: the folder cannot be made, read or written
    """

    def __init__(
        self,
        folder: Path,
        home: Home | None = None,
        run: int | None = None,
        made_at: datetime | None = None,
    ) -> None:
        """Without a home, of all homes: for those who only look. `made_at`: when the first run of
        the home's database began."""
        self.folder = folder
        self._made_at = made_at
        self._home = home
        self._run = run
        self.of_others: list[Batch] = []
        """Batches of others that the last look met, which wait for theirs."""
        self.unreadable: list[Path] = []
        """What the last look could not read, under the names that it has now."""

    @classmethod
    def of(
        cls,
        setting: str,
        home: Home | None = None,
        run: int | None = None,
        made_at: datetime | None = None,
    ) -> Self:
        """The folder that `SPOOL_DIR` names."""
        return cls(resolve(setting), home, run, made_at)

    def put(self, articles: Sequence[Article]) -> Path:
        """Write a batch to the disk for good; when this raises, nothing of it is kept."""
        # The name sorts by time, and says how many articles wait in the file.
        name = f"{time.time_ns():0{_DIGITS}d}-{uuid4().hex[:8]}-{len(articles)}.json"
        unfinished = self.folder / f"{name}.unfinished"
        batch = {
            "home": self._home.written() if self._home else None,
            "run": self._run,
            "articles": [asdict(article) for article in articles],
        }
        text = json.dumps(batch, default=datetime.isoformat)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(text, "ascii")
            place(unfinished, self.folder / name)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink()
            raise self._failed("written", error) from error
        return self.folder / name

    def batches(self) -> Iterator[Batch]:
        """Each batch of this home, oldest first; the caller removes its file once it is stored.

        What cannot be read or understood, whatever it is, is set aside as `….damaged`, which the
        log says.
        """
        self.of_others, self.unreadable = [], []
        for file in self._files():
            try:
                batch = _read(file)
            except FileNotFoundError:
                if not file.is_symlink():
                    continue  # another program has stored it meanwhile
                self._set_aside(file, "a link that leads nowhere")
            except Exception as error:
                self._set_aside(file, one_line(error))
            else:
                if self._is_own(batch):
                    yield batch
                else:
                    self.of_others.append(batch)

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

    def is_of_this_database(self, batch: Batch) -> bool:
        """Whether the numbers of its runs are this database's."""
        if self._home is None or batch.home is None:
            return self._home is batch.home
        return self._home.id is not None and self._home.id == batch.home.id

    def _is_own(self, batch: Batch) -> bool:
        if self._home is None or batch.home is None:
            return self._home is batch.home or self._home is None
        return self._home.owns(batch.home) and not self._is_of_another_before(batch)

    def _is_of_another_before(self, batch: Batch) -> bool:
        """Whether another database stood at this place, and this one was not made after it was
        lost: it was there already when the batch was written, and has been moved here."""
        ids = {batch.home and batch.home.id, self._home and self._home.id}
        if None in ids or len(ids) == 1 or self._made_at is None:
            return False
        written_at = int(batch.file.name[:_DIGITS]) / 1e9
        return self._made_at.timestamp() < written_at

    def _files(self) -> list[Path]:
        try:
            return sorted(self.folder.glob(_BATCHES))
        except OSError as error:
            raise self._failed("read", error) from error

    def _set_aside(self, file: Path, reason: str) -> None:
        aside = _free(file.with_name(f"{file.name}.damaged"))
        try:
            file.rename(aside)
        except OSError as error:
            # It stays where it is, and is none of the others' trouble.
            log.error(
                "spool file %s cannot be understood (%s) nor renamed: %s", file, reason, error
            )
            aside = file
        else:
            log.error(
                "spool file %s cannot be understood (%s); kept as %s", file, reason, aside.name
            )
        self.unreadable.append(aside)

    def _failed(self, what: str, error: OSError) -> StoreError:
        reason = error.strerror or type(error).__name__
        return StoreError(f"spool folder {self.folder} cannot be {what}: {reason}")


def spooled(folder: Path) -> int:
    """How many articles wait there for any database, by the names of the files."""
    counts = (file.stem.rpartition("-")[2] for file in folder.glob(_BATCHES))
    return sum(int(count) for count in counts if count.isdecimal())


def _read(file: Path) -> Batch:
    """Raises whatever comes of what it finds."""
    if not file.is_file() and file.exists():
        raise ValueError("no file")  # to open a pipe would wait for its writer
    written = json.loads(file.read_bytes())
    if isinstance(written, list):
        raise ValueError("it names no database: an older version wrote it")
    home, run = written["home"], written["run"]
    if run is not None and type(run) is not int:
        raise ValueError("a run that is no number")
    articles = [_article(fields) for fields in written["articles"]]
    return Batch(file, articles, None if home is None else Home.read(home), run)


def _article(fields: dict[str, Any]) -> Article:
    for name in _TIMES:
        if fields[name] is not None:
            fields[name] = datetime.fromisoformat(fields[name])
    fields["kind"] = Kind(fields["kind"])
    return Article(**fields)


def _free(path: Path) -> Path:
    """A name that nothing has: a folder cannot be renamed onto another thing."""
    return path if not path.exists() else path.with_name(f"{uuid4().hex[:8]}-{path.name}")
