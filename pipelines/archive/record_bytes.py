"""The bytes of the records that are written, WARC 1.1. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha1
from http import HTTPStatus
from itertools import product
from urllib.parse import urlsplit

from crawler.warc.captures import Original
from crawler.warc.records import (
    METADATA,
    NOT_MODIFIED,
    REQUEST,
    RESPONSE,
    REVISIT,
    UNCHANGED_PAYLOAD,
    WARCINFO,
    Headers,
)
from pipelines.archive.exchange import Exchange, Source

_HTTP_RESPONSE = "application/http; msgtype=response"
_HTTP_REQUEST = "application/http; msgtype=request"
_FIELDS = "application/warc-fields"
_REASONS = {one.value: one.phrase for one in HTTPStatus}
_TRANSFER_ENCODING = b"transfer-encoding"
_SECRET = frozenset({b"cookie", b"authorization", b"proxy-authorization"})
_BASE32 = [f"{high}{low}" for high, low in product("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", repeat=2)]
_END = b"\r\n\r\n"
_BREAKS = str.maketrans({"\r": " ", "\n": " "})


def digest(payload: bytes) -> str:
    # No guard against forgers is needed, and every tool knows this one.
    number = int.from_bytes(sha1(payload, usedforsecurity=False).digest())
    # As base64.b32encode writes it, which takes as long as SHA-1 itself.
    pairs = [_BASE32[number >> shift & 1023] for shift in range(150, -1, -10)]
    return f"sha1:{''.join(pairs)}"


@lru_cache(maxsize=8)
def stated(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def info(record_id: str, at: datetime, file: str, source: Source, agent: str) -> bytes:
    """The first record of each file: what wrote it."""
    block = fields(
        {
            "software": f"{agent.split(' ', 1)[0]} (Scrapy, FastWARC)",
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "http-header-user-agent": agent,
            "spider": source.spider,
            "run": str(source.run),
            "database": source.database,
        }
    )
    headers = {"WARC-Filename": file, "Content-Type": _FIELDS}
    return record(WARCINFO, record_id, at, headers, block)


def response(record_id: str, exchange: Exchange, payload_digest: str) -> tuple[bytes, bytes]:
    """The headers, WARC's and HTTP's, and what follows them: the body with the record's end."""
    headers = {
        "WARC-Target-URI": exchange.url,
        **_connection(exchange),
        "WARC-Payload-Digest": payload_digest,
        "Content-Type": _HTTP_RESPONSE,
    }
    http, body = _head(exchange), exchange.body
    begin = _begin(RESPONSE, record_id, exchange.fetched_at, headers, len(http) + len(body))
    return begin + http, body + _END


def revisit(record_id: str, exchange: Exchange, payload_digest: str, original: Original) -> bytes:
    """An answer whose payload an earlier record has; the headers are its own."""
    profile = NOT_MODIFIED if exchange.status == HTTPStatus.NOT_MODIFIED else UNCHANGED_PAYLOAD
    headers = {
        "WARC-Target-URI": exchange.url,
        **_connection(exchange),
        "WARC-Profile": profile,
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": stated(original.fetched_at),
        "WARC-Payload-Digest": payload_digest,
        "Content-Type": _HTTP_RESPONSE,
    }
    return record(REVISIT, record_id, exchange.fetched_at, headers, _head(exchange))


def request(record_id: str, exchange: Exchange, answer_id: str) -> bytes:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{exchange.method} {target} HTTP/1.1".encode()]
    if not any(name.lower() == b"host" for name, _ in exchange.request_headers):
        lines.append(b"Host: " + parts.netloc.rpartition("@")[2].encode())
    lines += _request_lines(exchange.request_headers)
    headers = {
        "WARC-Target-URI": exchange.url,
        "WARC-Concurrent-To": answer_id,
        "Content-Type": _HTTP_REQUEST,
    }
    head = b"\r\n".join((*lines, b"", b""))
    return record(REQUEST, record_id, exchange.fetched_at, headers, head, exchange.request_body)


def metadata(record_id: str, exchange: Exchange, answer_id: str, source: Source) -> bytes:
    said = {
        "run": str(source.run),
        "spider": source.spider,
        "look": str(exchange.look),
        "cause": exchange.cause,
    }
    if exchange.via is not None:
        said["via"] = exchange.via
    if exchange.tries > 1:
        said["tries"] = str(exchange.tries)
    headers = {"WARC-Concurrent-To": answer_id, "Content-Type": _FIELDS}
    return record(METADATA, record_id, exchange.fetched_at, headers, fields(said))


def record(
    kind: str, record_id: str, at: datetime, headers: Mapping[str, str], *block: bytes
) -> bytes:
    begin = _begin(kind, record_id, at, headers, sum(map(len, block)))
    return b"".join((begin, *block, _END))


def _begin(
    kind: str, record_id: str, at: datetime, headers: Mapping[str, str], length: int
) -> bytes:
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: {record_id}",
        f"WARC-Date: {stated(at)}",
        *(f"{name}: {_one_line(value)}" for name, value in headers.items()),
        f"Content-Length: {length}",
        "\r\n",
    ]
    return "\r\n".join(lines).encode()


def fields(said: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {_one_line(value)}\r\n" for name, value in said.items()).encode()


def _connection(exchange: Exchange) -> dict[str, str]:
    said = {}
    if exchange.ip_address is not None:
        said["WARC-IP-Address"] = exchange.ip_address
    if not exchange.protocol.startswith("HTTP/1"):
        said["WARC-Protocol"] = exchange.protocol
    return said


def _head(exchange: Exchange) -> bytes:
    """Status line and headers, as tools of HTTP/1 read them: the reason is not known to Scrapy, and
    the transfer's own coding is undone already."""
    protocol = exchange.protocol if exchange.protocol.startswith("HTTP/1") else "HTTP/1.1"
    first = f"{protocol} {exchange.status} {_REASONS.get(exchange.status, '')}".rstrip().encode()
    lines = _lines(exchange.headers, {_TRANSFER_ENCODING})
    return b"\r\n".join((first, *lines, b"", b""))


@lru_cache(maxsize=8)
def _request_lines(headers: Headers) -> list[bytes]:
    """A crawl sends nearly always the same."""
    return _lines(headers, _SECRET)


def _lines(headers: Headers, without: Iterable[bytes]) -> list[bytes]:
    lines = [b"%b: %b" % pair for pair in headers if pair[0].lower() not in without]
    text = b"".join(lines)
    return [*map(_unbroken, lines)] if b"\r" in text or b"\n" in text else lines


def _unbroken(line: bytes) -> bytes:
    """A line break in a header's value would end the header."""
    return line.replace(b"\r", b" ").replace(b"\n", b" ")


def _one_line(value: str) -> str:
    return value.translate(_BREAKS) if "\r" in value or "\n" in value else value
