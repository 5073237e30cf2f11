"""What a crawl hands over comes out of the archive as it was."""

from __future__ import annotations

import gzip
import random
import resource
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.warc.captures import Original
from crawler.warc.cdxj import entries
from crawler.warc.members import Members
from crawler.warc.reading import read_at
from crawler.warc.records import Record, parse_record
from crawler.warc.zstandard import zstd
from pipelines.archive import writer as writing
from pipelines.archive.exchange import Source
from pipelines.archive.folder import Folder, index_of
from tests.pipelines.archive.making import (
    HTML,
    NOW,
    URL,
    captures,
    exchange,
    later,
    writer,
    written,
)

PACKED = {
    "gzip": gzip.compress(HTML),
    "x-gzip": gzip.compress(HTML),
    "deflate": zlib.compress(HTML),
    "br": brotli.compress(HTML),
    "zstd": zstd.compress(HTML),
    "identity": HTML,
    "gzip, br": brotli.compress(gzip.compress(HTML)),
}


@pytest.mark.parametrize("coding", PACKED)
def test_a_payload_is_kept_as_the_server_packed_it(coding: str, tmp_path: Path) -> None:
    headers = ((b"Content-Type", b"text/html"), (b"Content-Encoding", coding.encode()))
    written(tmp_path, exchange(headers=headers, body=PACKED[coding]))
    (one,) = captures(tmp_path)
    assert one.payload == PACKED[coding]
    assert one.headers == headers
    assert one.body() == HTML


@pytest.mark.parametrize(
    ("given_status", "body"),
    [(200, b""), (200, b"\r\n\r\n"), (200, b"WARC/1.1\r\n\r\n"), (200, b"\x00" * 70_000),
     (301, b""), (404, b"<h1>Not found</h1>"), (410, b""), (503, b"later"), (299, b"odd"),
     (304, b"")],
)  # fmt: skip
def test_every_answer_is_kept(given_status: int, body: bytes, tmp_path: Path) -> None:
    written(tmp_path, exchange(status=given_status, body=body))
    (one,) = captures(tmp_path)
    assert (one.status, one.payload, one.url) == (given_status, body, URL)


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ((b"X-Odd", b"two\r\nInjected: yes"), (b"X-Odd", b"two  Injected: yes")),
        ((b"X-Empty", b""), (b"X-Empty", b"")),
        ((b"X-Latin", "café".encode("latin-1")), (b"X-Latin", "café".encode("latin-1"))),
        ((b"X-Colon", b"a: b: c"), (b"X-Colon", b"a: b: c")),
    ],
)
def test_odd_headers_break_no_record(
    header: tuple[bytes, bytes], kept: tuple[bytes, bytes], tmp_path: Path
) -> None:
    written(tmp_path, exchange(headers=(header,)))
    (one,) = captures(tmp_path)
    assert one.headers == (kept,)
    assert one.payload == HTML


def test_a_transfer_coding_that_scrapy_has_undone_is_not_stated(tmp_path: Path) -> None:
    written(tmp_path, exchange(headers=((b"Transfer-Encoding", b"chunked"),)))
    assert captures(tmp_path)[0].headers == ()


def test_no_secret_of_a_request_is_written(tmp_path: Path) -> None:
    secrets = ((b"Cookie", b"id=1"), (b"Authorization", b"x"), (b"Proxy-Authorization", b"y"))
    written(tmp_path, exchange(request_headers=(*secrets, (b"Accept", b"text/html"))))
    request = _records(tmp_path)[2]
    assert request.type == "request"
    assert b"Accept: text/html" in request.block
    assert not [name for name, _ in secrets if name in request.block]


def test_the_facts_of_an_answer_are_kept_with_it(tmp_path: Path) -> None:
    (kept,) = written(tmp_path, exchange(look=3, via="https://www.dailysabah.com/world", tries=2))
    facts = captures(tmp_path)[0].facts
    assert facts == {
        "database": "0123456789abcdef",
        "run": "7",
        "spider": "sections",
        "look": "3",
        "cause": "article",
        "via": "https://www.dailysabah.com/world",
        "tries": "2",
    }
    assert read_at(tmp_path / kept.location.file, kept.location.offset).facts == facts


def test_the_protocol_that_is_no_http_1_is_named(tmp_path: Path) -> None:
    written(tmp_path, exchange(protocol="h2"))
    response = _records(tmp_path)[1]
    assert response.headers["warc-protocol"] == "h2"
    assert response.block.startswith(b"HTTP/1.1 200 OK\r\n")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    bodies=st.lists(st.binary(max_size=3000), min_size=1, max_size=5),
    packed=st.booleans(),
    second=st.integers(0, 4_000_000),
)
def test_what_is_written_is_read_back(
    bodies: list[bytes], packed: bool, second: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("warc")
    headers = ((b"Content-Encoding", b"gzip"),) if packed else ()
    given_now = [
        exchange(url=f"{URL}-{n}", body=body, headers=headers, fetched_at=later(seconds=second + n))
        for n, body in enumerate(bodies)
    ]
    kept = written(folder, *given_now)
    read = [read_at(folder / one.location.file, one.location.offset) for one in kept]
    assert [one.payload for one in read] == bodies
    assert [one.fetched_at for one in read] == [one.fetched_at for one in given_now]
    assert [(one.url, one.payload) for one in captures(folder)] == [
        (one.url, one.body) for one in given_now
    ]


def test_the_same_payload_again_is_a_revisit(tmp_path: Path) -> None:
    (first,) = written(tmp_path, exchange())
    (second,) = written(tmp_path, exchange(fetched_at=later(days=1)))
    again = captures(tmp_path)[1]
    assert second.location == first.location
    assert second.is_revisit
    assert again.original == Original(URL, NOW)
    assert again.fetched_at == later(days=1)
    assert again.payload == b""


def test_a_304_is_a_revisit_of_the_newest_payload(tmp_path: Path) -> None:
    written(tmp_path, exchange(body=b"old"))
    written(tmp_path, exchange(body=b"new", fetched_at=later(days=1)))
    written(tmp_path, exchange(status=304, body=b"", fetched_at=later(days=2)))
    last = captures(tmp_path)[2]
    assert (last.status, last.original) == (304, Original(URL, later(days=1)))
    assert "server-not-modified" in _records(tmp_path, -1)[1].headers["warc-profile"]


@pytest.mark.parametrize(
    "second",
    [
        exchange(body=HTML + b".", fetched_at=later(days=1)),
        exchange(url=f"{URL}-other", fetched_at=later(days=1)),
        exchange(fetched_at=later(days=40)),
    ],
    ids=["another text", "another url", "after five weeks"],
)
def test_what_is_no_revisit_is_kept_whole(second: object, tmp_path: Path) -> None:
    written(tmp_path, exchange())
    assert isinstance(second, type(exchange()))
    (kept,) = written(tmp_path, second)
    assert not kept.is_revisit
    assert captures(tmp_path)[1].payload == second.body


def test_a_file_is_left_when_it_is_full_or_the_day_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MAX_BYTES", 4000)
    one = writer(tmp_path)
    for number in range(6):
        one.write([exchange(url=f"{URL}-{number}", headers=(), body=b"%d" % number * 2000)])
    one.write([exchange(url=f"{URL}-night", fetched_at=later(hours=6))])
    one.close()
    files = Folder(tmp_path).files()
    assert len(files) > 2
    assert all(index_of(file).exists() for file in files)
    assert [one.url for one in captures(tmp_path)][-1] == f"{URL}-night"
    assert len(captures(tmp_path)) == 7


def test_two_databases_write_into_one_folder(tmp_path: Path) -> None:
    written(tmp_path, exchange())
    written(tmp_path, exchange(url=f"{URL}-2"), source=Source(7, "sections", "another"))
    assert {one.facts["database"] for one in captures(tmp_path)} == {"0123456789abcdef", "another"}


def test_the_index_says_where_each_answer_lies(tmp_path: Path) -> None:
    kept = written(tmp_path, exchange(), exchange(url=f"{URL}-2", status=404, look=2))
    (file,) = Folder(tmp_path).files()
    found = list(entries(index_of(file)))
    assert [one.location for one in found] == [one.location for one in kept]
    assert [(one.status, one.mime, one.look) for one in found] == [
        (200, "text/html", 1), (404, "text/html", 2),
    ]  # fmt: skip
    assert [one.url for one in entries(index_of(file), URL)] == [URL]


def test_a_disk_that_is_full_leaves_whole_records(tmp_path: Path) -> None:
    one = writer(tmp_path)
    one.write([exchange()])
    with at_most(4000), pytest.raises(OSError, match="large"):
        one.write([exchange(url=f"{URL}-2", headers=(), body=random.Random(1).randbytes(50_000))])
    one.close()
    (file,) = Folder(tmp_path).files()
    members = Members(file.open("rb"))
    assert len(list(members)) == 4
    members.file.close()
    assert members.torn_at is None
    assert [one.url for one in entries(index_of(file))] == [URL]


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """No file of this process may grow over so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _records(folder: Path, file: int = 0) -> list[Record]:
    with Folder(folder).files()[file].open("rb") as opened:
        return [parse_record(one.content) for one in Members(opened)]
