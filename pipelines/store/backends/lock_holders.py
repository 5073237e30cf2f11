"""Who holds a lock, and what is raised where somebody does."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.runtime.exceptions import CrawlLocked


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    pid: int
    host: str
    since: datetime
    """By the clock of the holder's host or of the database: to be read, not to be compared."""

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host} since {self.since:%Y-%m-%d %H:%M:%S} UTC"


def own_name() -> Holder:
    now = datetime.now(UTC).replace(microsecond=0)
    return Holder(pid=os.getpid(), host=socket.gethostname(), since=now)


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


class LockLost(Exception):
    """Raised when a lock that was held no longer is; the message is one line."""
