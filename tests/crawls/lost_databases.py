"""A crawl's database that falls silent, stays locked, or gives the run's lock away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import make_url, text

from pipelines.store import open_engine
from pipelines.store.backends.postgresql.locking import RUNS_CLASS
from tests.databases import Databases
from tests.proxy import SilentProxy

_END_HOLDERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
    " AND classid = :class AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@contextmanager
def reached(databases: Databases, kind: str) -> Iterator[tuple[str, str, SilentProxy | None]]:
    """A database's own url, and the one a crawl uses."""
    url = databases.url(kind)
    if kind == "sqlite":
        yield url, url, None
        return
    with SilentProxy(url) as proxy:
        yield url, proxy.url, proxy


@contextmanager
def unanswering(database_url: str, proxy: SilentProxy | None) -> Iterator[None]:
    """PostgreSQL's answers are swallowed; somebody holds SQLite's write lock."""
    if proxy is not None:
        proxy.swallow()
        yield
        proxy.forward()
        return
    file = str(make_url(database_url).database)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


def take_the_lock_away(database_url: str) -> None:
    """End the one connection that holds it, or delete the file that is it."""
    if make_url(database_url).get_backend_name() == "sqlite":
        Path(f"{make_url(database_url).database}.sections.lock").unlink()
        return
    engine = open_engine(database_url)
    with engine.begin() as connection:
        assert connection.execute(_END_HOLDERS, {"class": RUNS_CLASS}).all() == [(True,)]
    engine.dispose()
