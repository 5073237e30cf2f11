"""Captures out of a file: all of them in turn, or the one at a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.warc.captures import Capture, capture_of
from crawler.warc.members import whole_member
from crawler.warc.records import (
    METADATA,
    RESPONSE,
    REVISIT,
    WARCINFO,
    NoRecord,
    Record,
    fields_of,
    parse_record,
)
from crawler.warc.resuming import Place, resumption

_WANTED = (
    WarcRecordType.response
    | WarcRecordType.revisit
    | WarcRecordType.metadata
    | WarcRecordType.warcinfo
)
_TYPES = frozenset({RESPONSE, REVISIT, METADATA, WARCINFO})
MAX_NAMED = 500
"""Characters of a url that a line names."""
_OF_THE_FILE = ("database",)
"""Facts that our crawl writes once a file, in its first record."""


class Unreadable(Exception):
    """There is no whole capture at a place of a file, or no such file."""


@dataclass(slots=True)
class Captures:
    """Iterates over the captures of a file, in their order; afterwards it knows what it passed
    over. A file that a crawl still writes is read as far as it goes."""

    path: Path
    wanted: Callable[[str], bool] | None = None
    """By their urls, the records to be read; the others are passed over with their headers read
    alone. All of them, where nothing is said."""
    torn: int = 0
    """Records at the end that are not whole: the crawl was killed."""
    damaged: int = 0
    """Parts before that which cannot be read."""
    refused: list[str] = field(default_factory=list)
    """Whole records that are no capture: their urls, and why."""
    _of_the_file: dict[str, str] = field(default_factory=dict, repr=False)
    _waiting: tuple[Record, int] | None = field(default=None, repr=False)

    def __iter__(self) -> Iterator[Capture]:
        try:
            file = self.path.open("rb")
        except OSError as error:
            raise Unreadable(f"{self.path} cannot be read: {error.strerror}") from error
        with file:
            start: int | None = 0
            while start is not None:
                at = Place(start)
                try:
                    yield from self._from(file, at)
                    break
                except OSError:  # fastwarc's word for no gzip, no headers, or headers over 32 KB
                    start = self._after_damage(file, at)
            yield from self._take(None, 0)

    def _from(self, file: BinaryIO, at: Place) -> Iterator[Capture]:
        def is_wanted(one: WarcRecord) -> bool:
            at.offset, at.is_read = one.stream_pos, True
            return self._is_wanted(one)

        file.seek(at.offset)
        records = ArchiveIterator(
            file, record_types=_WANTED, parse_http=False, func_filter=is_wanted
        )
        for one in records:
            record = record_of(one)
            if record.headers.get("content-length") != str(len(record.block)):
                self.torn += 1
                break
            yield from self._take(record, at.offset)

    def _is_wanted(self, one: WarcRecord) -> bool:
        url = one.headers.get("WARC-Target-URI")
        return self.wanted is None or url is None or self.wanted(url)

    def _take(self, record: Record | None, offset: int) -> Iterator[Capture]:
        """Our own crawl writes down its facts behind the answer that they are about."""
        if self._waiting is not None:
            answer, answered_at = self._waiting
            self._waiting = None
            of_it = (
                record is not None
                and record.type == METADATA
                and record.headers.get("warc-concurrent-to") == answer.id
            )
            own = fields_of(record.block) if of_it and record is not None else {}
            facts = {**self._of_the_file, **own} if own else {}
            try:
                yield capture_of(answer, answered_at, facts)
            except NoRecord as error:
                url = answer.url[:MAX_NAMED] or f"a record without a url at {answered_at}"
                self.refused.append(f"{url}: {error}")
        if record is None:
            return
        if record.type in (RESPONSE, REVISIT):
            self._waiting = (record, offset)
        elif record.type == WARCINFO:
            self._of_the_file = _facts_of_file(record)

    def _after_damage(self, file: BinaryIO, at: Place) -> int | None:
        """Where to go on."""
        found = resumption(file, at, _TYPES)
        self.damaged += found.damaged
        self.torn += found.is_torn
        return found.offset


def read_at(path: Path, offset: int) -> Capture:
    """The capture whose response or revisit begins at a place of a file.

    :raises Unreadable: there is none, or it is not whole
    """
    try:
        with path.open("rb") as file:
            record, end = answer_at(file, offset)
            return capture_of(record, offset, _facts(file, end, record.id))
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from error
    except NoRecord as error:
        raise Unreadable(f"{path}:{offset}: {error}") from error


def answer_at(file: BinaryIO, offset: int) -> tuple[Record, int]:
    """The response or revisit that begins at a place of a file, and where it ends.

    :raises NoRecord: there is none, or it is not whole
    """
    member = whole_member(file, offset)
    if member is None:
        raise NoRecord("no whole record begins there")
    record = parse_record(member.content)
    if record.type not in (RESPONSE, REVISIT):
        raise NoRecord(f"a {record.type or 'nameless'} record")
    return record, member.end


def record_of(one: WarcRecord) -> Record:
    """A record of fastwarc's, read to its end."""
    headers = {name.lower(): value for name, value in one.headers.items()}
    return Record(headers, one.reader.read())


def _facts_of_file(record: Record) -> dict[str, str]:
    said = fields_of(record.block)
    return {name: said[name] for name in _OF_THE_FILE if name in said}


def _facts(file: BinaryIO, offset: int, answer: str) -> dict[str, str]:
    """What our crawl wrote of an answer, in the records that follow it and the file's first."""
    own = _own_facts(file, offset, answer)
    first = whole_member(file, 0) if own else None
    record = parse_record(first.content) if first is not None else None
    of_the_file = _facts_of_file(record) if record is not None and record.type == WARCINFO else {}
    return {**of_the_file, **own}


def _own_facts(file: BinaryIO, offset: int, answer: str) -> dict[str, str]:
    while (member := whole_member(file, offset)) is not None:
        record = parse_record(member.content)
        if record.headers.get("warc-concurrent-to") != answer:
            return {}
        if record.type == METADATA:
            return fields_of(record.block)
        offset = member.end
    return {}
