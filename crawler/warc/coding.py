"""A payload as the page's own bytes: what `Content-Encoding` did to it is undone."""

from __future__ import annotations

import zlib

from crawler.warc.records import Headers

MAX_BYTES = 16 * 1024 * 1024
"""Unpacked, as a crawl takes it (DOWNLOAD_MAXSIZE)."""
_PACKED = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})


class NotUnpacked(ValueError):
    """A payload in a coding that is unknown, broken, or larger than any page."""


def header(headers: Headers, name: bytes) -> bytes | None:
    """The first value of a header, whatever the case of its name."""
    small = name.lower()
    return next((value for key, value in headers if key.lower() == small), None)


def codings(headers: Headers) -> list[str]:
    """In the order in which they were applied."""
    found = [value for key, value in headers if key.lower() == b"content-encoding"]
    names = b",".join(found).decode("latin-1").lower().split(",")
    return [one for name in names if (one := name.strip()) and one != "identity"]


def is_packed(headers: Headers) -> bool:
    return any(coding in _PACKED for coding in codings(headers))


def unpacked(payload: bytes, headers: Headers) -> bytes:
    """Raises NotUnpacked."""
    for coding in reversed(codings(headers)):
        try:
            payload = _undone(payload, coding)
        except NotUnpacked:
            raise
        except Exception as error:  # each library has its own
            raise NotUnpacked(f"{coding} that cannot be undone: {error}") from error
        if len(payload) > MAX_BYTES:
            raise NotUnpacked(f"over {MAX_BYTES} bytes unpacked")
    return payload


def _undone(payload: bytes, coding: str) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return _inflated(payload, 31)
    if coding == "deflate":
        try:
            return _inflated(payload, 15)
        except zlib.error:
            return _inflated(payload, -15)  # as some servers send it
    if coding == "br":
        import brotli  # noqa: PLC0415

        decoder = brotli.Decompressor()
        return bytes(decoder.process(payload, output_buffer_limit=MAX_BYTES + 1))
    if coding == "zstd":
        from crawler.warc.zstandard import zstd  # noqa: PLC0415

        return bytes(zstd.ZstdDecompressor().decompress(payload, MAX_BYTES + 1))
    raise NotUnpacked(f"{coding!r} is no coding of HTTP that is known here")


def _inflated(payload: bytes, bits: int) -> bytes:
    """All members of a gzip, as far as they go: a payload that was cut off gives what it has."""
    parts: list[bytes] = []
    size = 0
    while payload and size <= MAX_BYTES:
        inflate = zlib.decompressobj(bits)
        part = inflate.decompress(payload, MAX_BYTES + 1 - size)
        parts.append(part)
        size += len(part)
        if not inflate.eof or not inflate.unused_data.startswith(b"\x1f\x8b"):
            break
        payload = inflate.unused_data
    return b"".join(parts)
