"""One crawl of a spider at a time on one database, whoever starts it."""

from __future__ import annotations

import fcntl
import json
import math
import os
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from sqlalchemy import Engine

from pipelines.store.advisory_lock import AdvisoryLock
from pipelines.store.backends.errors import DatabaseUnavailable
from pipelines.store.backends.files import sqlite_file
from pipelines.store.lock_holders import Held, Holder, LockLost, own_name

__all__ = ["Held", "Holder", "LockLost", "RunLock"]


class RunLock:
    """The lock of one spider on one database, taken without waiting.

    It belongs to the process: the system frees it when that ends, however it ends. A SQLite file
    has a lock file of the spider beside it; PostgreSQL has an advisory lock on a connection of
    its own. A database in memory is the process's own and needs none.

    `acquire` and `release` block on the network or disk, in the thread that calls them.
    """

    def __init__(self, engine: Engine, name: str, lease: float = 0) -> None:
        """`lease`: seconds after which PostgreSQL frees the lock of a holder that has not called
        `check`, by its own clock; 0: never. Without it a holder that was cut off from the server,
        where something between answers for it, holds the lock for ever."""
        self._lock = _lock_for(engine, name, lease)

    def acquire(self) -> None:
        """Take the lock.

        :raises Held: another process, or another lock object of this one, has it
        :raises DatabaseUnavailable: there is no way to ask
        """
        self._lock.acquire()

    def release(self) -> None:
        """Give the lock back; without effect where it is not held."""
        self._lock.release()

    def check(self) -> None:
        """Blocks on the network or disk.

        :raises LockLost: it is not held any more; `acquire` may take it again
        """
        self._lock.check()

    def fileno(self) -> int | None:
        """What is readable when the lock may be lost, where there is such a thing."""
        return self._lock.fileno()

    def cut(self) -> None:
        """Have a call fail that hangs in another thread."""
        self._lock.cut()

    @property
    def silent_for(self) -> float:
        """Seconds since the database answered what it was asked for the lock; endless for a
        file."""
        return self._lock.silent_for

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
    @property
    def silent_for(self) -> float: ...

    def acquire(self) -> None: ...

    def check(self) -> None: ...

    def fileno(self) -> int | None: ...

    def cut(self) -> None: ...

    def release(self) -> None: ...


def _lock_for(engine: Engine, name: str, lease: float) -> _Lock:
    if engine.dialect.name == "postgresql":
        return AdvisoryLock(engine.url, name, lease)
    # Links are followed: two names of one file have one lock.
    file = sqlite_file(engine.url)
    return _NoLock() if file is None else _FileLock(file, name)


class _LocalLock:
    """What hangs on no network."""

    silent_for = math.inf

    def fileno(self) -> int | None:
        return None

    def cut(self) -> None:
        pass


class _NoLock(_LocalLock):
    def acquire(self) -> None:
        pass

    def check(self) -> None:
        pass

    def release(self) -> None:
        pass


class _FileLock(_LocalLock):
    """`flock` on a file that stays: to delete it would let two processes lock two files."""

    def __init__(self, database: Path, name: str) -> None:
        self._path = database.with_name(f"{database.name}.{name}.lock")
        self._name = name
        self._file: int | None = None

    def acquire(self) -> None:
        self.release()
        file = self._open()
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
        if not self._is_at_its_path(file):
            os.close(file)
            raise DatabaseUnavailable(f"lock file {self._path} was replaced meanwhile")
        self._file = file
        _write_holder(file, self._name)

    def _open(self) -> int:
        try:
            # Not inherited by child processes, which would hold it longer than this one.
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            message = f"lock file {self._path} cannot be opened: {error.strerror}"
            raise DatabaseUnavailable(message) from error

    def _is_at_its_path(self, file: int) -> bool:
        with suppress(OSError):
            return os.path.samestat(os.fstat(file), self._path.stat())
        return False

    def check(self) -> None:
        """Whoever deletes or replaces the file gives the lock away: another one is locked then."""
        if self._file is None or not self._is_at_its_path(self._file):
            raise LockLost(f"lock file {self._path} is gone")

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _write_holder(file: int, name: str) -> None:
    own = asdict(own_name())
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
