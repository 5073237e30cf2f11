"""The database is away: at the start, for a while, or for good (CONTRACT, promise 2)."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from pipelines.crawl.spool import Spool
from pipelines.store import open_engine
from tests.crawls.content import content
from tests.crawls.crawl import Ended, crawl
from tests.crawls.running import STEADY, Running, asked_articles
from tests.databases import Databases, get_server, pgexec
from tests.site.process import ReplicaSite
from tests.spooled import paths, waiting

pytestmark = pytest.mark.slow

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
    assert cut >= 2
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


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [4, 20])
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


def take_away(database_url: str) -> None:
    """Nobody can use the database, until `bring_back`."""
    target = make_url(database_url)
    if target.get_backend_name() == "sqlite":
        file = Path(str(target.database))
        file.rename(file.with_suffix(".away"))
        file.mkdir()
    else:
        with administration(database_url) as connection:
            closed = f'ALTER DATABASE "{target.database}" WITH ALLOW_CONNECTIONS false'
            connection.execute(text(closed))
        with administration(database_url) as connection:
            end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            connection.execute(text(end), {"name": target.database})


def bring_back(database_url: str) -> None:
    target = make_url(database_url)
    if target.get_backend_name() == "sqlite":
        file = Path(str(target.database))
        file.rmdir()
        file.with_suffix(".away").rename(file)
    else:
        with administration(database_url) as connection:
            opened = f'ALTER DATABASE "{target.database}" WITH ALLOW_CONNECTIONS true'
            connection.execute(text(opened))


@contextmanager
def administration(database_url: str) -> Iterator[Connection]:
    """A connection to the server's own database, outside of transactions."""
    engine = open_engine(
        make_url(database_url).set(database="postgres").render_as_string(hide_password=False)
    )
    with engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")
    engine.dispose()


def test_articles_of_a_crawl_whose_database_is_lost_wait_in_the_spool(
    slow_site: ReplicaSite, database_url: str, tmp_path: Path, undisturbed: object
) -> None:
    settings = {**STEADY, "STORE_PATIENCE": "2"}
    with Running(
        "sections", slow_site.url, database_url, SECTIONS, folder=tmp_path, settings=settings
    ) as running:
        running.until_asked(slow_site, 12)
        take_away(database_url)
        ended = running.end()
    spool = Spool(tmp_path / "spool")
    number = waiting(spool.folder)
    spooled = paths(spool.folder)
    bring_back(database_url)

    assert ended.status == 1
    assert number > 0
    assert f"{number} articles wait in the spool" in ended.last_line

    slow_site.reset_log()
    next_run = again(slow_site, database_url, tmp_path)
    assert next_run.status == 0, next_run.err
    assert content(database_url) == undisturbed
    assert waiting(spool.folder) == 0
    assert spooled.isdisjoint(asked_articles(slow_site))


@pytest.mark.slow
def test_a_database_that_comes_back_in_time_costs_nothing(
    slow_site: ReplicaSite, database_url: str, tmp_path: Path, undisturbed: object
) -> None:
    with Running(
        "sections", slow_site.url, database_url, SECTIONS, folder=tmp_path, settings=STEADY
    ) as running:
        running.until_asked(slow_site, 12)
        take_away(database_url)
        running.until_said("the crawl waits")
        asked = len(asked_articles(slow_site))
        time.sleep(1.5)
        held_back = len(asked_articles(slow_site)) - asked
        bring_back(database_url)
        ended = running.end()
    assert held_back <= 16
    assert ended.status == 0, ended.err
    assert content(database_url) == undisturbed


@pytest.mark.slow
def test_a_stopped_postgresql_that_starts_again_costs_nothing(
    slow_site: ReplicaSite, tmp_path: Path, undisturbed: object
) -> None:
    server = get_server(tmp_path / "postgresql", cleanup_mode="delete")
    url = server.get_uri()
    with Running(
        "sections", slow_site.url, url, SECTIONS, folder=tmp_path, settings=STEADY
    ) as running:
        running.until_asked(slow_site, 12)
        stop = ("-w", "-m", "immediate", "-D", str(server.pgdata), "stop")
        pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)
        running.until_said("the crawl waits")
        time.sleep(1)
        server.ensure_postgres_running()
        ended = running.end()
    found = content(url)
    server.cleanup()
    assert ended.status == 0, ended.err
    assert found == undisturbed
