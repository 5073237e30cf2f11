"""Web archives on loopback: pywb, and a server with the Wayback Machine's places and paging."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.crawls.crawl import PROJECT
from tests.crawls.loopback import Loopback
from tests.crawls.warc_files import Record, write

PYWB = PROJECT / ".venv-replay" / "bin"
PATIENCE = 60
_REPLAY = re.compile(r"/web/(\d{14})id_/(.+)")


@contextmanager
def pywb(folder: Path, records: Sequence[Record]) -> Iterator[str]:
    """A collection of these records; its url."""
    file = write(folder / "replica.warc.gz", records)
    for words in (["init", "news"], ["add", "news", str(file)]):
        subprocess.run(
            [str(PYWB / "wb-manager"), *words], cwd=folder, check=True, capture_output=True
        )
    port = free_port()
    words = [str(PYWB / "wayback"), "-b", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(
        words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/news"
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(url):
            return
        time.sleep(0.1)
    raise TimeoutError(url)


@dataclass
class WaybackMachine(Loopback):
    """The documented answers of web.archive.org: `from`, `to`, `filter`, `collapse`, `limit` and
    `showResumeKey` of its CDX API, and `id_` of its replay."""

    records: Sequence[Record]
    page_size: int = 10_000
    busy: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """Statuses and headers that the next replays answer with."""
    listings: list[dict[str, list[str]]] = field(default_factory=list)
    replays: list[tuple[str, str]] = field(default_factory=list)
    """Stamps and urls, in the order they were asked for."""
    times: list[float] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    def listing(self, query: dict[str, list[str]]) -> list[list[str]]:
        self.listings.append(query)
        rows = [row for record in self.records if (row := self._row(record, query))]
        rows.sort(key=lambda row: (row[0], row[1]))
        kept: list[list[str]] = []
        for row in rows:
            if not kept or (kept[-1][0], kept[-1][5]) != (row[0], row[5]):
                kept.append(row)
        start = int(query.get("resumeKey", ["0"])[0])
        size = min(self.page_size, int(query.get("limit", ["150000"])[0]))
        names = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
        page = [names, *kept[start : start + size]]
        if "showResumeKey" in query and start + size < len(kept):
            page += [[], [str(start + size)]]
        return page if kept else []

    def _row(self, record: Record, query: dict[str, list[str]]) -> list[str] | None:
        wanted, own = surt(query["url"][0]), surt(record.url)
        is_prefix = query.get("matchType", ["exact"])[0] == "prefix"
        mime = record.headers.get("Content-Type", "unk").partition(";")[0]
        status = record.status_line.split()[1]
        said = {"statuscode": status, "mimetype": mime}
        stamp = f"{record.at:%Y%m%d%H%M%S}"
        ok = own.startswith(wanted) if is_prefix else own == wanted
        ok = ok and query.get("from", ["0"])[0] <= stamp <= query.get("to", ["9"])[0]
        for one in query.get("filter", []):
            name, _, value = one.partition(":")
            ok = ok and re.fullmatch(value, said[name]) is not None
        digest = sha1(record.body).hexdigest()[:32].upper()  # noqa: S324
        length = str(len(record.body))
        return [own, stamp, record.url, mime, status, digest, length] if ok else None

    def find(self, stamp: str, url: str) -> Record | None:
        at = datetime.strptime(stamp + "+0000", "%Y%m%d%H%M%S%z")
        found = [one for one in self.records if surt(one.url) == surt(url)]
        return min(found, key=lambda one: abs(one.at - at), default=None)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        archive = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                archive.agents.add(self.headers["User-Agent"])
                archive.times.append(time.monotonic())
                parts = urlsplit(self.path)
                if parts.path == "/cdx/search/cdx":
                    rows = archive.listing(parse_qs(parts.query))
                    self._send(200, json.dumps(rows).encode(), "application/json", {})
                elif match := _REPLAY.fullmatch(self.path):
                    archive.replays.append((match[1], match[2]))
                    self._replay(match[1], match[2])
                else:
                    self._send(404, b"", "text/html", {})

            def _replay(self, stamp: str, url: str) -> None:
                if archive.busy:
                    status, headers = archive.busy.pop(0)
                    self._send(status, b"busy", "text/html", headers)
                    return
                record = archive.find(stamp, url)
                if record is None:
                    self._send(404, b"", "text/html", {})
                    return
                right = f"{record.at:%Y%m%d%H%M%S}"
                if right != stamp:
                    to = {"Location": f"{archive.url}/web/{right}id_/{record.url}"}
                    self._send(302, b"", "text/html", to)
                    return
                self._send(200, record.body, record.headers["Content-Type"], {})

            def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str]) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        return Handler


def surt(url: str) -> str:
    """SURT, near enough for one host."""
    parts = urlsplit(url)
    host = ",".join(reversed(parts.netloc.removeprefix("www.").split(".")))
    return f"{host}){parts.path}{'?' + parts.query if parts.query else ''}".lower()
