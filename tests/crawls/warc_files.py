"""WARC files as others write them, made by hand."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from tests.crawls.altered_site import AlteredSite

REVISIT = "http://netpreserve.org/warc/1.1/revisit/"


@dataclass(frozen=True, kw_only=True)
class Record:
    url: str
    at: datetime
    body: bytes = b""
    status_line: str = "HTTP/1.1 200 OK"
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})
    kind: str = "response"
    warc: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        lines = [self.status_line, *(f"{name}: {value}" for name, value in self.headers.items())]
        block = "\r\n".join([*lines, "", ""]).encode() + self.body
        head = {
            "WARC-Type": self.kind,
            "WARC-Record-ID": f"<urn:uuid:{uuid4()}>",
            "WARC-Date": f"{self.at:%Y-%m-%dT%H:%M:%SZ}",
            "WARC-Target-URI": self.url,
            "Content-Type": "application/http; msgtype=response",
            **self.warc,
            "Content-Length": str(len(block)),
        }
        fields = "\r\n".join(f"{name}: {value}" for name, value in head.items())
        return f"WARC/1.1\r\n{fields}\r\n\r\n".encode() + block + b"\r\n\r\n"


def write(file: Path, records: Iterable[Record], *, packed: bool = True) -> Path:
    written = (record.written() for record in records)
    file.write_bytes(b"".join(map(gzip.compress, written) if packed else written))
    return file


def page_of(site: AlteredSite, path: str) -> bytes:
    return site.site.page(path).body
