"""One run's files in the archive, written one after the other."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import NamedTuple

from crawler.warc.cdxj import REVISIT_TYPE, Entry
from crawler.warc.coding import is_packed
from crawler.warc.location import Location
from pipelines.archive import record_bytes
from pipelines.archive.exchange import Exchange, Source
from pipelines.archive.folder import Folder, lock
from pipelines.archive.index import mime_of, write_index
from pipelines.archive.known import KnownPayloads, Payload
from pipelines.archive.packing import Packer

MAX_BYTES = 256 * 1024 * 1024
"""Of a file, before the next one is begun: what a repair reads through."""


_OF_AN_INDEX = 2
"""Handles that writing an index takes; they are kept free for it, since a crawl's connections take
all that there are."""


class Kept(NamedTuple):
    location: Location
    """Of the record that has the payload: of a revisit, the earlier one."""
    is_revisit: bool


class ArchiveWriter:
    """Writes exchanges, several at a time, each whole; rotates by size and by day.

    Between two calls the file holds whole records only. A process that is killed within a call
    leaves one at the end that is not.

    :raises OSError: from `write` and `close`: the disk takes nothing more; what is in the file
        stays whole as far as the disk lets it
    """

    def __init__(self, folder: Folder, source: Source, agent: str, known: KnownPayloads) -> None:
        self._folder = folder
        self._source = source
        self._agent = agent
        self._known = known
        self._packer = Packer()
        self._ids = _Ids()
        self._numbers = count(1)
        self._file: _File | None = None
        self.bytes_written = 0

    def begin(self, at: datetime) -> None:
        """Take the file handles before a crawl's connections have taken them all."""
        self._ready(at)

    def write(self, exchanges: list[Exchange]) -> list[Kept]:
        """Where each one's payload lies now."""
        kept: list[Kept] = []
        rest = exchanges
        while rest:
            file = self._ready(rest[0].fetched_at)
            some = 1
            while some < len(rest) and rest[some].fetched_at.date() == file.day:
                some += 1
            kept += self._write_to(file, rest[:some])
            rest = rest[some:]
        return kept

    def close(self) -> None:
        """Write the index of the file that is open."""
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _write_to(self, file: _File, exchanges: list[Exchange]) -> list[Kept]:
        try:
            kept = [self._pack(file, one) for one in exchanges]
            file.append(self._packer.packed)
            self.bytes_written += len(self._packer.packed)
        finally:
            self._packer.packed.clear()
        for where in kept:
            if where.is_revisit:
                continue
            entry = file.entry_at(where.location.offset)
            if (payload := Payload.of(entry)) is not None:
                self._known.add(entry.url, payload)
        return kept

    def _pack(self, file: _File, exchange: Exchange) -> Kept:
        answer_id, request_id, metadata_id = self._ids.next(), self._ids.next(), self._ids.next()
        digest = record_bytes.digest(exchange.body)
        known = self._known.original_of(exchange, digest)
        offset = file.size + len(self._packer.packed)
        if known is None:
            head, rest = record_bytes.response(answer_id, exchange, digest)
            self._packer.add_page(head, rest, is_packed=is_packed(exchange.headers))
        else:
            digest = known.digest
            original = known.original(exchange.url)
            self._packer.add(record_bytes.revisit(answer_id, exchange, digest, original))
        length = file.size + len(self._packer.packed) - offset
        self._packer.add(record_bytes.request(request_id, exchange, answer_id))
        self._packer.add(record_bytes.metadata(metadata_id, exchange, answer_id, self._source))
        location = Location(file.name, offset)
        file.note(
            Entry(
                url=exchange.url,
                fetched_at=exchange.fetched_at,
                mime=mime_of(exchange.headers) if known is None else REVISIT_TYPE,
                status=exchange.status,
                digest=digest,
                offset=offset,
                length=length,
                file=location.file,
                run=self._source.run,
                look=exchange.look,
            )
        )
        return Kept(known.location if known is not None else location, known is not None)

    def _ready(self, at: datetime) -> _File:
        """The file that is open, or the next one."""
        if self._file is not None and (self._file.size >= MAX_BYTES or self._file.day != at.date()):
            self.close()
        if self._file is None:
            self._file = self._begin(at)
        return self._file

    def _begin(self, at: datetime) -> _File:
        name = f"{self._source.spider}-{self._source.run}-{next(self._numbers)}"
        path = self._folder.new_file(at, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        while path.exists():  # of another database, whose runs have the same numbers
            path = self._folder.new_file(at, f"{name}-{secrets.token_hex(4)}")
        file = _File(path, self._folder.location(path, 0).file, at)
        packed = Packer()
        packed.add(record_bytes.info(self._ids.next(), at, path.name, self._source, self._agent))
        file.append(packed.packed)
        self.bytes_written += len(packed.packed)
        return file


class _File:
    """The file that is open, as far as it is whole."""

    def __init__(self, path: Path, name: str, at: datetime) -> None:
        """`name`: as in a `Location`."""
        self.path = path
        self.name = name
        self.day = at.date()
        self.size = 0
        self._entries: dict[int, Entry] = {}
        self._noted: list[Entry] = []
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        self._handle = os.open(path, flags, 0o666)
        lock(self._handle)
        spare = partial(os.open, os.devnull, os.O_RDONLY | os.O_CLOEXEC)
        self._spares = [spare() for _ in range(_OF_AN_INDEX)]

    def note(self, entry: Entry) -> None:
        """To be indexed once its bytes are appended."""
        self._noted.append(entry)

    def entry_at(self, offset: int) -> Entry:
        return self._entries[offset]

    def append(self, data: bytearray) -> None:
        """All of it, or nothing that stays."""
        written = 0
        try:
            while written < len(data):
                written += os.write(self._handle, memoryview(data)[written:])
        except OSError:
            self._noted.clear()
            with suppress(OSError):
                os.ftruncate(self._handle, self.size)
                os.lseek(self._handle, self.size, os.SEEK_SET)
            raise
        self.size += len(data)
        self._entries.update((one.offset, one) for one in self._noted)
        self._noted.clear()

    def close(self) -> None:
        """A file without an answer goes: the site was not asked."""
        for spare in self._spares:
            os.close(spare)
        try:
            if self._entries:
                write_index(self.path, self._entries.values())
            else:
                self.path.unlink()
        finally:
            os.close(self._handle)


class _Ids:
    """Record ids: random once, then counted, as they are made thousands of times."""

    def __init__(self) -> None:
        self._prefix = secrets.token_hex(8)
        self._numbers = count(secrets.randbits(40))

    def next(self) -> str:
        one = self._prefix
        number = next(self._numbers) % 2**48
        # The version and variant of a random UUID (RFC 9562).
        return (
            f"<urn:uuid:{one[:8]}-{one[8:12]}-4{one[13:16]}-a{one[12]}{number >> 40:02x}-"
            f"{number % 2**40:012x}>"
        )
