"""Old captures leave the archive: whole files, or files written anew without them.

What stays, however old: the newest page of each url, what the database names, and what a revisit
that stays has its payload from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from crawler.runtime.whole_files import replacing
from crawler.warc.cdxj import Entry
from crawler.warc.location import Location
from crawler.warc.members import Member, Members
from crawler.warc.reading import read_at
from crawler.warc.records import RESPONSE, REVISIT, NoRecord, parse_record
from pipelines.archive.folder import WARC, Folder, index_of
from pipelines.archive.index import write_index
from pipelines.archive.lookup import entries_of

ANEW = "-kept"
"""In the name of a file that was written anew."""

_Key = tuple[str, datetime]


@dataclass(frozen=True, slots=True)
class Pruning:
    """What is to be done with one file."""

    file: Path
    stay: tuple[Entry, ...]
    leave: tuple[Entry, ...]

    @property
    def freed(self) -> int:
        """Bytes, at the least: of the answers without their requests."""
        if not self.stay:
            return self.file.stat().st_size
        return sum(one.length for one in self.leave)


def plan(folder: Folder, before: datetime, named: Collection[Location]) -> Iterator[Pruning]:
    """What to do so that nothing stays that was fetched before a time and may leave; only files
    with such captures. A file that a crawl writes, or that is to be repaired, is left alone.

    :raises Unreadable: an index cannot be read
    """
    closed = [file for file in folder.files() if index_of(file).exists()]
    found = {file: entries_of(folder, file) for file in closed}
    newest = _newest_pages(one for some in found.values() for one in some)
    stay = {
        one.location
        for some in found.values()
        for one in some
        if one.fetched_at >= before or one.location in named or newest.get(one.url) == one.location
    }
    stay |= _originals(folder, found, stay)
    for file, some in found.items():
        leave = tuple(one for one in some if one.location not in stay)
        if leave:
            yield Pruning(file, tuple(one for one in some if one.location in stay), leave)


def write_anew(folder: Folder, pruning: Pruning) -> dict[Location, Location]:
    """The file without what leaves, beside the old one, with its index; where each answer lies now.

    The old file stays until `remove`: who names its records has to be told between.

    :raises OSError:
    """
    if not pruning.stay:
        return {}
    new = _free(pruning.file)
    name = folder.location(new, 0).file
    offsets: dict[int, int] = {}
    with pruning.file.open("rb") as old, replacing(new) as target:
        for member in _kept_members(Members(old), pruning):
            offsets[member.offset] = target.tell()
            old.seek(member.offset)
            target.write(old.read(member.length))
    entries = [replace(one, offset=offsets[one.offset], file=name) for one in pruning.stay]
    write_index(new, entries)
    return {
        old_one.location: one.location for old_one, one in zip(pruning.stay, entries, strict=True)
    }


def remove(file: Path) -> None:
    """The file, then its index: without the one the other says nothing.

    :raises OSError:
    """
    file.unlink(missing_ok=True)
    index_of(file).unlink(missing_ok=True)
    with suppress(OSError):  # other files are in the month's folder
        file.parent.rmdir()


def _kept_members(members: Members, pruning: Pruning) -> Iterator[Member]:
    """The file's own records, and each answer that stays with what was written of it."""
    leave = {one.offset for one in pruning.leave}
    is_kept = True
    for member in members:
        if _begins_an_answer(member):
            is_kept = member.offset not in leave
        if is_kept:
            yield member


def _begins_an_answer(member: Member) -> bool:
    try:
        return parse_record(member.content).type in (RESPONSE, REVISIT)
    except NoRecord:
        return False


def _newest_pages(found: Iterable[Entry]) -> dict[str, Location]:
    newest: dict[str, Entry] = {}
    for one in found:
        if one.status == HTTPStatus.OK and not one.is_revisit:
            known = newest.get(one.url)
            if known is None or known.fetched_at <= one.fetched_at:
                newest[one.url] = one
    return {url: one.location for url, one in newest.items()}


def _originals(
    folder: Folder, found: Mapping[Path, list[Entry]], stay: Collection[Location]
) -> set[Location]:
    """Records with the payloads of those revisits that stay."""
    payloads: dict[_Key, Location] = {
        (one.url, one.fetched_at): one.location
        for some in found.values()
        for one in some
        if not one.is_revisit
    }
    wanted: set[Location] = set()
    for some in found.values():
        for one in some:
            if one.is_revisit and one.location in stay:
                original = read_at(folder.file(one.location), one.offset).original
                if original is not None and (original.url, original.fetched_at) in payloads:
                    wanted.add(payloads[original.url, original.fetched_at])
    return wanted


def _free(file: Path) -> Path:
    stem, number = file.name.removesuffix(WARC), 1
    while (new := file.with_name(f"{stem}{ANEW}{number}{WARC}")).exists():
        number += 1
    return new
