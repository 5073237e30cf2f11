"""Misbehaviour on purpose, asked for by tests: of one path, or of the whole site."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from tests.site.clock import http_style
from tests.site.responses import Answer

BOMB_BYTES = 60 * 1024 * 1024
KINDS = frozenset(
    {
        "500-twice", "429", "503-retry-after", "cut", "slow", "redirect", "redirect-loop",
        "empty", "404", "410", "500", "bomb", "wrong-charset", "soft-404-home",
    }
)  # fmt: skip
PRINTED_FAULTS = frozenset({"body-gone", "dates-gone", "robots-closed"})
"""Faults that change what pages say; the others change how the site answers."""
FAULTS = PRINTED_FAULTS | {"all-404", "all-500", "robots-500", "half-sections-500", "slow-all"}


@dataclass
class Lie:
    """`options`, by kind: `seconds` (slow, 429, 503-retry-after), `form` (`seconds` or `date`;
    for wrong-charset `cp1254-as-utf-8` or `utf-8-as-cp1254`), `location` and `status` (redirect),
    `times`: how many answers are lies, 0 for all of them."""

    kind: str
    options: dict[str, Any] = field(default_factory=dict)
    told: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown lie {self.kind!r}")

    def tells(self) -> bool:
        """Whether this request is lied to; counts the ones that are."""
        usual = {"500-twice": 2, "429": 1, "503-retry-after": 1}.get(self.kind, 0)
        times = int(self.options.get("times", usual))
        if times and self.told >= times:
            return False
        self.told += 1
        return True

    @property
    def seconds(self) -> float:
        return float(self.options.get("seconds", 3))

    def retry_after(self) -> str:
        if self.options.get("form", "seconds") == "date":
            return http_style(datetime.now(UTC) + timedelta(seconds=self.seconds + 1))
        return f"{self.seconds:g}"


def falsified(lie: Lie, honest: Answer, home: Answer, path: str) -> Answer:
    """The answer in place of the honest one; `cut` and `slow` are the connection's business."""
    match lie.kind:
        case "404" | "410" | "500":
            return plain(int(lie.kind))
        case "500-twice":
            return plain(500)
        case "429":
            return plain(429, ("Retry-After", lie.retry_after()))
        case "503-retry-after":
            return plain(503, ("Retry-After", lie.retry_after()))
        case "redirect":
            status = int(lie.options.get("status", 302))
            return plain(status, ("Location", str(lie.options["location"])))
        case "redirect-loop":
            return plain(302, ("Location", path))
        case "empty":
            return Answer(200)
        case "bomb":
            return Answer(200, bomb(), headers=(("Content-Encoding", "gzip"),))
        case "wrong-charset":
            return wrong_charset(honest, str(lie.options.get("form", "cp1254-as-utf-8")))
        case "soft-404-home":
            return home
        case _:
            return honest


def plain(status: int, *headers: tuple[str, str]) -> Answer:
    words = f"<html><body><h1>Error {status}</h1></body></html>"
    return Answer(status, words.encode(), headers=headers)


def wrong_charset(honest: Answer, form: str) -> Answer:
    words = honest.body.decode()
    if form == "utf-8-as-cp1254":
        return Answer(honest.status, words.encode(), "text/html; charset=windows-1254")
    return Answer(honest.status, words.encode("cp1254", "xmlcharrefreplace"))


@lru_cache(maxsize=1)
def bomb() -> bytes:
    """A page that is 60 MB long once unpacked."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    chunk = b"<p>" + b" " * (1024 * 1024 - 7) + b"</p>"
    parts = [packer.compress(b"<html><body>")]
    parts.extend(packer.compress(chunk) for _ in range(BOMB_BYTES // len(chunk)))
    return b"".join((*parts, packer.flush()))
