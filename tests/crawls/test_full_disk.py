"""No room on the disk: said, nothing corrupt, and what was committed stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawls.content import content
from tests.crawls.crawl import Row, crawl, rows
from tests.crawls.running import Running
from tests.crawls.small_disks import enlarge, small_disk
from tests.databases import Databases
from tests.site.process import ReplicaSite
from tests.spooled import waiting

pytestmark = pytest.mark.slow

SECTIONS = "sections=sports"
LITTLE_PATIENCE = {"STORE_PATIENCE": "1"}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Room for the schema and a few articles."""
    with small_disk(tmp_path / "disk", "640k") as folder:
        yield folder


@pytest.fixture(scope="module")
def undisturbed(replica: ReplicaSite, databases: Databases) -> dict[str, list[Row]]:
    replica.truthful()
    replica.set_night(1)
    url = databases.url("sqlite")
    assert crawl("sections", replica.url, url, SECTIONS).status == 0
    return content(url)


def integrity(database_url: str) -> list[Row]:
    return rows(database_url, "pragma_integrity_check")


def test_a_full_disk_under_sqlite_sends_articles_to_the_spool(
    site: ReplicaSite, disk: Path, tmp_path: Path, undisturbed: object
) -> None:
    url = f"sqlite:///{disk / 'news.db'}"
    with Running(
        "sections", site.url, url, SECTIONS, folder=tmp_path, settings=LITTLE_PATIENCE
    ) as running:
        ended = running.end()
    number = waiting(tmp_path / "spool")
    enlarge(disk)

    assert ended.status == 1
    assert "full" in ended.last_line
    assert f"{number} articles wait in the spool" in ended.last_line
    assert number > 0
    assert integrity(url) == [{"integrity_check": "ok"}]
    committed = {row["url"] for row in rows(url, "v_articles")}

    next_run = crawl("sections", site.url, url, SECTIONS, SPOOL_DIR=str(tmp_path / "spool"))
    assert next_run.status == 0, next_run.err
    assert content(url) == undisturbed
    assert committed <= {row["url"] for row in rows(url, "v_articles")}
    assert waiting(tmp_path / "spool") == 0


def test_a_full_disk_under_both_leaves_urls_pending_and_says_so(
    site: ReplicaSite, disk: Path, tmp_path: Path, undisturbed: object
) -> None:
    url = f"sqlite:///{disk / 'news.db'}"
    spool = disk / "spool"
    ended = crawl(
        "sections", site.url, url, SECTIONS, settings=LITTLE_PATIENCE, SPOOL_DIR=str(spool)
    )
    enlarge(disk)

    assert ended.status == 1
    assert "full" in ended.last_line or "No space left" in ended.last_line
    assert integrity(url) == [{"integrity_check": "ok"}]
    assert list(spool.glob("*.unfinished")) == []

    next_run = crawl("sections", site.url, url, SECTIONS, SPOOL_DIR=str(spool))
    assert next_run.status == 0, next_run.err
    assert content(url) == undisturbed
