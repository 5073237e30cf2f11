"""A service that takes notices and pings: apprise's `json://` posts the former to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Hook:
    def __init__(self, port: int) -> None:
        self.url = f"json://127.0.0.1:{port}"
        self.ping_url = f"http://127.0.0.1:{port}/ping/s3cret-uuid"
        self.status = 200
        """What it answers; it takes nothing with another one."""
        self.on_post: Callable[[], None] = lambda: None
        """Called before it answers."""
        self.posts: list[tuple[str, str]] = []
        """Path and body of all that it was sent, taken or not."""
        self._taken: list[dict[str, Any]] = []

    def post(self, path: str, body: str) -> None:
        self.posts.append((path, body))
        if self.status == 200 and not path.startswith("/ping"):
            self._taken.append(json.loads(body))
        self.on_post()

    @property
    def titles(self) -> list[str]:
        return [notice["title"] for notice in self._taken]

    @property
    def texts(self) -> list[str]:
        return [notice["message"] for notice in self._taken]

    @property
    def types(self) -> list[str]:
        return [notice["type"] for notice in self._taken]

    @property
    def pings(self) -> list[str]:
        return [path.removeprefix("/ping/s3cret-uuid") for path, _ in self.posts if "ping" in path]


@contextmanager
def listening_hook(port: int = 0) -> Iterator[Hook]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length, status = int(self.headers["Content-Length"]), hook.status
            hook.post(self.path, self.rfile.read(length).decode())
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    hook = Hook(server.server_address[1])
    # Its end is looked for often: many tests have one.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
