"""A killed crawl leaves at most one record that is not whole, which the next run sets aside."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from crawler.warc.cdxj import entries
from crawler.warc.location import Location
from crawler.warc.members import Members
from crawler.warc.reading import Captures, Unreadable, read_at
from pipelines.archive.folder import Folder, index_of
from pipelines.archive.lookup import entries_of
from pipelines.archive.repair import repair, repair_closed
from pipelines.archive.verifying import Verified
from tests.pipelines.archive.making import URL, exchange, writer, written

URLS = [f"{URL}-{number}" for number in range(3)]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("night")
    written(folder, *(exchange(url=url, look=n) for n, url in enumerate(URLS, start=1)))
    return folder


@pytest.fixture
def folder(night: Path, tmp_path: Path) -> Folder:
    return Folder(Path(shutil.copytree(night, tmp_path / "warc")))


def cut(folder: Folder, size: int) -> bytes:
    """The file as a kill leaves it: without an index, and an end; what it had."""
    (file,) = folder.files()
    whole = file.read_bytes()
    file.write_bytes(whole[:size])
    index_of(file).unlink()
    return whole


def size_of(night: Path) -> int:
    return sum(file.stat().st_size for file in Folder(night).files())


@pytest.mark.parametrize("share", [0.0, 0.002, 0.1, 0.25, 0.33, 0.5, 0.61, 0.8, 0.95, 0.999])
def test_the_good_part_stays_and_the_rest_is_aside(
    share: float, folder: Folder, night: Path
) -> None:
    whole = cut(folder, size := int(share * size_of(night)))
    (file,) = folder.files()
    (done,) = repair(folder)
    good = file.read_bytes() if file.exists() else b""
    aside = done.aside.read_bytes() if done.aside else b""
    assert good + aside == whole[:size]
    assert [one.url for one in Captures(file)] == URLS[: done.records] if good else True
    assert list(Verified(folder)) == []
    assert repair(folder) == []


def test_the_index_of_a_repair_is_that_of_the_crawl(folder: Folder, night: Path) -> None:
    cut(folder, size_of(night))
    repair(folder)
    (file,), (before,) = folder.files(), Folder(night).files()
    assert index_of(file).read_text() == index_of(before).read_text()


def test_readers_pass_over_a_torn_record_and_count_it(folder: Folder, night: Path) -> None:
    (file,) = folder.files()
    last = max(one.offset for one in entries(index_of(file)))
    cut(folder, last + 300)
    found = Captures(file)
    assert [one.url for one in found] == URLS[:2]
    assert found.torn == 1
    assert [one.url for one in entries_of(folder, file)] == URLS[:2]
    with pytest.raises(Unreadable, match="no whole record"):
        read_at(file, last)


def test_damage_in_the_midst_costs_what_it_hits(folder: Folder) -> None:
    (file,) = folder.files()
    second = sorted(entries(index_of(file)), key=lambda one: one.offset)[1]
    content = bytearray(file.read_bytes())
    place = second.offset + second.length // 2
    content[place : place + 8] = b"\xff" * 8
    file.write_bytes(content)
    found = Captures(file)
    assert [one.url for one in found] == [URLS[0], URLS[2]]
    assert (found.damaged, found.torn) == (1, 0)
    faults = list(Verified(folder))
    assert any(f":{second.offset}: {second.length} bytes are no record" in one for one in faults)
    assert any(URLS[1] in one for one in faults)


def test_a_payload_that_was_changed_is_found(folder: Folder) -> None:
    (file,) = folder.files()
    with file.open("rb") as opened:
        members = list(Members(opened))
    changed = members[1].content.replace(b"harbour", b"haven's")
    parts = [gzip.compress(changed if n == 1 else one.content) for n, one in enumerate(members)]
    file.write_bytes(b"".join(parts))
    assert any(f"{URLS[0]} is not what its digest says" in one for one in Verified(folder))


def test_a_file_that_a_crawl_writes_is_left_alone(tmp_path: Path) -> None:
    one = writer(tmp_path)
    one.write([exchange()])
    assert repair(Folder(tmp_path)) == []
    verified = Verified(Folder(tmp_path))
    assert list(verified) == []
    assert verified.in_use == 1
    one.close()
    assert [len(list(Captures(file))) for file in Folder(tmp_path).files()] == [1]


def test_an_own_gzip_within_a_page_is_no_record(tmp_path: Path) -> None:
    """After damage the next record is looked for, not the next gzip."""
    packed = gzip.compress(b"<p>text</p>" * 50)
    headers = ((b"Content-Encoding", b"gzip"),)
    written(tmp_path, *(exchange(url=url, headers=headers, body=packed) for url in URLS))
    (file,) = Folder(tmp_path).files()
    first = min(one.offset for one in entries(index_of(file)))
    content = bytearray(file.read_bytes())
    content[first : first + 3] = b"???"
    file.write_bytes(content)
    assert [one.url for one in Captures(file)] == URLS[1:]


@pytest.mark.parametrize(
    "damaged",
    [b"", b"\x00\xff\xfe no index", b"com,dailysabah)/x 2026", b"[] 20260101000000 []\n"],
    ids=["empty", "bytes", "cut", "no object"],
)
def test_a_damaged_index_is_made_anew(damaged: bytes, folder: Folder) -> None:
    (file,) = folder.files()
    index = index_of(file)
    whole = index.read_bytes()
    index.write_bytes(damaged)
    assert all("archive repair" in fault for fault in Verified(folder))
    (done,) = repair_closed(folder)
    assert (done.records, index.read_bytes()) == (len(URLS), whole)
    assert list(Verified(folder)) == []
    assert repair_closed(folder) == []


def test_bytes_behind_the_records_of_a_closed_file_are_set_aside(folder: Folder) -> None:
    (file,) = folder.files()
    whole = file.read_bytes()
    file.write_bytes(whole + b"no record")
    (done,) = repair_closed(folder)
    assert done.aside is not None
    assert (file.read_bytes(), done.aside.read_bytes()) == (whole, b"no record")
    assert list(Verified(folder)) == []


def test_a_month_on_another_disk_is_read(folder: Folder, tmp_path: Path) -> None:
    (file,) = folder.files()
    elsewhere = tmp_path / "elsewhere"
    file.parent.rename(elsewhere)
    file.parent.symlink_to(elsewhere)
    (one, *_) = entries_of(folder, file)
    assert read_at(folder.file(one.location), one.offset).url in URLS


@pytest.mark.parametrize("outside", ["../x.warc.gz", "2026-10/../../x.warc.gz", "/etc/x.warc.gz"])
def test_a_place_outside_is_none(outside: str, folder: Folder) -> None:
    with pytest.raises(ValueError, match="lies outside"):
        folder.file(Location(outside, 0))
