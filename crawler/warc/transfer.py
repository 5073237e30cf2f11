"""A capture's payload as HTTP means it: what writers of archives left on it from the wire."""

from __future__ import annotations

from dataclasses import replace

from crawler.warc.captures import Capture
from crawler.warc.coding import header
from crawler.warc.records import Headers

_GZIP_MAGIC = b"\x1f\x8b"
_OF_THE_WIRE = frozenset({b"", b"transfer-encoding", b"connection", b"keep-alive"})
"""Headers that say nothing of the page; the empty name is of HTTP/2's `:status`."""


class Cut(ValueError):
    """A payload that did not come to its end."""


def whole(capture: Capture) -> Capture:
    """The capture with its payload off the wire.

    Some writers keep the chunks of `Transfer-Encoding`, some undo them and leave the header; some
    undo `Content-Encoding` and leave that one.

    :raises Cut: it is shorter than its headers say
    """
    payload = capture.payload
    if (header(capture.headers, b"Transfer-Encoding") or b"").lower().strip() == b"chunked":
        payload = _dechunked(payload)
    else:
        _check_length(capture.headers, payload)
    return replace(capture, payload=payload, headers=_of_the_page(capture.headers, payload))


def plain(capture: Capture) -> Capture:
    """The capture with the page's own bytes for its payload. Raises NotUnpacked."""
    headers = tuple(one for one in capture.headers if one[0].lower() != b"content-encoding")
    return replace(capture, payload=capture.body(), headers=headers)


def _dechunked(payload: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while True:
        end = payload.find(b"\r\n", at)
        size = _size(payload[at:end]) if end >= 0 else None
        if size is None:
            if parts:
                raise Cut("its last chunk is missing")
            return payload  # undone already
        if size == 0:
            return b"".join(parts)
        part = payload[end + 2 : end + 2 + size]
        if len(part) < size:
            raise Cut("its last chunk is not whole")
        parts.append(part)
        at = end + 2 + size + 2


def _size(line: bytes) -> int | None:
    digits = line.split(b";", 1)[0].strip()
    if not digits or len(digits) > 16 or digits.strip(b"0123456789abcdefABCDEF"):
        return None
    return int(digits, 16)


def _check_length(headers: Headers, payload: bytes) -> None:
    stated = (header(headers, b"Content-Length") or b"").strip()
    if header(headers, b"Content-Encoding") is not None and not payload.startswith(_GZIP_MAGIC):
        return  # the length may be that of the packed one
    if stated.isdigit() and len(stated) < 16 and len(payload) < int(stated):
        raise Cut(f"it has {len(payload)} bytes of {int(stated)}")


def _of_the_page(headers: Headers, payload: bytes) -> Headers:
    is_plain = b"gzip" in (header(headers, b"Content-Encoding") or b"").lower() and (
        not payload.startswith(_GZIP_MAGIC)
    )
    left_out = _OF_THE_WIRE | {b"content-encoding"} if is_plain else _OF_THE_WIRE
    return tuple((name, value) for name, value in headers if name.lower() not in left_out)
