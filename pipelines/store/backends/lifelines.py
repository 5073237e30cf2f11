"""Cut off a call that hangs: from another thread, whatever the driver waits for."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from socket import SHUT_RDWR, socket
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import Dialect

from pipelines.store.backends.errors import DatabaseUnavailable, describe

T = TypeVar("T")


class Lifelines:
    """The connections of one engine, and when the database last gave a sign of life.

    A server that no longer answers while its host still acknowledges every byte is found out by no
    timeout of the driver or the system.
    """

    def __init__(self, engine: Engine) -> None:
        self._where = describe(engine.url)
        self._connections: dict[int, Any] = {}
        self._cuts = 0
        self._call = threading.local()
        self._answered_at = monotonic()
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "close", self._forget)
        event.listen(engine, "detach", self._forget)
        event.listen(engine, "begin", self._check)
        event.listen(engine, "after_cursor_execute", self._note_answer)

    def run(self, call: Callable[[], T]) -> T:
        """Make a call that `cut` ends, in the thread that is to make it."""
        self._answered_at = monotonic()
        self._call.cuts = self._cuts
        try:
            return call()
        finally:
            del self._call.cuts

    def cut(self) -> None:
        """Have the calls under way fail: what waits on the network or in a statement at once, what
        waits to connect or for SQLite's lock before it does anything."""
        self._cuts += 1
        for connection in list(self._connections.values()):
            with suppress(Exception):  # it may end by itself at this very moment
                _cut(connection)

    @property
    def silent_for(self) -> float:
        """Seconds since the database last answered anything, or a call began."""
        return monotonic() - self._answered_at

    def _connect(self, dialect: Dialect, record: object, args: list[Any], named: Any) -> Any:
        self._check()
        connection: Any = dialect.connect(*args, **named)
        try:
            self._check()
        except DatabaseUnavailable:
            connection.close()
            raise
        self._connections[id(connection)] = connection
        self._answered_at = monotonic()
        return connection

    def _forget(self, connection: Any, record: object) -> None:
        self._connections.pop(id(connection), None)

    def _check(self, connection: Connection | None = None) -> None:
        if getattr(self._call, "cuts", self._cuts) != self._cuts:
            raise DatabaseUnavailable(f"{self._where} did not answer in time")

    def _note_answer(self, *_: object) -> None:
        self._answered_at = monotonic()


def _cut(connection: Any) -> None:
    pgconn = getattr(connection, "pgconn", None)
    if pgconn is None:
        connection.interrupt()
        return
    with socket(fileno=os.dup(pgconn.socket)) as shared:
        shared.shutdown(SHUT_RDWR)


def give_lifelines(engine: Engine) -> None:
    """Have an engine own its lifelines, among its execution options; before it is used."""
    engine.update_execution_options(lifelines=Lifelines(engine))


def lifelines_of(engine: Engine) -> Lifelines:
    """Of an engine that `open_engine` opened."""
    lifelines: Lifelines = engine.get_execution_options()["lifelines"]
    return lifelines
