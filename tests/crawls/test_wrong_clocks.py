"""Nights with a wrong clock (decision 028): content, corrections and plans are as without."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.crawls.content import content
from tests.crawls.crawl import Ended, Row, crawl, rows
from tests.crawls.faked_clock import faked, faked_by, needs_faketime
from tests.crawls.running import STEADY, Running
from tests.databases import Databases
from tests.site.nights import changes
from tests.site.process import ReplicaSite

pytestmark = [needs_faketime, pytest.mark.slow]

SECTIONS = "sections=sports"
AHEAD, BEHIND = "+30d", "@2020-03-01 02:00:00"
A_DAY = timedelta(days=1)


def night(site: ReplicaSite, url: str, number: int, clock: str | None = None) -> Ended:
    site.set_night(number)
    given = faked(clock) if clock else {}
    return crawl("sections", site.url, url, SECTIONS, "refetch=all", settings={}, **given)


@pytest.fixture(scope="module")
def undisturbed(replica: ReplicaSite, databases: Databases) -> dict[str, list[Row]]:
    """Two nights by a right clock."""
    url = databases.url("sqlite")
    replica.truthful()
    for number in (1, 2):
        assert night(replica, url, number).status == 0
    return content(url)


def run_of(url: str) -> Row:
    return rows(url, "v_runs", "run")[-1]


def clocks_said(url: str) -> list[str]:
    findings: list[dict[str, Any]] = run_of(url)["findings"]
    return [str(one["found"]) for one in findings if one["check"] == "clock"]


def fetched(url: str) -> set[bool]:
    """Whether articles were fetched within the last day, by what is stored."""
    now = datetime.now(UTC)
    return {abs(row["fetched_at"] - now) < A_DAY for row in rows(url, "v_articles")}


@pytest.mark.parametrize(
    ("kind", "clock"),
    [("sqlite", AHEAD), pytest.param("postgresql", BEHIND, marks=pytest.mark.slow)],
)
def test_a_wrong_clock_is_corrected_by_the_sites(
    site: ReplicaSite,
    databases: Databases,
    kind: str,
    clock: str,
    undisturbed: dict[str, list[Row]],
) -> None:
    url = databases.url(kind)
    assert night(site, url, 1, clock).status == 3
    (said,) = clocks_said(url)
    assert "our clock was wrong" in said
    assert "clock" in run_of(url)["reason"]
    assert abs(run_of(url)["started_at"] - datetime.now(UTC)) < A_DAY
    assert fetched(url) == {True}

    assert night(site, url, 2).status == 0
    assert content(url) == undisturbed


@pytest.mark.slow
@pytest.mark.parametrize("clock", [AHEAD, BEHIND])
def test_without_a_second_clock_nothing_is_lost_and_the_next_night_corrects(
    site: ReplicaSite, databases: Databases, clock: str, undisturbed: dict[str, list[Row]]
) -> None:
    url = databases.url("sqlite")
    site.set_clock(None)
    first = night(site, url, 1, clock)
    # A clock that is only ahead is like one of a machine that was off for a month.
    assert first.status == (0 if clock == AHEAD else 3)
    assert ["no clock can be believed" in said for said in clocks_said(url)] == (
        [] if clock == AHEAD else [True]
    )
    assert fetched(url) == {False}
    site.set_clock()

    second = night(site, url, 2)

    # What was dated ahead is said by the run that notices.
    assert (second.status, bool(clocks_said(url))) == ((3, True) if clock == AHEAD else (0, False))
    assert content(url) == undisturbed
    assert fetched(url) == {True}


@pytest.mark.slow
def test_postgresqls_clock_is_a_second_one(
    site: ReplicaSite, databases: Databases, undisturbed: dict[str, list[Row]]
) -> None:
    url = databases.url("postgresql")
    site.set_clock(None)
    for number, clock in ((1, BEHIND), (2, AHEAD)):
        assert night(site, url, number, clock).status == 3
        (said,) = clocks_said(url)
        assert "the database's clock" in said
        assert fetched(url) == {True}
    site.set_clock()
    assert content(url) == undisturbed


@pytest.mark.slow
def test_a_clock_behind_after_a_right_night_makes_no_corrections(
    site: ReplicaSite, databases: Databases, undisturbed: dict[str, list[Row]]
) -> None:
    url = databases.url("sqlite")
    assert night(site, url, 1).status == 0
    night(site, url, 2, BEHIND)
    assert content(url) == undisturbed
    corrected = {*changes().corrected, *changes().body_corrected}
    revised = {row["url"] for row in rows(url, "v_revisions") if row["revision"] > 1}
    assert {one.removeprefix(site.url) for one in revised} <= corrected


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "clock"), [("sqlite", AHEAD), ("postgresql", BEHIND)])
def test_a_clock_that_is_set_in_mid_run(
    site: ReplicaSite, databases: Databases, tmp_path: Path, kind: str, clock: str
) -> None:
    url = databases.url(kind)
    site.fault("slow-all", seconds=0.1)
    told = tmp_path / "clock"
    told.write_text("+0")
    with Running(
        "sections", site.url, url, SECTIONS, folder=tmp_path, settings=STEADY, **faked_by(told)
    ) as running:
        running.until_asked(site, 8)
        told.write_text(clock)
        ended = running.end()
    assert ended.status == 3, ended.err
    assert any("set while the run went on" in said for said in clocks_said(url))
    assert fetched(url) == {True}
    assert all(row["date_published"] for row in rows(url, "v_articles"))
