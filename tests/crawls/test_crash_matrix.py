"""Whatever ends or troubles a crawl, the next one makes good."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import commands
from tests.crawls.content import content
from tests.crawls.crawl import Row, crawl, rows
from tests.crawls.faked_clock import faked, faked_by, is_installed
from tests.crawls.lost_databases import reached, take_the_lock_away, unanswering
from tests.crawls.running import STEADY, Running, asked_articles
from tests.databases import KINDS, Databases
from tests.site.process import ReplicaSite

SECTIONS = "sections=sports,fashion"
"""Fifty pages; one list shows two aliases, another an article whose date only its card has."""
PLACES = [
    ("start:before", 1),
    ("start:after", 1),
    ("menu:before", 1),
    ("menu:after", 1),
    ("listing:before", 6),
    ("listing:after", 6),
    ("remembering:before", 6),
    ("remembering:after", 6),
    ("look-up:after", 1),
    ("batch:before", 3),
    ("batch:after", 3),
    ("rows:before", 3),
    ("rows:after", 3),
    ("duplicates:before", 3),
    ("duplicates:after", 3),
    ("alias:before", 1),
    ("alias:after", 1),
    ("close:before", 1),
    ("close:after", 1),
    ("commit:before", 12),
    ("commit:before", 30),
]
"""Where, and how often at most it has come by there by then."""
KILLS_BY_TIME = 10
SLOW = {"CONCURRENT_REQUESTS_PER_DOMAIN": "2"}
"""So that those killed by time are under way."""
SEED = 20261008

pytestmark = pytest.mark.slow


def kill_points() -> list[str]:
    chance = random.Random(SEED)
    named = [f"{place}:{chance.randint(1, times)}" for place, times in PLACES]
    timed = [f"after {chance.uniform(0.0, 1.2):.2f} s" for _ in range(KILLS_BY_TIME)]
    return named + timed


@pytest.fixture(scope="module")
def second_night() -> Iterator[ReplicaSite]:
    with ReplicaSite(night=2, validators=True) as site:
        yield site
        assert site.unexpected() == []


@pytest.fixture(scope="module")
def undisturbed(second_night: ReplicaSite, databases: Databases) -> dict[str, list[Row]]:
    url = databases.url("sqlite")
    assert crawl("sections", second_night.url, url, SECTIONS).status == 0
    return content(url)


def killed(site: ReplicaSite, database_url: str, folder: Path, point: str) -> int:
    """A crawl that dies at this point; its status."""
    timed = point.startswith("after")
    named = {} if timed else {
        "SCRAPY_SETTINGS_MODULE": "tests.crawls.kill_settings", "KILL_AT": point
    }  # fmt: skip
    with Running(
        "sections", site.url, database_url, SECTIONS, folder=folder, settings=SLOW, **named
    ) as running:
        if not timed:
            return running.end().status
        running.until(lambda: bool(site.log()) or running.process.poll() is not None)
        time.sleep(float(point.split()[1]))
        running.kill()
        return running.end().status


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("point", kill_points())
def test_the_next_run_makes_it_good(
    point: str,
    kind: str,
    second_night: ReplicaSite,
    databases: Databases,
    undisturbed: dict[str, list[Row]],
    tmp_path: Path,
) -> None:
    url = databases.url(kind)
    second_night.reset_log()
    status = killed(second_night, url, tmp_path, point)
    # A timed kill may come when all is done.
    assert status == -signal.SIGKILL or point.startswith("after")

    assert_made_good(second_night, url, undisturbed, tmp_path / "spool")
    assert set(outcomes(url)[:-1]) <= {"interrupted", "succeeded"}
    if point == "close:before:1":
        assert outcomes(url)[:-1] == ["interrupted"]


CLOCKS = ["clock +30d", "clock @2020-03-01 02:00:00", "clock set in mid-crawl"]
TROUBLES = [*CLOCKS, "lock lost", "lock lost, then killed", "silent database"]


@pytest.fixture
def slow_site(second_night: ReplicaSite) -> Iterator[ReplicaSite]:
    second_night.reset_log()
    second_night.fault("slow-all", seconds=0.1)
    yield second_night
    second_night.truthful()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_and_what_clocks_locks_and_silence_did(
    trouble: str,
    kind: str,
    slow_site: ReplicaSite,
    databases: Databases,
    undisturbed: dict[str, list[Row]],
    tmp_path: Path,
) -> None:
    if trouble in CLOCKS and not is_installed():
        pytest.skip("libfaketime is not installed (apt-get install faketime)")
    told = tmp_path / "clock"
    told.write_text("+0")
    clock = trouble.removeprefix("clock ")
    given = faked(clock) if trouble in CLOCKS[:2] else faked_by(told) if trouble in CLOCKS else {}
    with (
        reached(databases, kind) as (url, way, proxy),
        Running(
            "sections", slow_site.url, way, SECTIONS, folder=tmp_path, settings=STEADY, **given
        ) as running,
    ):
        running.until(lambda: len(asked_articles(slow_site)) >= 8)
        if trouble == CLOCKS[2]:
            told.write_text("+400d")
        elif trouble == "silent database":
            with unanswering(url, proxy):
                running.terminate()
                running.end()
        elif trouble not in CLOCKS:
            take_the_lock_away(url)
            if "killed" in trouble:
                running.kill()
        running.end()
    slow_site.truthful()
    assert_made_good(slow_site, url, undisturbed, tmp_path / "spool")


def outcomes(database_url: str) -> list[str]:
    return [row["outcome"] for row in rows(database_url, "v_runs", "run")]


def assert_made_good(
    site: ReplicaSite, database_url: str, undisturbed: dict[str, list[Row]], spool: Path
) -> None:
    ended = crawl("sections", site.url, database_url, SECTIONS, SPOOL_DIR=str(spool))
    assert ended.status == 0, ended.err
    assert content(database_url) == undisturbed
    assert outcomes(database_url)[-1] == "succeeded"
    assert commands.main(["--database", database_url, "check", "--deep"]) == 0
