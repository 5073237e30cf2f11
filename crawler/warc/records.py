"""A record's headers and block, taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

RESPONSE, REQUEST, METADATA, REVISIT, WARCINFO = (
    "response", "request", "metadata", "revisit", "warcinfo",
)  # fmt: skip
UNCHANGED_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
NO_DATE = "it has no WARC-Date"
END = b"\r\n\r\n"

Headers = tuple[tuple[bytes, bytes], ...]
"""Names as they came, in their order."""


class NoRecord(ValueError):
    """Bytes that are no whole WARC record."""


@dataclass(frozen=True, slots=True)
class Record:
    headers: Mapping[str, str]
    """By their names in small letters; of several of one name the last."""
    block: bytes

    @property
    def type(self) -> str:
        return self.headers.get("warc-type", "")

    @property
    def id(self) -> str:
        return self.headers.get("warc-record-id", "")

    @property
    def url(self) -> str:
        # WARC 1.0's own grammar had the url in brackets, and wget writes it so.
        return self.headers.get("warc-target-uri", "").strip("<>")

    @property
    def date(self) -> datetime:
        """Raises NoRecord."""
        return moment(self.headers.get("warc-date", ""))


@dataclass(frozen=True, slots=True)
class Answer:
    """The HTTP in a record's block."""

    first_line: bytes
    headers: Headers
    payload: bytes

    @property
    def status(self) -> int:
        """Raises NoRecord."""
        words = self.first_line.split(None, 2)
        if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():
            raise NoRecord(f"no status line of HTTP: {self.first_line[:40]!r}")
        return int(words[1])


def parse_record(content: bytes) -> Record:
    """Raises NoRecord for bytes that are not one whole record."""
    headers, length = parse_headers(content)
    rest = content[content.index(END) + len(END) :]
    if len(rest) < length:
        raise NoRecord(f"it has {len(rest)} bytes of {length}")
    return Record(headers, rest[:length])


def parse_headers(content: bytes) -> tuple[dict[str, str], int]:
    """A record's headers and the length of its block. Raises NoRecord."""
    head, found, _ = content.partition(END)
    if not found or not head.startswith(b"WARC/"):
        raise NoRecord("it begins with no record's headers")
    lines = head.decode("utf-8", errors="replace").split("\r\n")[1:]
    headers = {name.strip().lower(): value.strip() for name, _, value in _pairs(lines)}
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise NoRecord("it states no length")
    return headers, int(length)


def parse_answer(block: bytes) -> Answer:
    """What an HTTP message says; its body is what follows the headers, if they end at all."""
    head, _, payload = block.partition(END)
    first, *lines = head.split(b"\r\n")
    headers = tuple(
        (name.strip(), value.strip())
        for name, found, value in (line.partition(b":") for line in lines)
        if found
    )
    return Answer(first, headers, payload)


def moment(text: str) -> datetime:
    """Raises NoRecord for what is no time of WARC's."""
    try:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NoRecord(f"its WARC-Date is no time: {text[:40]!r}" if text else NO_DATE) from error


def fields_of(block: bytes) -> dict[str, str]:
    """The names and values of a block of `application/warc-fields`."""
    lines = block.decode("utf-8", errors="replace").split("\r\n")
    return {name.strip(): value.strip() for name, found, value in _pairs(lines) if found}


def _pairs(lines: list[str]) -> list[tuple[str, str, str]]:
    return [line.partition(":") for line in lines]
