"""Files whose crawl was killed, or whose index was damaged: what is not whole at the end is set
aside, the rest indexed."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from crawler.warc.captures import capture_of
from crawler.warc.cdxj import Entry
from crawler.warc.members import Member, Members
from crawler.warc.records import (
    METADATA,
    RESPONSE,
    REVISIT,
    NoRecord,
    Record,
    fields_of,
    parse_record,
)
from pipelines.archive.folder import Folder, held, index_of
from pipelines.archive.index import entry_of, write_index

TORN = ".torn"


@dataclass(frozen=True, slots=True)
class Repaired:
    file: Path
    records: int
    """Answers that are whole."""
    aside: Path | None
    """Where the bytes at the end are now that were no whole record."""
    damaged: int
    """Parts in the midst that cannot be read; they stay where they are."""


def repair(folder: Folder) -> list[Repaired]:
    """Close every file that a crawl left open and no crawl writes.

    :raises OSError: the disk refuses
    """
    done = []
    for file in folder.unfinished():
        with suppress(FileNotFoundError), held(file) as is_free:  # another program repaired it
            if is_free:
                done.append(_repair(folder, file))
    return done


def repair_closed(folder: Folder) -> list[Repaired]:
    """Files that have an index which does not say what is in them, or bytes behind their records.
    It reads the whole archive, so a crawl does not do it.

    :raises OSError: the disk refuses
    """
    done = []
    for file in folder.files():
        with suppress(FileNotFoundError), held(file) as is_free:
            if is_free and index_of(file).exists() and not _is_as_its_index_says(folder, file):
                done.append(_repair(folder, file))
    return done


def _is_as_its_index_says(folder: Folder, file: Path) -> bool:
    with file.open("rb") as opened:
        members = Members(opened)
        found = sorted(one.line() for one in indexed(members, folder.location(file, 0).file))
    written = index_of(file).read_bytes()
    return members.torn_at is None and written == "".join(found).encode()


def _repair(folder: Folder, file: Path) -> Repaired:
    with file.open("rb") as opened:
        members = Members(opened)
        found = indexed(members, folder.location(file, 0).file)
    aside = _set_aside(file, members.torn_at) if members.torn_at is not None else None
    if file.stat().st_size:
        write_index(file, found)
    else:
        file.unlink()  # killed before its first record was whole
    return Repaired(file, len(found), aside, len(members.damaged))


def indexed(members: Members, file: str) -> list[Entry]:
    """What the index of a file says, read from its records."""
    found: list[Entry] = []
    answer: tuple[Record, Member] | None = None
    for member in members:
        try:
            record = parse_record(member.content)
        except NoRecord:
            continue  # not ours
        if record.type in (RESPONSE, REVISIT):
            found += _entry(answer, {}, file)
            answer = (record, member)
        elif answer is not None and record.type == METADATA:
            found += _entry(answer, fields_of(record.block), file)
            answer = None
    return found + _entry(answer, {}, file)


def _entry(answer: tuple[Record, Member] | None, facts: dict[str, str], file: str) -> list[Entry]:
    if answer is None:
        return []
    record, member = answer
    try:
        return [entry_of(capture_of(record, member.offset, facts), member.length, file)]
    except NoRecord:
        return []


def _set_aside(file: Path, offset: int) -> Path:
    """First the copy is whole, then the file is cut: no byte is lost on the way."""
    aside = file.with_name(f"{file.name}.{offset}{TORN}")
    with file.open("rb+") as opened:
        opened.seek(offset)
        with aside.open("wb") as torn:
            while chunk := opened.read(1 << 20):
                torn.write(chunk)
            torn.flush()
            os.fsync(torn.fileno())
        opened.truncate(offset)
    return aside
