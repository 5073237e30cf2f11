"""What the archive has of a url."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from crawler.warc.captures import Capture
from crawler.warc.cdxj import Entry, entries
from crawler.warc.members import Members
from crawler.warc.reading import Unreadable, read_at
from pipelines.archive.folder import Folder, index_of
from pipelines.archive.repair import indexed


class NotArchived(Exception):
    """The archive has no capture that was asked for."""


def entries_of(folder: Folder, file: Path, url: str | None = None) -> list[Entry]:
    """All answers in a file, or those of a url: by its index or, without one, by its records.

    :raises Unreadable: neither can be read
    """
    try:
        index = index_of(file)
        if index.exists():
            return list(entries(index, url))
        with file.open("rb") as opened:
            found = indexed(Members(opened), folder.location(file, 0).file)
        return [one for one in found if url in (None, one.url)]
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError) as error:
        raise Unreadable(f"the index of {file} cannot be read: {error}") from error


def all_entries(folder: Folder, url: str | None = None) -> Iterator[Entry]:
    """Of every file, oldest first."""
    for file in folder.files():
        yield from entries_of(folder, file, url)


def of_url(folder: Folder, url: str) -> list[Entry]:
    """The captures of a url, oldest first."""
    return sorted(all_entries(folder, url), key=lambda one: (one.fetched_at, one.look or 0))


def at_time(found: list[Entry], at: datetime | None) -> Entry:
    """The last capture at a time or, without one, of all.

    :raises NotArchived: there is none
    """
    earlier = [one for one in found if at is None or one.fetched_at <= at]
    if not earlier:
        raise NotArchived(
            "not in the archive" if at is None else f"not in the archive by {at:%F %T}"
        )
    return earlier[-1]


def payload_entry(found: list[Entry], entry: Entry, capture: Capture) -> Entry:
    """The entry that has the payload of a capture: of a revisit, the original's.

    :raises NotArchived: the original is not there any more
    """
    original = capture.original
    if original is None:
        return entry
    for one in found:
        if one.fetched_at == original.fetched_at and not one.is_revisit:
            return one
    raise NotArchived(f"its payload of {original.fetched_at:%F %T} is not in the archive any more")


def capture_at(folder: Folder, entry: Entry) -> Capture:
    """:raises Unreadable:"""
    return read_at(folder.file(entry.location), entry.offset)
