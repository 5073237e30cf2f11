"""The replica with pages of a test's own, in a thread of the test's process."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from types import TracebackType
from typing import Self

from tests.site.responses import Answer
from tests.site.state import Site

Headers = Mapping[str, str]
Page = Callable[[Answer, Headers], Answer]
"""From the replica's answer and the request's headers, by lower-case name, to the answer sent."""


class AlteredSite:
    """`pages`: path -> how its answer differs. `asked`: paths in the order they were asked for."""

    def __init__(self, night: int = 1) -> None:
        self.site = Site(night=night)
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, int]] = []
        self.clock_error = timedelta()
        """By how much the site's clock is ahead."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = self.site.root = f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, target: str, headers: Headers) -> Answer:
        honest = self.site.page(target)
        altered = self.pages.get(target.partition("?")[0])
        given = altered(honest, headers) if altered else honest
        self.asked.append((target, given.status))
        return given

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = {name.lower(): value for name, value in self.headers.items()}
                given = site.answer(self.path, asked)
                body = gzip.compress(given.body, 1)
                self.send_response(given.status)
                self.send_header("Content-Type", given.content_type)
                self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(body)))
                for name, value in given.headers:
                    self.send_header(name, value)
                self.end_headers()
                if given.status != 304:
                    self.wfile.write(body)

            def date_time_string(self, timestamp: float | None = None) -> str:
                at = time() if timestamp is None else timestamp
                return super().date_time_string(at + site.clock_error.total_seconds())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        return Handler

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
