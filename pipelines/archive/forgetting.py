"""All that the archive has of some paths leaves it; files are written anew, as `prune` does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from crawler.urls import canonical
from crawler.warc.cdxj import SUFFIX, Entry
from crawler.warc.location import Location
from pipelines.archive.folder import WARC, Folder, held, index_of
from pipelines.archive.lookup import entries_of
from pipelines.archive.pruning import ANEW, Pruning, write_anew
from pipelines.archive.repair import TORN


def holding(folder: Folder, paths: Collection[str]) -> Iterator[Pruning]:
    """What to do with each file that has an answer of one of these paths, whoever gave it.

    :raises Unreadable: a file or its index cannot be read
    """
    for file in folder.files():
        found = entries_of(folder, file)
        leave = tuple(one for one in found if canonical(one.url) in paths)
        if leave:
            stay = tuple(one for one in found if canonical(one.url) not in paths)
            yield Pruning(file, stay, leave)


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
        entries = sorted(entries_of(folder, copy), key=_what)
        if list(map(_what, entries)) == list(map(_what, stay)):
            return {old.location: new.location for old, new in zip(stay, entries, strict=True)}
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
