"""One crawl of a spider at a time on one database, whoever starts it."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import zlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import parse_qs

from sqlalchemy import URL, Connection, Engine, text

from crawler.exceptions import CrawlLocked
from pipelines.store.engine import open_engine
from pipelines.store.errors import DatabaseUnavailable, wrapped

_ADVISORY_CLASS = 0x5ABA5
"""First half of the advisory locks' keys; the second half is the spider's."""
_LONGEST_APPLICATION_NAME = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    pid: int
    host: str
    since: datetime

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} since {self.since:%Y-%m-%d %H:%M:%S} UTC"


class Held(CrawlLocked):
    """Raised when another process holds the lock; `holder` is None while it has not said who."""

    def __init__(self, name: str, holder: Holder | None) -> None:
        who = holder or "another process"
        super().__init__(f"{name} is running already on this database: {who} holds its lock")
        self.holder = holder

    @property
    def by_this_process(self) -> bool:
        own = (os.getpid(), socket.gethostname())
        return self.holder is not None and (self.holder.pid, self.holder.host) == own


class RunLock:
    """The lock of one spider on one database, taken without waiting.

    It belongs to the process: the system frees it when that ends, however it ends. A SQLite file
    has a lock file of the spider beside it; PostgreSQL has an advisory lock on a connection of
    its own. A database in memory is the process's own and needs none.

    `acquire` and `release` block on the network or disk, in the thread that calls them.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._lock = _lock_for(engine, name)

    def acquire(self) -> None:
        """Take the lock.

        :raises Held: another process, or another lock object of this one, has it
        :raises DatabaseUnavailable: there is no way to ask
        """
        self._lock.acquire()

    def release(self) -> None:
        """Give the lock back; without effect where it is not held."""
        self._lock.release()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()


class _Lock(Protocol):
    def acquire(self) -> None: ...

    def release(self) -> None: ...


def _lock_for(engine: Engine, name: str) -> _Lock:
    if engine.dialect.name == "postgresql":
        return _AdvisoryLock(engine.url, name)
    file = _database_file(engine.url)
    return _NoLock() if file is None else _FileLock(file, name)


def _database_file(url: URL) -> Path | None:
    """The SQLite file with links followed, so that two names of it have one lock."""
    database, _, query = (url.database or "").removeprefix("file:").partition("?")
    modes = [*parse_qs(query).get("mode", []), url.query.get("mode")]
    if database in ("", ":memory:") or "memory" in modes:
        return None
    return Path(database).resolve()


def _own_name() -> Holder:
    now = datetime.now(UTC).replace(microsecond=0)
    return Holder(pid=os.getpid(), host=socket.gethostname(), since=now)


class _NoLock:
    def acquire(self) -> None:
        pass

    def release(self) -> None:
        pass


class _FileLock:
    """`flock` on a file that stays: to delete it would let two processes lock two files."""

    def __init__(self, database: Path, name: str) -> None:
        self._path = database.with_name(f"{database.name}.{name}.lock")
        self._name = name
        self._file: int | None = None

    def acquire(self) -> None:
        try:
            # Not inherited by child processes, which would hold it longer than this one.
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            message = f"lock file {self._path} cannot be opened: {error.strerror}"
            raise DatabaseUnavailable(message) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _read_holder(file)
            os.close(file)
            raise Held(self._name, holder) from None
        except OSError as error:
            os.close(file)
            message = f"lock file {self._path} cannot be locked: {error.strerror}"
            raise DatabaseUnavailable(message) from error
        self._file = file
        _write_holder(file, self._name)

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _write_holder(file: int, name: str) -> None:
    own = asdict(_own_name())
    line = json.dumps({"spider": name} | own, default=str).encode() + b"\n"
    try:
        # Over the old line first: a reader in between sees one holder or the other.
        os.pwrite(file, line, 0)
        os.ftruncate(file, len(line))
    except OSError:
        pass  # a full disk costs the name of the holder, not the lock


def _read_holder(file: int) -> Holder | None:
    try:
        line, _, _ = os.pread(file, 4096, 0).partition(b"\n")
        held = json.loads(line)
        since = datetime.fromisoformat(held["since"])
        return Holder(pid=int(held["pid"]), host=str(held["host"]), since=since)
    except (OSError, ValueError, KeyError, TypeError):
        return None


class _AdvisoryLock:
    """A session's advisory lock; the connection is named after its holder.

    It is the only use of the connection, for transactions that fail or a pool that recycles
    would give the lock away.
    """

    def __init__(self, url: URL, name: str) -> None:
        self._url = url
        self._name = name
        self._key = zlib.crc32(name.encode()) & 0x7FFF_FFFF
        self._engine: Engine | None = None
        self._connection: Connection | None = None

    def acquire(self) -> None:
        with wrapped(self._url):
            self._engine = open_engine(self._url.render_as_string(hide_password=False))
            try:
                self._take()
            except BaseException:
                self.release()
                raise

    def _take(self) -> None:
        assert self._engine is not None
        # Without a transaction: one that idles for hours keeps the server from tidying up.
        lasting = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection = connection = lasting.connect()
        asked = {"class": _ADVISORY_CLASS, "key": self._key}
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:class, :key)"), asked):
            raise Held(self._name, _holder_of(connection, asked))
        for setting, value in self._settings(connection).items():
            named = {"setting": setting, "value": value}
            connection.execute(text("SELECT set_config(:setting, :value, false)"), named)

    def _settings(self, connection: Connection) -> dict[str, str]:
        own = _own_name()
        settings = {
            "application_name": f"{own.pid} {own.host}"[:_LONGEST_APPLICATION_NAME],
            # A holder whose machine lost its power is found out within two minutes.
            "tcp_keepalives_idle": "60",
            "tcp_keepalives_interval": "10",
            "tcp_keepalives_count": "6",
        }
        if (connection.dialect.server_version_info or (0,)) >= (14,):
            settings["idle_session_timeout"] = "0"
        return settings

    def release(self) -> None:
        if self._connection is not None:
            # Closed for good, not put back: the session's end is what frees the lock.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None


def _holder_of(connection: Connection, asked: dict[str, int]) -> Holder | None:
    row = connection.execute(
        text(
            "SELECT application_name, backend_start FROM pg_locks JOIN pg_stat_activity"
            " USING (pid) WHERE locktype = 'advisory' AND granted AND classid = :class"
            " AND objid = :key AND database = (SELECT oid FROM pg_database"
            " WHERE datname = current_database())"
        ),
        asked,
    ).first()
    # The server hides other roles' names from a role without rights.
    pid, _, host = ((row and row.application_name) or "").partition(" ")
    if row is None or not pid.isdigit() or not host:
        return None
    return Holder(pid=int(pid), host=host, since=row.backend_start)
