"""One crawl of a spider at a time on one database, whoever starts it."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from pipelines.store.backends.lock_holders import Held, Holder, LockLost
from pipelines.store.backends.registry import backend_of

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
        self._lock = backend_of(engine.dialect).run_lock(engine, name, lease)

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
