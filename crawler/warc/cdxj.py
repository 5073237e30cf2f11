"""A line of a CDXJ index: `com,dailysabah)/world 20261128194217 {"url": …}`, as pywb reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from crawler.warc.location import Location

SUFFIX = ".cdxj"
REVISIT_TYPE = "warc/revisit"
STAMP = "%Y%m%d%H%M%S"
"""How indexes, replayed urls and names of files write a time."""
_PORTS = {"http": 80, "https": 443}


def stamp(at: datetime) -> str:
    return f"{at.year:04}{at:%m%d%H%M%S}"  # C's own %Y has fewer digits before the year 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """A response or a revisit in a file of the archive."""

    url: str
    fetched_at: datetime
    mime: str
    """`warc/revisit` for one without a payload of its own."""
    status: int
    digest: str | None
    """`sha1:…` of the payload."""
    offset: int
    length: int
    """Of its gzip member."""
    file: str
    """Below the archive's folder, as in a `Location`."""
    run: int | None = None
    look: int | None = None

    @property
    def is_revisit(self) -> bool:
        return self.mime == REVISIT_TYPE

    @property
    def location(self) -> Location:
        return Location(self.file, self.offset)

    def line(self) -> str:
        said: dict[str, str] = {
            "url": self.url,
            "mime": self.mime,
            "status": str(self.status),
            "digest": self.digest or "-",
            "length": str(self.length),
            "offset": str(self.offset),
            "filename": self.file,
        }
        if self.run is not None:
            said["run"] = str(self.run)
        if self.look is not None:
            said["look"] = str(self.look)
        return f"{key_of(self.url)} {stamp(self.fetched_at)} {json.dumps(said)}\n"


def parse_line(line: str) -> Entry:
    """Raises ValueError or KeyError for what is no line of an index."""
    _, time, said = line.split(" ", 2)
    values = json.loads(said)
    if not isinstance(values, dict):
        raise ValueError(f"no object: {said[:40]!r}")
    digest = values.get("digest", "-")
    return Entry(
        url=values["url"],
        fetched_at=datetime.strptime(time, STAMP).replace(tzinfo=UTC),
        mime=values["mime"],
        status=int(values["status"]),
        digest=None if digest == "-" else digest,
        offset=int(values["offset"]),
        length=int(values["length"]),
        file=values["filename"],
        run=_number(values.get("run")),
        look=_number(values.get("look")),
    )


def entries(file: Path, url: str | None = None) -> Iterator[Entry]:
    """All, or those of a url. Raises OSError, and ValueError or KeyError for what is no index."""
    key = f"{key_of(url)} " if url is not None else ""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(key) and (one := parse_line(line)) and url in (None, one.url):
                yield one


def key_of(url: str) -> str:
    """By what an index is sorted and asked: the host from its end, then the path, in small letters
    (SURT, as pywb makes it)."""
    parts = urlsplit(url)
    key = _host_key(parts.scheme, parts.netloc) + (parts.path or "/").lower()
    if parts.query:
        key += "?" + "&".join(sorted(parts.query.lower().split("&")))
    return key.replace(" ", "%20")


@lru_cache(maxsize=64)
def _host_key(scheme: str, netloc: str) -> str:
    host, colon, port = netloc.rpartition("@")[2].lower().partition(":")
    if host.startswith("www."):
        host = host.removeprefix("www.")
    key = ",".join(reversed(host.split(".")))
    if colon and port != str(_PORTS.get(scheme)):
        key += f":{port}"
    return f"{key})"


def _number(value: str | None) -> int | None:
    return int(value) if value is not None else None
