"""No room on the disk: said, nothing corrupt, and what was committed stays."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawls.content import content
from tests.crawls.crawl import Row, crawl, rows
from tests.crawls.running import Running
from tests.databases import Databases
from tests.site.process import ReplicaSite
from tests.spooled import waiting

pytestmark = pytest.mark.slow

SECTIONS = "sections=sports"
LITTLE_PATIENCE = {"STORE_PATIENCE": "1"}


def mounted(folder: Path, size: str) -> bool:
    """A disk of this size at `folder`; false where nobody may have one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    return os.geteuid() == 0 and subprocess.run(mount, check=False).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Room for the schema and a few articles."""
    folder = tmp_path / "disk"
    if not mounted(folder, "640k"):
        pytest.skip("only root has a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(scope="module")
def undisturbed(replica: ReplicaSite, databases: Databases) -> dict[str, list[Row]]:
    replica.truthful()
    replica.set_night(1)
    url = databases.url("sqlite")
    assert crawl("sections", replica.url, url, SECTIONS).status == 0
    return content(url)


def enlarge(folder: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)


def integrity(database_url: str) -> list[Row]:
    return rows(database_url, "pragma_integrity_check")


def test_a_full_disk_under_sqlite_sends_articles_to_the_spool(
    site: ReplicaSite, small_disk: Path, tmp_path: Path, undisturbed: object
) -> None:
    url = f"sqlite:///{small_disk / 'news.db'}"
    with Running(
        "sections", site.url, url, SECTIONS, folder=tmp_path, settings=LITTLE_PATIENCE
    ) as running:
        ended = running.end()
    number = waiting(tmp_path / "spool")
    enlarge(small_disk)

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


@pytest.mark.slow
def test_a_full_disk_under_both_leaves_urls_pending_and_says_so(
    site: ReplicaSite, small_disk: Path, tmp_path: Path, undisturbed: object
) -> None:
    url = f"sqlite:///{small_disk / 'news.db'}"
    spool = small_disk / "spool"
    ended = crawl(
        "sections", site.url, url, SECTIONS, settings=LITTLE_PATIENCE, SPOOL_DIR=str(spool)
    )
    enlarge(small_disk)

    assert ended.status == 1
    assert "full" in ended.last_line or "No space left" in ended.last_line
    assert integrity(url) == [{"integrity_check": "ok"}]
    assert list(spool.glob("*.unfinished")) == []

    next_run = crawl("sections", site.url, url, SECTIONS, SPOOL_DIR=str(spool))
    assert next_run.status == 0, next_run.err
    assert content(url) == undisturbed
