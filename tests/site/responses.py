"""Answers of the site as bytes, with their packed twin."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha1

HTML = "text/html; charset=utf-8"
XML = "application/rss+xml; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    unexpected: bool = False
    validated: bool = field(default=False)
    """Whether it carries ETag and Last-Modified when validators are on."""

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.body, 5, mtime=0)

    @cached_property
    def etag(self) -> str:
        return f'"{sha1(self.body, usedforsecurity=False).hexdigest()[:20]}"'


def html_answer(html: str, status: int = 200, *, validated: bool = False) -> Answer:
    return Answer(status, html.encode(), validated=validated)


def redirect_answer(location: str, status: int = 301) -> Answer:
    return Answer(status, b"moved", PLAIN, (("Location", location),))
