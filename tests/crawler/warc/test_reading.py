"""A file is read to its end, whatever lies in it."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.warc.reading import Captures
from tests.crawls.warc_files import Record

AT = datetime(2021, 10, 15, 8, 30, tzinfo=UTC)
LONG = (40_000, 70_000, 200_000)


def record(name: str, kind: str = "response") -> bytes:
    return Record(
        url=f"https://www.dailysabah.com/{name}", at=AT, body=b"page", kind=kind
    ).written()


def read(file: Path, records: list[bytes], *, packed: bool) -> tuple[list[str], Captures]:
    file.write_bytes(b"".join(map(gzip.compress, records) if packed else records))
    captures = Captures(file)
    found = [one.url.rpartition("/")[2] for one in captures]
    return [name for name in found if len(name) < 9], captures


@pytest.fixture(params=[True, False], ids=["packed", "plain"])
def packed(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.mark.parametrize("length", LONG)
@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_headers_too_long_to_read_cost_their_record(
    length: int, place: int, packed: bool, tmp_path: Path
) -> None:
    records = [record(name) for name in "abc"]
    records.insert(place, record("x" * length))

    found, captures = read(tmp_path / "a.warc", records, packed=packed)

    assert found == ["a", "b", "c"]
    assert (captures.damaged, captures.torn, captures.refused) == (1, 0, [])


def test_several_of_them(packed: bool, tmp_path: Path) -> None:
    long = [record("x" * length) for length in LONG]
    records = [*long, record("a"), *long, record("b", "request"), *long, record("c"), *long]

    found, captures = read(tmp_path / "a.warc", records, packed=packed)

    assert (found, captures.damaged, captures.torn) == (["a", "c"], 12, 0)


def test_a_request_with_such_headers_costs_nothing_that_is_read(
    packed: bool, tmp_path: Path
) -> None:
    records = [record("a"), record("x" * 40_000, "request"), record("b"), record("c")]
    assert read(tmp_path / "a.warc", records, packed=packed)[0] == ["a", "b", "c"]


def test_what_is_passed_over_by_its_url_is_no_damage(packed: bool, tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    names = ["a", "b", "x" * 40_000, "c", "d"]
    read(file, [record(name) for name in names], packed=packed)

    captures = Captures(file, lambda url: url.endswith("/d"))

    assert [one.url[-1] for one in captures] == ["d"]
    assert captures.damaged == 1


@pytest.mark.parametrize(
    "rubbish", [b"rubbish\r\n\r\n", b"WARC of old\n", bytes(99)], ids=["text", "words", "zeros"]
)
def test_what_is_no_record_is_passed_over(rubbish: bytes, packed: bool, tmp_path: Path) -> None:
    records = [record("a"), rubbish, record("b"), record("c")]
    found, captures = read(tmp_path / "a.warc", records, packed=packed)
    assert (found, captures.damaged) == (["a", "b", "c"], 1)


def test_a_whole_file_has_no_damage(packed: bool, tmp_path: Path) -> None:
    records = [record("a"), record("b", "request"), record("c", "revisit")]
    captures = read(tmp_path / "a.warc", records[:2], packed=packed)[1]
    assert (captures.damaged, captures.torn, captures.refused) == (0, 0, [])


def test_a_torn_end_is_one(packed: bool, tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    read(file, [record("a"), record("b"), record("c")], packed=packed)
    file.write_bytes(file.read_bytes()[:-40])

    captures = Captures(file)

    assert [one.url[-1] for one in captures] == ["a", "b"]
    assert (captures.damaged, captures.torn) == (0, 1)
