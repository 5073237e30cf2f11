"""A way over TCP to a PostgreSQL that can fall silent: it takes every byte, and gives none."""

from __future__ import annotations

import selectors
import socket
import threading
from types import TracebackType
from typing import Self

from sqlalchemy import make_url


class SilentProxy:
    """`url` leads through it; while `swallow`, nothing is forwarded either way."""

    def __init__(self, database_url: str) -> None:
        self.target = database_url
        target = make_url(database_url)
        self._server = _server(database_url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        through = target.set(host="127.0.0.1", port=port, query={})
        self.url = through.render_as_string(hide_password=False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._others: dict[socket.socket, socket.socket] = {}
        self._dead: set[socket.socket] = set()
        self._silent = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._forward)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        for one in [self._listener, *self._others]:
            one.close()
        self._selector.close()

    def swallow(self) -> None:
        self._silent.set()

    def forward(self) -> None:
        """New connections only: those that were silenced stay so, as behind a failed router."""
        self._dead = set(self._others)
        self._silent.clear()

    def _forward(self) -> None:
        while not self._ended.is_set():
            for key, _ in self._selector.select(timeout=0.05):
                assert isinstance(key.fileobj, socket.socket)
                if key.fileobj is self._listener:
                    self._accept()
                elif key.fileobj in self._others:  # not closed with its peer a moment ago
                    self._pass_on(key.fileobj)

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        server = socket.socket(self._server[0])
        server.connect(self._server[1])
        for one, other in ((client, server), (server, client)):
            self._others[one] = other
            self._selector.register(one, selectors.EVENT_READ)

    def _pass_on(self, source: socket.socket) -> None:
        other = self._others[source]
        try:
            received = source.recv(65536)
        except OSError:
            received = b""
        if self._silent.is_set() or source in self._dead:
            if not received:
                self._selector.unregister(source)  # and nobody is told
            return
        try:
            if received:
                other.sendall(received)
                return
        except OSError:
            pass
        for one in (source, other):
            if one in self._others:
                del self._others[one]
                if one.fileno() in self._selector.get_map():
                    self._selector.unregister(one)
                one.close()


def _server(database_url: str) -> tuple[int, str | tuple[str, int]]:
    target = make_url(database_url)
    host = str(target.host or target.query.get("host") or "localhost")
    port = target.port or 5432
    if host.startswith("/"):
        return socket.AF_UNIX, f"{host}/.s.PGSQL.{port}"
    return socket.AF_INET, (host, port)
