"""Signals at odd moments: while a crawl closes, and a second one (CONTRACT, promises 2 and 6)."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawls.crawl import rows
from tests.crawls.lost_databases import reached, unanswering
from tests.crawls.running import STEADY, Running, asked_articles
from tests.databases import Databases
from tests.site.process import ReplicaSite
from tests.spooled import paths

pytestmark = pytest.mark.slow

SECTIONS = "sections=sports"
IN_TIME = 30


@pytest.fixture
def slow_site(site: ReplicaSite) -> Iterator[ReplicaSite]:
    site.fault("slow-all", seconds=0.1)
    yield site
    site.truthful()


def test_a_crawl_that_is_closing_ends_with_its_outcome(
    site: ReplicaSite, databases: Databases, tmp_path: Path
) -> None:
    url = databases.url("sqlite")
    with Running("sections", site.url, url, SECTIONS, folder=tmp_path, settings=STEADY) as running:
        running.until_said("Closing spider (finished)")
        running.terminate()
        ended = running.end(IN_TIME)
    (run,) = rows(url, "v_runs")
    assert (ended.status, run["outcome"]) == (0, "succeeded"), ended.err


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_costs_nothing(
    slow_site: ReplicaSite,
    databases: Databases,
    kind: str,
    tmp_path: Path,
    number: signal.Signals,
) -> None:
    with (
        reached(databases, kind) as (own_url, way, proxy),
        Running(
            "sections", slow_site.url, way, SECTIONS, folder=tmp_path, settings=STEADY
        ) as running,
    ):
        running.until_asked(slow_site, 10)
        with unanswering(own_url, proxy):
            running.process.send_signal(number)
            running.until_said("Closing spider (shutdown)")
            running.process.send_signal(number)
            running.until_said("again: the crawl is ending")
            ended = running.end(IN_TIME)
    spooled = paths(tmp_path / "spool")
    stored = {row["url"].removeprefix(slow_site.url) for row in rows(own_url, "v_articles")}
    assert ended.status == 1
    assert set(asked_articles(slow_site)) <= stored | spooled
