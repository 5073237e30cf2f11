"""The run's lock on SQLite: a lock file of the spider beside the database."""

from __future__ import annotations

import fcntl
import json
import math
import os
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from pipelines.store.backends.backend import Lock
from pipelines.store.backends.errors import DatabaseUnavailable
from pipelines.store.backends.files import sqlite_file
from pipelines.store.backends.lock_holders import Held, Holder, LockLost, own_name


def run_lock(engine: Engine, name: str, lease: float) -> Lock:
    """A file has no lease: the system frees its lock with the process."""
    # Links are followed: two names of one file have one lock.
    file = sqlite_file(engine.url)
    return NoLock() if file is None else FileLock(file, name)


class _LocalLock:
    """What hangs on no network."""

    silent_for = math.inf

    def fileno(self) -> int | None:
        return None

    def cut(self) -> None:
        pass


class NoLock(_LocalLock):
    """Of a database in memory, which is the process's own."""

    def acquire(self) -> None:
        pass

    def check(self) -> None:
        pass

    def release(self) -> None:
        pass


class FileLock(_LocalLock):
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
