"""Whether a file of the archive is what it was when it was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crawler.warc.captures import capture_of
from crawler.warc.cdxj import Entry
from crawler.warc.members import Member, Members
from crawler.warc.reading import Unreadable
from crawler.warc.records import RESPONSE, REVISIT, NoRecord, Record, parse_answer, parse_record
from pipelines.archive.folder import Folder, held, index_of
from pipelines.archive.lookup import entries_of
from pipelines.archive.record_bytes import digest

_REPAIR = "; run: python -m pipelines archive repair"


class Verified:
    """All files, one after the other: iterates over the faults; afterwards it knows how much was
    sound. What a crawl writes at this moment is left out."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self.files = 0
        self.records = 0
        """Answers that are whole and whose payload is what its digest says."""
        self.in_use = 0
        self._payloads: set[tuple[str, str]] = set()
        """Url and time of each answer that has a payload."""

    def __iter__(self) -> Iterator[str]:
        for file in self._folder.files():
            try:
                yield from self._faults(file)
            except FileNotFoundError:
                continue  # pruned meanwhile
            except OSError as error:
                yield f"{file}: cannot be read: {error.strerror}"

    def _faults(self, file: Path) -> Iterator[str]:
        if not index_of(file).exists():
            with held(file) as is_free:
                if not is_free:
                    self.in_use += 1
                    return
            yield f"{file}: has no index{_REPAIR}"
        self.files += 1
        found: dict[int, Record] = {}
        with file.open("rb") as opened:
            members = Members(opened)
            for member in members:
                yield from self._faults_of(file, member, found)
        for start, end in members.damaged:
            yield f"{file}:{start}: {end - start} bytes are no record"
        if members.torn_at is not None:
            yield f"{file}:{members.torn_at}: the record at the end is not whole{_REPAIR}"
        if index_of(file).exists():
            yield from self._faults_of_index(file, found)

    def _faults_of(self, file: Path, member: Member, found: dict[int, Record]) -> Iterator[str]:
        try:
            record = parse_record(member.content)
            if record.type not in (RESPONSE, REVISIT):
                return
            capture = capture_of(record, member.offset)
        except NoRecord as error:
            yield f"{file}:{member.offset}: {error}"
            return
        found[member.offset] = record
        if record.type == RESPONSE:
            payload = parse_answer(record.block).payload
            if capture.digest is not None and capture.digest != digest(payload):
                yield f"{file}:{member.offset}: {capture.url} is not what its digest says"
                return
            self._payloads.add((capture.url, f"{capture.fetched_at}"))
        elif capture.original is not None:
            original = capture.original
            if (original.url, f"{original.fetched_at}") not in self._payloads:
                yield (
                    f"{file}:{member.offset}: {capture.url} has the payload of "
                    f"{original.fetched_at:%F %T}, which is not in the archive"
                )
                return
        self.records += 1

    def _faults_of_index(self, file: Path, found: dict[int, Record]) -> Iterator[str]:
        try:
            listed: dict[int, Entry] = {one.offset: one for one in entries_of(self._folder, file)}
        except Unreadable as error:
            yield f"{error}{_REPAIR}"
            return
        for offset in sorted(listed.keys() - found.keys()):
            yield f"{index_of(file)}: no answer begins at {offset}, {listed[offset].url}{_REPAIR}"
        for offset in sorted(found.keys() - listed.keys()):
            yield f"{index_of(file)}: lacks the answer at {offset}, {found[offset].url}{_REPAIR}"
