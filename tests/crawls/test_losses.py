"""The database is away: at the start, for a while, or for good (CONTRACT, promise 2)."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from pipelines.store import open_engine
from tests.crawls.content import content
from tests.crawls.crawl import Ended, crawl, rows
from tests.crawls.running import STEADY, Running
from tests.databases import Databases
from tests.site.process import ReplicaSite

SECTIONS = "sections=sports"


@pytest.fixture(scope="module")
def undisturbed(replica: ReplicaSite, databases: Databases) -> dict[str, list[dict[str, object]]]:
    """What a crawl that nothing befell leaves behind, without when it did so."""
    replica.truthful()
    replica.set_night(1)
    url = databases.url("sqlite")
    assert crawl("sections", replica.url, url, SECTIONS).status == 0
    return content(url)


@pytest.fixture
def slow_site(site: ReplicaSite) -> Iterator[ReplicaSite]:
    site.fault("slow-all", seconds=0.1)
    yield site
    site.truthful()


def again(site: ReplicaSite, database_url: str, folder: Path) -> Ended:
    site.truthful()
    spool = str(folder / "spool")
    return crawl("sections", site.url, database_url, SECTIONS, SPOOL_DIR=spool)


def terminate_connections(database_url: str) -> int:
    """End every connection to a PostgreSQL database but the own one."""
    engine = open_engine(database_url)
    with engine.begin() as connection:
        ended = connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        number = len(ended.all())
    engine.dispose()
    return number


def test_connections_that_are_cut_again_and_again_lose_nothing(
    slow_site: ReplicaSite, databases: Databases, tmp_path: Path, undisturbed: object
) -> None:
    url = databases.url("postgresql")
    with Running(
        "sections", slow_site.url, url, SECTIONS, folder=tmp_path, settings=STEADY
    ) as running:
        cut = 0
        for articles in (1, 8, 16, 24):
            running.until_asked(slow_site, articles)
            cut += terminate_connections(url)
        ended = running.end()
    assert cut >= 4
    assert ended.status == 0, ended.err
    assert content(url) == undisturbed


LOCK_HOLDER = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
held.execute("COMMIT")
"""


@pytest.mark.parametrize("seconds", [4, pytest.param(20, marks=pytest.mark.slow)])
def test_an_analyst_who_holds_the_write_lock_costs_nothing_but_time(
    slow_site: ReplicaSite,
    databases: Databases,
    tmp_path: Path,
    undisturbed: object,
    seconds: int,
) -> None:
    url = databases.url("sqlite")
    with Running("sections", slow_site.url, url, SECTIONS, folder=tmp_path) as running:
        running.until_asked(slow_site, 10)
        holder = subprocess.Popen(
            [sys.executable, "-c", LOCK_HOLDER, str(make_url(url).database), str(seconds)],
            stdout=subprocess.PIPE,
        )
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        since = time.monotonic()
        ended = running.end()
        lasted = time.monotonic() - since
        assert holder.wait(30) == 0
        holder.stdout.close()
    assert lasted > seconds - 1
    assert ended.status == 0, ended.err
    assert content(url) == undisturbed


def lock_out(kind: str, database_url: str) -> None:
    """Take the database away from everybody else; `let_in` gives it back."""
    if kind == "sqlite":
        # A file that cannot be opened as a database any more, with what it held beside it.
        file = Path(str(make_url(database_url).database))
        file.rename(file.with_suffix(".away"))
        file.mkdir()
        return
    name = make_url(database_url).database
    with _server_of(database_url) as engine, engine.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false'))
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
            {"name": name},
        )


def let_in(kind: str, database_url: str) -> None:
    if kind == "sqlite":
        file = Path(str(make_url(database_url).database))
        file.rmdir()
        file.with_suffix(".away").rename(file)
        return
    name = make_url(database_url).database
    with _server_of(database_url) as engine, engine.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true'))
