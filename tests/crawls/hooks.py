"""A service that takes notices: apprise's `json://` posts them to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Hook:
    def __init__(self, port: int, notices: list[dict[str, Any]]) -> None:
        self.url = f"json://127.0.0.1:{port}"
        self._notices = notices

    @property
    def titles(self) -> list[str]:
        return [notice["title"] for notice in self._notices]

    @property
    def texts(self) -> list[str]:
        return [notice["message"] for notice in self._notices]


@contextmanager
def listening_hook() -> Iterator[Hook]:
    notices: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            notices.append(json.loads(self.rfile.read(length)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Hook(server.server_address[1], notices)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
