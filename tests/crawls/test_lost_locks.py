"""A run whose lock is lost takes it again, or ends: no two runs of a spider at once."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.store import open_engine
from pipelines.store.lock import RunLock
from tests.crawls.content import content
from tests.crawls.crawl import Row, crawl, rows
from tests.crawls.lost_databases import take_the_lock_away
from tests.crawls.running import STEADY, Running, asked_articles
from tests.databases import KINDS, Databases, get_server, pgexec
from tests.site.process import ReplicaSite
from tests.spooled import paths

pytestmark = pytest.mark.slow

SECTIONS = "sections=sports"
IN_TIME = 30


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def undisturbed(replica: ReplicaSite, databases: Databases) -> dict[str, list[Row]]:
    replica.truthful()
    replica.set_night(1)
    url = databases.url("sqlite")
    assert crawl("sections", replica.url, url, SECTIONS).status == 0
    return content(url)


@pytest.fixture
def slow_site(site: ReplicaSite) -> Iterator[ReplicaSite]:
    site.fault("slow-all", seconds=0.4)
    yield site
    site.truthful()


def running(site: ReplicaSite, url: str, folder: Path) -> Running:
    return Running("sections", site.url, url, SECTIONS, folder=folder, settings=STEADY)


@contextmanager
def stopped(run: Running) -> Iterator[None]:
    """While others do something; what it holds it goes on to hold."""
    os.kill(run.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(run.process.pid, signal.SIGCONT)


def outcomes(url: str) -> list[str]:
    return [row["outcome"] for row in rows(url, "v_runs", "run")]


def each_asked_once(site: ReplicaSite) -> bool:
    return set(Counter(asked_articles(site)).values()) == {1}


def test_a_lock_that_nobody_else_took_is_held_again(
    slow_site: ReplicaSite, database_url: str, tmp_path: Path, undisturbed: object
) -> None:
    with running(slow_site, database_url, tmp_path) as run:
        run.until_asked(slow_site, 8)
        take_the_lock_away(database_url)
        run.until_said("is held again")
        with stopped(run):
            second = crawl("sections", slow_site.url, database_url, SECTIONS)
        ended = run.end()
    assert second.status == 75
    assert ended.status == 0, ended.err
    assert each_asked_once(slow_site)
    assert content(database_url) == undisturbed


@pytest.mark.parametrize(
    ("kind", "other_run"), [("postgresql", "holds it"), ("sqlite", "has ended")]
)
def test_a_run_whose_lock_another_one_took_ends_as_interrupted(
    slow_site: ReplicaSite,
    database_url: str,
    kind: str,
    tmp_path: Path,
    undisturbed: object,
    other_run: str,
) -> None:
    engine = open_engine(database_url)
    other = RunLock(engine, "sections")
    with running(slow_site, database_url, tmp_path) as run:
        run.until_asked(slow_site, 8)
        with stopped(run):
            take_the_lock_away(database_url)
            if other_run == "holds it":
                other.acquire()
            else:
                assert crawl("sections", slow_site.url, database_url, SECTIONS).status == 0
            asked = len(asked_articles(slow_site))
        ended = run.end(IN_TIME)
        other.release()
    engine.dispose()
    assert ended.status == 1
    assert "lock was lost" in ended.last_line
    assert outcomes(database_url)[0] == "interrupted"
    assert "lock was lost" in rows(database_url, "v_runs", "run")[0]["reason"]
    if kind == "postgresql":  # which says so at once
        assert len(asked_articles(slow_site)) <= asked + 16  # those that it had under way
    slow_site.truthful()
    assert crawl("sections", slow_site.url, database_url, SECTIONS).status == 0
    assert content(database_url) == undisturbed


def test_a_postgresql_that_is_restarted_costs_no_page_and_no_lock(
    slow_site: ReplicaSite, tmp_path: Path, undisturbed: object
) -> None:
    server = get_server(tmp_path / "postgresql", cleanup_mode="delete")
    url = server.get_uri()
    with running(slow_site, url, tmp_path) as run:
        run.until_asked(slow_site, 8)
        restart = ("-w", "-m", "fast", "-D", str(server.pgdata), "-l", str(server.log), "restart")
        pgexec("pg_ctl", restart, bin_path=server.bin_path, user=server.system_user)
        run.until_said("is held again")
        with stopped(run):
            second = crawl("sections", slow_site.url, url, SECTIONS)
        ended = run.end()
    found = content(url)
    server.cleanup()
    assert second.status == 75
    assert ended.status == 0, ended.err
    assert each_asked_once(slow_site)
    assert found == undisturbed


@pytest.mark.parametrize(("task", "name"), [("writer", "the writer"), ("lock", "the keeper")])
def test_a_task_that_dies_ends_the_run_as_failed(
    slow_site: ReplicaSite, databases: Databases, tmp_path: Path, undisturbed: object, task: str,
    name: str,
) -> None:  # fmt: skip
    url = databases.url("sqlite")
    with Running(
        "sections", slow_site.url, url, SECTIONS, folder=tmp_path, settings=STEADY,
        SCRAPY_SETTINGS_MODULE="tests.crawls.deaths", DIES=task,
    ) as run:  # fmt: skip
        ended = run.end(IN_TIME)
    assert ended.status == 1
    assert f"{name}" in ended.last_line
    assert "nobody foresaw this" in ended.last_line
    assert outcomes(url) == ["failed"]
    spooled = paths(tmp_path / "spool")
    assert bool(spooled) == (task == "writer")

    slow_site.truthful()
    slow_site.reset_log()
    again = crawl("sections", slow_site.url, url, SECTIONS, SPOOL_DIR=str(tmp_path / "spool"))
    assert again.status == 0, again.err
    assert spooled.isdisjoint(asked_articles(slow_site))
    assert content(url) == undisturbed
