"""A payload off the wire, whatever its writer left on it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.warc.captures import Capture
from crawler.warc.transfer import Cut, whole

AT = datetime(2026, 11, 1, tzinfo=UTC)
CHUNKED = (b"Transfer-Encoding", b"chunked")


def capture(payload: bytes, *headers: tuple[bytes, bytes]) -> Capture:
    return Capture("https://www.dailysabah.com/world/a", AT, 200, headers, payload, 0, None)


def chunks(parts: list[bytes]) -> bytes:
    return b"".join(b"%X\r\n%s\r\n" % (len(one), one) for one in parts) + b"0\r\n\r\n"


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=5))
def test_chunks_are_undone(parts: list[bytes]) -> None:
    assert whole(capture(chunks(parts), CHUNKED)).payload == b"".join(parts)


@given(st.lists(st.binary(min_size=1, max_size=50), min_size=2, max_size=5), st.data())
def test_chunks_without_their_end_are_cut(parts: list[bytes], data: st.DataObject) -> None:
    sent = chunks(parts)
    first = len(b"%X\r\n%s\r\n" % (len(parts[0]), parts[0]))
    end = data.draw(st.integers(first, len(sent) - len(b"0\r\n\r\n")))
    with pytest.raises(Cut):
        whole(capture(sent[:end], CHUNKED))


@pytest.mark.parametrize("payload", [b"<html></html>", b"", b"no\r\nsize"])
def test_chunks_that_are_undone_already(payload: bytes) -> None:
    assert whole(capture(payload, CHUNKED)).payload == payload


@pytest.mark.parametrize(
    ("headers", "payload"),
    [
        ([(b"Content-Length", b"3")], b"abc"),
        ([(b"content-length", b"2")], b"abc"),
        ([(b"Content-Length", b"many")], b"abc"),
        ([(b"Content-Length", b"9"), (b"Content-Encoding", b"gzip")], b"abc"),
        ([], b""),
    ],
)
def test_a_payload_of_its_length_is_whole(
    headers: list[tuple[bytes, bytes]], payload: bytes
) -> None:
    assert whole(capture(payload, *headers)).payload == payload


@pytest.mark.parametrize("encoding", [[], [(b"Content-Encoding", b"gzip")]])
def test_a_payload_shorter_than_stated_is_cut(encoding: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(Cut, match="5 bytes of 99"):
        whole(capture(b"\x1f\x8b\x08ab", (b"Content-Length", b"99"), *encoding))


def test_headers_of_the_wire_are_left_out() -> None:
    found = whole(
        capture(b"a", (b"", b"200"), (b"Connection", b"close"), (b"Content-Type", b"text/html"))
    )
    assert found.headers == ((b"Content-Type", b"text/html"),)
