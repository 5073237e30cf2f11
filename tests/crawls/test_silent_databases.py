"""A database that does not answer, a lock never let go, one that is away where a crawl begins: the
bounds are of the whole (CONTRACT, promise 2)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from pipelines.crawl.spool import Spool
from tests.crawls.content import content
from tests.crawls.crawl import Row, crawl, rows
from tests.crawls.lost_databases import reached, unanswering
from tests.crawls.running import STEADY, Running, asked_articles
from tests.crawls.test_losses import administration, bring_back, take_away
from tests.databases import KINDS, Databases
from tests.site.process import ReplicaSite
from tests.spooled import paths, waiting

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
    site.fault("slow-all", seconds=0.2)
    yield site
    site.truthful()


def test_told_to_stop_while_no_call_returns_it_ends_in_time_with_all_it_had(
    slow_site: ReplicaSite, databases: Databases, kind: str, tmp_path: Path, undisturbed: object
) -> None:
    with (
        reached(databases, kind) as (own_url, url, proxy),
        Running(
            "sections", slow_site.url, url, SECTIONS, folder=tmp_path, settings=STEADY
        ) as running,
    ):
        running.until_asked(slow_site, 10)
        with unanswering(url, proxy):
            time.sleep(2)
            running.terminate()
            ended = running.end(IN_TIME)
    spool = Spool(tmp_path / "spool")
    number = waiting(spool.folder)
    spooled = paths(spool.folder)
    stored = {row["url"].removeprefix(slow_site.url) for row in rows(own_url, "v_articles")}
    came = set(asked_articles(slow_site))

    assert ended.status == 1
    assert number
    assert f"{number} articles wait in the spool" in ended.last_line
    assert came <= stored | spooled

    slow_site.truthful()
    slow_site.reset_log()
    again = crawl("sections", slow_site.url, own_url, SECTIONS, SPOOL_DIR=str(spool.folder))
    assert again.status == 0, again.err
    assert spooled.isdisjoint(asked_articles(slow_site))
    assert content(own_url) == undisturbed


def test_without_a_word_of_the_database_it_is_lost_after_the_patience(
    slow_site: ReplicaSite, databases: Databases, kind: str, tmp_path: Path
) -> None:
    settings = {**STEADY, "STORE_PATIENCE": "3"}
    with (
        reached(databases, kind) as (_, url, proxy),
        Running(
            "sections", slow_site.url, url, SECTIONS, folder=tmp_path, settings=settings
        ) as running,
    ):
        running.until_asked(slow_site, 10)
        with unanswering(url, proxy):
            ended = running.end(IN_TIME + 3)
    assert ended.status == 1
    assert "wait in the spool" in ended.last_line
    assert waiting(tmp_path / "spool")


def away_at_the_start(site: ReplicaSite, url: str, folder: Path, patience: str) -> Running:
    settings = {**STEADY, "STORE_PATIENCE": patience}
    return Running("sections", site.url, url, SECTIONS, folder=folder, settings=settings)


def test_a_database_away_at_the_start_is_waited_for(
    site: ReplicaSite, database_url: str, tmp_path: Path, undisturbed: object
) -> None:
    take_away(database_url)
    with away_at_the_start(site, database_url, tmp_path, "60") as running:
        running.until_said("the crawl waits to begin")
        bring_back(database_url)
        ended = running.end()
    assert ended.status == 0, ended.err
    assert content(database_url) == undisturbed


def test_but_not_for_longer_than_the_patience(
    site: ReplicaSite, databases: Databases, kind: str, tmp_path: Path
) -> None:
    with (
        reached(databases, kind) as (_, url, proxy),
        unanswering(url, proxy),
        away_at_the_start(site, url, tmp_path, "2") as running,
    ):
        ended = running.end(IN_TIME)
    assert ended.status == 1
    assert "Traceback" not in ended.err
    assert ended.last_line
    assert site.log() == []


def test_told_to_stop_while_it_waits_to_begin_it_ends(
    site: ReplicaSite, databases: Databases, kind: str, tmp_path: Path
) -> None:
    with (
        reached(databases, kind) as (_, url, proxy),
        unanswering(url, proxy),
        away_at_the_start(site, url, tmp_path, "300") as running,
    ):
        running.until_said("the crawl waits to begin")
        time.sleep(1)
        running.terminate()
        ended = running.end(IN_TIME)
    assert ended.status == 1
    assert "told to stop" in ended.last_line
    assert site.log() == []


def test_one_that_becomes_read_only_is_waited_for(
    slow_site: ReplicaSite, databases: Databases, tmp_path: Path, undisturbed: object
) -> None:
    url = databases.url("postgresql")
    name = make_url(url).database
    with Running(
        "sections", slow_site.url, url, SECTIONS, folder=tmp_path, settings=STEADY
    ) as running:
        running.until_asked(slow_site, 10)
        change = f'ALTER DATABASE "{name}" SET default_transaction_read_only = '
        with administration(url) as connection:
            connection.exec_driver_sql(f"{change} on")
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
            )
            running.until_said("read-only")
            connection.exec_driver_sql(f"{change} off")
        ended = running.end()
    assert ended.status == 0, ended.err
    assert content(url) == undisturbed
