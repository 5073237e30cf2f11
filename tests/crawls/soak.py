"""What goes wrong in one night of the soak: drawn by a seeded chance, done to real parts."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url, text

from pipelines.store import open_engine
from tests.crawls.crawl import Ended
from tests.crawls.faked_clock import faked
from tests.crawls.running import Running
from tests.crawls.small_disks import resize
from tests.site.process import ReplicaSite

SECTIONS = "sections=fashion,europe"
"""Europe has the article that the mistakes of the whole site lead to."""
LYING = ("500", "404", "410", "cut", "empty", "soft-404-home", "bomb", "429")
SLOW = {"CONCURRENT_REQUESTS_PER_DOMAIN": "2", "STORE_PATIENCE": "2"}
SKEWS = ("+30d", "-7d", "+400d", "-2500d")
"""Wall clocks of a night; the last one stands in 2020."""


@dataclass
class Ground:
    """One database under fire, and the site that it is filled from."""

    kind: str
    site: ReplicaSite
    database_url: str
    folder: Path
    pages: list[str]
    chance: random.Random
    count: dict[str, int] = field(default_factory=dict)

    def running(self, **environment: str) -> Running:
        return Running(
            "sections", self.site.url, self.database_url, SECTIONS, "refetch=all",
            folder=self.folder, settings=SLOW, **environment,
        )  # fmt: skip

    def night(self) -> Ended:
        with self.running() as running:
            return running.end()


Fault = Callable[[Ground], None]


def killed(ground: Ground) -> None:
    """SIGKILL at any moment from its start to its end."""
    with ground.running() as running:
        _wait(running, ground.chance.uniform(0.3, 3))
        if running.process.poll() is None:
            running.kill()


def stopped(ground: Ground) -> None:
    """SIGTERM in mid-crawl."""
    with ground.running() as running:
        running.until(lambda: bool(ground.site.log()) or running.process.poll() is not None)
        _wait(running, ground.chance.uniform(0, 1.5))
        if running.process.poll() is None:
            running.terminate()
        running.end()


def lied_to(ground: Ground) -> None:
    """A third of the articles answer with something else, some of them for good that night."""
    for path in ground.chance.sample(ground.pages, len(ground.pages) // 3):
        ground.site.lie(path, ground.chance.choice(LYING), seconds=0.1)
    ground.night()


def cut_off(ground: Ground) -> None:
    """Connections end in the middle of the page, once or always."""
    for path in ground.chance.sample(ground.pages, len(ground.pages) // 2):
        ground.site.lie(path, "cut", times=ground.chance.choice((0, 1, 2)))
    ground.night()


def slow_and_killed(ground: Ground) -> None:
    ground.site.fault("slow-all", seconds=0.2)
    killed(ground)


def half_gone(ground: Ground) -> None:
    """Every article, or half of the sections, answer with an error."""
    ground.site.fault(ground.chance.choice(("all-404", "all-500", "half-sections-500")))
    ground.night()


def mistaken(ground: Ground) -> None:
    """A whole night of wrong canonicals, of a consent page or of redirects to elsewhere."""
    ground.site.set_variants(
        ground.chance.choice(("wrong-canonical", "consent", "temporary-redirects"))
    )
    ground.night()


def other_clock(ground: Ground) -> None:
    offset = ground.chance.choice(SKEWS)
    with ground.running(**faked(offset)) as running:
        running.end()


def database_lost(ground: Ground) -> None:
    """PostgreSQL ends all our sessions in mid-crawl; SQLite's file is locked by another for
    longer than we have patience."""
    with ground.running() as running:
        running.until(lambda: bool(ground.site.log()) or running.process.poll() is not None)
        if ground.kind == "postgresql":
            _end_sessions(ground.database_url)
        else:
            _lock_file(ground.database_url, seconds=3)
        running.end()


def disk_full(ground: Ground) -> None:
    """No room for another page of the database or of the spool."""
    used = int(_df(ground.folder, "used")) + 64
    resize(ground.folder, f"{used}k")
    try:
        ground.night()
    finally:
        resize(ground.folder, ROOM)


ROOM = "128m"
_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
FAULTS: dict[str, Fault] = {
    "killed": killed,
    "stopped": stopped,
    "lying pages": lied_to,
    "cut connections": cut_off,
    "slow site, killed": slow_and_killed,
    "whole-site errors": half_gone,
    "mistakes of the whole site": mistaken,
    "wrong clock": other_clock,
    "lost database": database_lost,
    "full disk": disk_full,
}


def strike(ground: Ground, name: str) -> None:
    """One night with this fault; afterwards the site is honest again."""
    ground.count[name] = ground.count.get(name, 0) + 1
    ground.site.reset_log()
    try:
        FAULTS[name](ground)
    finally:
        ground.site.truthful()
        ground.site.set_variants()


def _end_sessions(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text(_END_OTHERS))
    engine.dispose()


def _lock_file(database_url: str, seconds: float) -> None:
    with closing(sqlite3.connect(str(make_url(database_url).database), timeout=10)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.rollback()


def _wait(running: Running, seconds: float) -> None:
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up and running.process.poll() is None:
        time.sleep(0.02)


def _df(folder: Path, column: str) -> str:
    done = subprocess.run(
        ["df", "-k", f"--output={column}", str(folder)], capture_output=True, text=True, check=True
    )
    return done.stdout.split()[-1]
