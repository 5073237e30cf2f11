"""All that the archive has of some paths leaves it; files are written anew, as `prune` does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from crawler.urls import canonical
from crawler.warc.cdxj import SUFFIX, Entry, entries
from crawler.warc.location import Location
from crawler.warc.members import Members
from crawler.warc.reading import Unreadable
from pipelines.archive.folder import WARC, Folder, held, index_of
from pipelines.archive.index import write_index
from pipelines.archive.pruning import ANEW, Pruning, write_anew
from pipelines.archive.repair import TORN, indexed


@dataclass(slots=True)
class Search:
    """Iterates over what to do with each file that has an answer of one of these paths, whoever
    gave it; afterwards it knows what could not be searched.

    The records are read, not the index: one that lacks an answer would leave that in the file.
    """

    folder: Folder
    paths: Collection[str]
    damaged: dict[Path, int] = field(default_factory=dict)
    """Files, and how many of their bytes are no record."""

    def __iter__(self) -> Iterator[Pruning]:
        """Raises Unreadable for a file that cannot be read."""
        for file in self.folder.files():
            try:
                found = self._records(file)
            except FileNotFoundError:
                continue  # pruned meanwhile
            except OSError as error:
                raise Unreadable(f"{file} cannot be read: {error.strerror}") from error
            leave = tuple(one for one in found if canonical(one.url) in self.paths)
            if leave:
                stay = tuple(one for one in found if canonical(one.url) not in self.paths)
                yield Pruning(file, stay, leave)

    def mend_indexes(self) -> None:
        """After all answers are out: no index says more than its file. Raises OSError."""
        for file in self.folder.files():
            if index_of(file).exists() and self._is_named_in(index_of(file)):
                write_index(file, self._records(file))

    def _is_named_in(self, index: Path) -> bool:
        try:
            return any(canonical(one.url) in self.paths for one in entries(index))
        except (ValueError, KeyError):
            return True  # it may be

    def _records(self, file: Path) -> list[Entry]:
        with file.open("rb") as opened:
            members = Members(opened)
            found = indexed(members, self.folder.location(file, 0).file)
        damaged = sum(end - start for start, end in members.damaged)
        if members.torn_at is not None and index_of(file).exists():  # else it is being written
            damaged += file.stat().st_size - members.torn_at
        if damaged:
            self.damaged[file] = damaged
        return found


def link_of(file: Path) -> Path | None:
    """The file or its index, if that is a symbolic link: to remove it would leave the target."""
    return next((one for one in (file, index_of(file)) if one.is_symlink()), None)


def is_written(file: Path) -> bool:
    """Whether a crawl writes it now."""
    if index_of(file).exists():
        return False
    with held(file) as is_free:
        return not is_free


def unsearchable(folder: Folder) -> list[Path]:
    """Ends of records that killed crawls left: no index names what is in them."""
    return sorted(folder.path.glob(f"*/*{TORN}"))


def without(folder: Folder, pruning: Pruning) -> dict[Location, Location]:
    """The file without what leaves, beside the old one; where each answer lies now.

    A command that was killed before it removed the old file has left that copy: it is found again.

    :raises OSError:
    """
    stay = sorted(pruning.stay, key=_what)
    for copy in _copies(pruning.file):
        with copy.open("rb") as opened:
            found = indexed(Members(opened), folder.location(copy, 0).file)
        kept = sorted(found, key=_what)
        if list(map(_what, kept)) == list(map(_what, stay)):
            write_index(copy, kept)
            return {old.location: new.location for old, new in zip(stay, kept, strict=True)}
    return write_anew(folder, pruning)


def sweep(folder: Folder) -> None:
    """Indexes of files that are gone: a kill left them.

    :raises OSError:
    """
    for index in folder.path.glob(f"*/*{SUFFIX}"):
        if not index.with_name(index.name.removesuffix(SUFFIX) + WARC).exists():
            index.unlink()


def _copies(file: Path) -> Sequence[Path]:
    stem = file.name.removesuffix(WARC)
    return [one for one in file.parent.glob(f"{stem}{ANEW}*{WARC}") if index_of(one).exists()]


def _what(entry: Entry) -> tuple[str, datetime, int, str, int, int]:
    """An answer, wherever it lies."""
    at, look = entry.fetched_at, entry.look or 0
    return (entry.url, at, look, entry.digest or "", entry.status, entry.length)
