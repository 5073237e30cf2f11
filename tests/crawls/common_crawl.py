"""Common Crawl on loopback: a server of indexes, and nginx with the files."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.crawls.loopback import Loopback
from tests.crawls.warc_files import Record
from tests.crawls.web_archives import free_port, surt, wait_for

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
_CONF = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    log_format short '$status $body_bytes_sent "$http_range" $request_uri';
    access_log {folder}/access.log short;
    client_body_temp_path {folder}/client;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    limit_req_zone $binary_remote_addr zone=one:1m rate=1r/s;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/files;
        {more}
    }}
}}
"""
SLOW_DOWN = "limit_req zone=one; limit_req_status 503; add_header Retry-After 1 always;"
"""What Common Crawl answers to who asks too fast."""
WITHOUT_RANGES = "max_ranges 0;"


@dataclass(frozen=True)
class Files:
    """What nginx serves."""

    url: str
    folder: Path

    @property
    def asked(self) -> list[tuple[int, int, str]]:
        """Status, bytes of the body that were sent, and the range, of each request."""
        found = []
        for line in (self.folder / "access.log").read_text().splitlines():
            status, sent, span, path = line.split(" ", 3)
            if path != "/":
                found.append((int(status), int(sent), span.strip('"')))
        return found


@contextmanager
def nginx(folder: Path, more: str = "") -> Iterator[Files]:
    """Serves `folder/files`. `more`: lines of the server's block."""
    assert NGINX is not None
    (folder / "files").mkdir(parents=True, exist_ok=True)
    (folder / "files" / "index.html").touch()  # to see that it is up
    port = free_port()
    # A worker of another user cannot read the folders of tests.
    user = "user root;" if os.geteuid() == 0 else ""
    conf = folder / "nginx.conf"
    conf.write_text(_CONF.format(folder=folder, port=port, user=user, more=more))
    words = [NGINX, "-c", str(conf), "-p", str(folder), "-e", str(folder / "error.log")]
    server = subprocess.Popen(words)
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield Files(f"http://127.0.0.1:{port}", folder)
    finally:
        server.terminate()
        server.wait()


def stored(folder: Path, name: str, records: Sequence[Record]) -> list[dict[str, str]]:
    """Records written into a file of Common Crawl's layout, and their lines of its index."""
    path = f"crawl-data/{name}/segments/1700000000.1/warc/{name}-00000.warc.gz"
    file = folder / "files" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = []
    with file.open("ab") as opened:
        for record in records:
            member = gzip.compress(record.written())
            rows.append(_row(record, path, opened.tell(), len(member)))
            opened.write(member)
    return rows


def _row(record: Record, path: str, offset: int, length: int) -> dict[str, str]:
    mime = record.headers.get("Content-Type", "unk").partition(";")[0]
    return {
        "urlkey": surt(record.url),
        "timestamp": f"{record.at:%Y%m%d%H%M%S}",
        "url": record.url,
        "mime": mime,
        "mime-detected": mime,
        "status": record.status_line.split()[1],
        "digest": sha1(record.body).hexdigest()[:32].upper(),  # noqa: S324
        "length": str(length),
        "offset": str(offset),
        "filename": path,
    }


@dataclass
class Index(Loopback):
    """The documented answers of index.commoncrawl.org: `collinfo.json`, and of each collection
    pywb's CDX API, which filters the rows of a page after it has taken the page."""

    collections: Mapping[str, Sequence[Mapping[str, str]]]
    """By their ids, the oldest one first."""
    page_size: int = 1000
    periods: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """What `collinfo.json` says of a collection's begin and end."""
    busy: dict[str, list[tuple[int, dict[str, str]]]] = field(default_factory=dict)
    """By collection, statuses and headers that its next answers have."""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Collections and queries, in their order."""

    def collinfo(self) -> list[dict[str, str]]:
        """The newest one first."""
        found = []
        for name in reversed(list(self.collections)):
            one = {"id": name, "name": f"{name} Index", "cdx-api": f"{self.url}/{name}-index"}
            if name in self.periods:
                one["from"], one["to"] = self.periods[name]
            found.append(one)
        return found

    def answer(self, name: str, query: dict[str, str]) -> tuple[int, str]:
        rows = [row for row in self.collections[name] if _is_asked(row, query)]
        rows.sort(key=lambda row: (row["urlkey"], row["timestamp"]))
        pages = -(-len(rows) // self.page_size)
        if "showNumPages" in query:
            size = {"pages": pages, "pageSize": 5, "blocks": pages * 5}
            return 200, json.dumps(size)
        number = int(query.get("page", "0"))
        if number and number >= pages:
            return 400, json.dumps({"message": f"Page {number} invalid"})
        start = number * self.page_size
        left = [row for row in rows[start : start + self.page_size] if _is_left(row, query)]
        if not left:
            return 404, json.dumps({"message": f"No Captures found for: {query['url']}"})
        names = query["fl"].split(",")
        lines = [{name: row[name] for name in names if name in row} for row in left]
        return 200, "".join(json.dumps(line) + "\n" for line in lines)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        index = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                if parts.path == "/collinfo.json":
                    self._send(200, json.dumps(index.collinfo()), {})
                    return
                name = parts.path.strip("/").removesuffix("-index")
                query = {key: one for key, (one, *_) in parse_qs(parts.query).items()}
                index.asked.append((name, query))
                if index.busy.get(name):
                    status, headers = index.busy[name].pop(0)
                    self._send(status, "Please reduce your request rate.", headers)
                else:
                    self._send(*index.answer(name, query), {})

            def _send(self, status: int, text: str, headers: dict[str, str]) -> None:
                body = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/x-ndjson")
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        return Handler


def _is_asked(row: Mapping[str, str], query: Mapping[str, str]) -> bool:
    wanted = surt(query["url"])
    if query.get("matchType") == "prefix":
        return row["urlkey"].startswith(wanted)
    return row["urlkey"] == wanted


def _is_left(row: Mapping[str, str], query: Mapping[str, str]) -> bool:
    """pywb's filters: `!` inverts, `=` compares, `~` is a pattern, else it is a part."""
    if not query.get("from", "0") <= row["timestamp"] <= query.get("to", "9"):
        return False
    given = query.get("filter", ":")
    rule = given.removeprefix("!")
    name, _, value = rule.lstrip("=~").partition(":")
    said = row.get(name, "")
    if rule.startswith("~"):
        matches = re.match(value, said) is not None
    else:
        matches = said == value if rule.startswith("=") else value in said
    return matches != given.startswith("!")
