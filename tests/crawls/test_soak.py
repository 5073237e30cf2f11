"""Twenty nights in a row on which something goes wrong, then one on which nothing does: it holds
what an undisturbed database holds (docs/reliability.md)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import fork_server
from tests.crawls import soak
from tests.crawls.content import content, differences
from tests.crawls.crawl import Row, crawl, environment, rows
from tests.crawls.faked_clock import is_installed
from tests.crawls.passing import nights_pass
from tests.crawls.small_disks import perhaps_small_disk
from tests.databases import KINDS, Databases
from tests.site.process import ReplicaSite
from tests.site.truth import listed_stories

pytestmark = pytest.mark.slow

NIGHTS = 20
SEED = 20261128
LONG_ENOUGH = 60
"""Nights after which every pause of a failed url is over."""


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def site() -> Iterator[ReplicaSite]:
    with ReplicaSite(validators=True) as replica:
        yield replica


@pytest.fixture(scope="module")
def undisturbed(site: ReplicaSite, databases: Databases) -> dict[str, list[Row]]:
    url = databases.url("sqlite")
    for night in (1, 2):
        site.set_night(night)
        ended = crawl("sections", site.url, url, soak.SECTIONS, "refetch=all")
        assert ended.status == 0, ended.err
    return content(url)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, which can be full, where one may be had."""
    own = tmp_path / "disk"
    with perhaps_small_disk(own, soak.ROOM):
        yield own


def possible(folder: Path) -> list[str]:
    left_out = set()
    if not is_installed():
        left_out.add("wrong clock")
    if not os.path.ismount(folder):
        left_out.add("full disk")
    return [name for name in soak.FAULTS if name not in left_out]


def drawn(chance: random.Random, faults: list[str]) -> list[str]:
    """Each fault as often as any other, in an order of chance."""
    nights = (faults * NIGHTS)[:NIGHTS]
    chance.shuffle(nights)
    return nights


def checked_deeply(database_url: str, site_url: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "pipelines", "check", "--deep"]
    return fork_server.run(words, environment(site_url, database_url))


def test_twenty_bad_nights_and_a_good_one(
    kind: str,
    site: ReplicaSite,
    databases: Databases,
    undisturbed: dict[str, list[Row]],
    folder: Path,
) -> None:
    url = f"sqlite:///{folder}/news.db" if kind == "sqlite" else databases.url(kind)
    chance = random.Random(SEED)
    site.set_night(1)
    assert crawl("sections", site.url, url, soak.SECTIONS).status == 0
    site.set_night(2)
    pages = [s.path for s in listed_stories(2) if s.path.startswith(("/life/", "/world/"))]
    ground = soak.Ground(kind, site, url, folder, pages, chance)
    for name in drawn(chance, possible(folder)):
        soak.strike(ground, name)
        nights_pass(url)

    nights_pass(url, LONG_ENOUGH)
    spool = str(folder / "spool")
    ended = crawl("sections", site.url, url, soak.SECTIONS, "refetch=all", SPOOL_DIR=spool)

    assert ended.status == 0, ended.err
    assert differences(content(url), undisturbed) == []
    assert list((folder / "spool").glob("**/*")) == []
    assert checked_deeply(url, site.url).returncode == 0
    assert rows(url, "v_runs", "run")[-1]["outcome"] == "succeeded"
