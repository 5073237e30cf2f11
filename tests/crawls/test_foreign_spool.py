"""One spool folder, several databases and sites (decision 029)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from pipelines.crawl.spool import Spool
from pipelines.crawl.spool_home import Home
from pipelines.store import Store, open_engine
from tests.crawls.crawl import Ended, crawl, rows
from tests.databases import Databases
from tests.pipelines.factories import DAY, NOW, article
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

WAITING = "/sports/football/waits-in-the-spool"
LONG_AGO = NOW - 90 * DAY
"""No recheck of it is due."""


def home(url: str, site_url: str) -> Home:
    engine = open_engine(url)
    found = Home.of(engine.url, site_url, Store(engine).identify())
    engine.dispose()
    return found


def crawled(site: ReplicaSite, url: str, folder: Path) -> Ended:
    return crawl("sections", site.url, url, "sections=football", SPOOL_DIR=str(folder))


def has_it(url: str) -> bool:
    return any(row["url"].endswith(WAITING) for row in rows(url, "v_articles"))


@pytest.mark.slow
def test_a_batch_waits_for_its_own_database(
    site: ReplicaSite, databases: Databases, kind: str, tmp_path: Path
) -> None:
    theirs, ours = databases.url(kind), databases.url(kind)
    file = Spool(tmp_path, home(theirs, site.url)).put([article(WAITING, date_published=LONG_AGO)])
    ended = crawled(site, ours, tmp_path)
    assert ended.status == 0, ended.err
    assert f"1 articles in {file.name} wait for" in ended.err
    assert str(make_url(theirs).database) in rows(ours, "v_runs")[-1]["reason"]
    assert (has_it(ours), file.exists()) == (False, True)

    assert crawled(site, theirs, tmp_path).status == 0
    assert (has_it(theirs), file.exists()) == (True, False)


def test_a_batch_of_another_site_waits(
    site: ReplicaSite, databases: Databases, tmp_path: Path
) -> None:
    url = databases.url("sqlite")
    file = Spool(tmp_path, home(url, "https://www.dailysabah.com")).put(
        [article(WAITING, date_published=LONG_AGO)]
    )
    ended = crawled(site, url, tmp_path)
    assert ended.status == 0, ended.err
    assert "site dailysabah.com" in ended.err
    assert (has_it(url), file.exists()) == (False, True)


@pytest.mark.slow
def test_a_batch_of_a_database_that_nobody_could_ask_is_stored(
    site: ReplicaSite, databases: Databases, tmp_path: Path
) -> None:
    url = databases.empty_url("sqlite")
    away = Home.of(make_url(url), site.url)
    Spool(tmp_path, away).put([article(WAITING, date_published=LONG_AGO)])
    assert crawled(site, url, tmp_path).status == 0
    assert has_it(url)
    assert list(tmp_path.glob("*.json")) == []


def test_what_cannot_be_read_does_not_end_the_run(
    site: ReplicaSite, databases: Databases, tmp_path: Path
) -> None:
    url = databases.url("sqlite")
    (tmp_path / "00000000000000000001-aaaaaaaa-1.json").write_text("[" * 200_000)
    (tmp_path / "00000000000000000002-bbbbbbbb-1.json").mkdir()
    Spool(tmp_path, home(url, site.url)).put([article(WAITING, date_published=LONG_AGO)])
    ended = crawled(site, url, tmp_path)
    assert ended.status == 3, ended.err
    (finding,) = rows(url, "v_runs")[-1]["findings"]
    assert finding["check"] == "spool-damaged"
    assert len(list(tmp_path.glob("*.damaged"))) == 2
    assert has_it(url)
