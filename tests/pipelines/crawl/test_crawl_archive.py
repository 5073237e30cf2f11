"""The archive's thread: what it is given is written, and whatever troubles it ends it once."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from pipelines.archive.exchange import Exchange
from pipelines.archive.folder import Folder
from pipelines.archive.known import KnownPayloads
from pipelines.archive.writer import ArchiveWriter, Kept
from pipelines.crawl import crawl_archive as archiving
from pipelines.crawl.crawl_archive import CrawlArchive, Tally
from tests.pipelines.archive.making import SOURCE, URL, captures, exchange


class SlowWriter(ArchiveWriter):
    """Writes nothing before it is let."""

    def __init__(self, folder: Folder) -> None:
        super().__init__(folder, SOURCE, "test/1", KnownPayloads())
        self.may = threading.Event()

    def write(self, exchanges: list[Exchange]) -> list[Kept]:
        self.may.wait(10)
        return super().write(exchanges)


def open_archive(writer: ArchiveWriter, folder: Path, holds: list[bool]) -> CrawlArchive:
    return CrawlArchive(Folder(folder), writer, KnownPayloads(), holds.append)


def pages(number: int) -> list[Exchange]:
    return [exchange(url=f"{URL}-{one}", look=one) for one in range(number)]


def test_what_is_given_is_written_before_the_end(tmp_path: Path) -> None:
    async def crawl() -> Tally:
        writer = ArchiveWriter(Folder(tmp_path), SOURCE, "test/1", KnownPayloads())
        archive = open_archive(writer, tmp_path, [])
        receipts = [archive.put(one) for one in pages(20)]
        places = [await archive.settled(one) for one in receipts]
        assert all(place is not None for place in places)
        return await archive.close()

    tally = asyncio.run(crawl())
    assert (tally.kept, tally.lost, tally.ended) == (20, 0, None)
    assert [one.url for one in captures(tmp_path)] == [one.url for one in pages(20)]


def test_much_that_waits_holds_the_crawl_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archiving, "MAX_WAITING", 5000)
    holds: list[bool] = []

    async def crawl() -> None:
        writer = SlowWriter(Folder(tmp_path))
        archive = open_archive(writer, tmp_path, holds)
        receipts = [archive.put(one) for one in pages(5)]
        assert holds == [True]
        writer.may.set()
        await archive.settled(receipts[-1])
        assert holds == [True, False]
        await archive.close()

    asyncio.run(crawl())


def test_a_disk_that_takes_nothing_ends_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archiving, "PATIENCE", 0.05)

    async def crawl() -> Tally:
        writer = SlowWriter(Folder(tmp_path))
        archive = open_archive(writer, tmp_path, [])
        assert await archive.settled(archive.put(exchange())) is None
        assert await archive.settled(archive.put(exchange())) is None
        writer.may.set()
        return await archive.close()

    tally = asyncio.run(crawl())
    assert (tally.kept, tally.lost) == (0, 2)
    assert "the disk took nothing for" in str(tally.ended)


def test_a_folder_that_cannot_be_made_ends_the_archive(tmp_path: Path) -> None:
    (tmp_path / "warc").write_text("a file where the folder should be")

    async def crawl() -> Tally:
        folder = tmp_path / "warc"
        writer = ArchiveWriter(Folder(folder), SOURCE, "test/1", KnownPayloads())
        archive = open_archive(writer, folder, [])
        assert await archive.settled(archive.put(exchange())) is None
        return await archive.close()

    tally = asyncio.run(crawl())
    assert tally.lost == 1
    assert tally.ended is not None
    assert str(tmp_path / "warc") in tally.ended
