"""Crawls of two spiders at once, in one database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawls.content import content
from tests.crawls.crawl import crawl, rows
from tests.crawls.running import STEADY, Running
from tests.databases import Databases
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow


@pytest.mark.slow
def test_two_spiders_at_once_leave_what_one_after_the_other_does(
    site: ReplicaSite, databases: Databases, database_url: str, tmp_path: Path
) -> None:
    one_by_one = databases.url("sqlite")
    assert crawl("sections", site.url, one_by_one, "sections=sports").status == 0
    assert crawl("feeds", site.url, one_by_one).status == 0

    with (
        Running(
            "sections", site.url, database_url, "sections=sports", folder=tmp_path, settings=STEADY
        ) as sections,
        Running("feeds", site.url, database_url, folder=tmp_path, settings=STEADY) as feeds,
    ):
        ended = sections.end(), feeds.end()

    assert [one.status for one in ended] == [0, 0], "\n".join(one.err for one in ended)
    assert "ERROR" not in ended[0].err + ended[1].err
    assert {row["outcome"] for row in rows(database_url, "v_runs")} == {"succeeded"}
    # Who met an article first, a list with its card or a feed, may tell in where a field is from.
    assert content(database_url, without=["sources"]) == content(one_by_one, without=["sources"])
