"""Ways in which this machine, its database or its services spoil a night; docs/at-3-a-m.md has each
by its name here."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.store import open_engine
from pipelines.store.lock import RunLock
from tests.crawls.faked_clock import faked, needs_faketime
from tests.crawls.lost_databases import take_the_lock_away
from tests.crawls.nightly import WORLD, Nightly
from tests.crawls.running import STEADY, Running
from tests.crawls.small_disks import small_disk

pytestmark = pytest.mark.slow

LITTLE_PATIENCE = {"STORE_PATIENCE": "1"}


def told(nightly: Nightly) -> list[str]:
    return [title.removeprefix("Daily Sabah sections: ") for title in nightly.hook.titles]


def test_the_database_is_away(nightly: Nightly) -> None:
    nightly.database_url = "postgresql://nobody@127.0.0.1:1/news"
    nightly.settings = LITTLE_PATIENCE
    ended = nightly.crawl()
    assert ended.status == 1
    assert "cannot be used now" in ended.last_line
    assert told(nightly) == ["failed"]
    assert "cannot be used now" in nightly.hook.texts[0]
    assert nightly.site.requests() == []


def test_every_write_is_refused(nightly: Nightly) -> None:
    nightly.crawl("sections=tennis", "until=2000-01-01")
    file = nightly.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON articles"
            " BEGIN SELECT RAISE(ABORT, 'no more articles'); END"
        )
    ended = nightly.crawl()
    assert (ended.status, nightly.last_run()["outcome"]) == (1, "failed")
    assert "errors:store" in nightly.checks()
    assert told(nightly) == ["failed"]
    assert "errors:store" in nightly.hook.texts[0]


def test_the_disk_of_the_database_is_full(nightly: Nightly, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "640k") as disk:
        nightly.database_url = f"sqlite:///{disk / 'news.db'}"
        nightly.environment = {
            "SPOOL_DIR": str(tmp_path / "spool"), "NOTICES_DIR": str(tmp_path / "notices"),
        }  # fmt: skip
        nightly.settings = LITTLE_PATIENCE
        ended = nightly.crawl()
    assert ended.status == 1
    assert "wait in the spool" in ended.last_line
    assert told(nightly) == ["failed"]
    assert "wait in the spool" in nightly.hook.texts[0]


def test_the_disk_of_the_archive_is_full(nightly: Nightly, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        nightly.environment = {"ARCHIVE_DIR": str(disk)}
        ended = nightly.crawl()
    assert (ended.status, nightly.checks()) == (3, {"archive"})
    assert told(nightly) == ["degraded"]
    assert "archive" in nightly.hook.texts[0]


@needs_faketime
def test_the_clock_is_a_month_ahead(nightly: Nightly) -> None:
    nightly.environment = faked("+30d")
    ended = nightly.crawl()
    assert (ended.status, nightly.checks()) == (3, {"clock"})
    assert told(nightly) == ["degraded"]
    assert "set this machine's clock" in nightly.hook.texts[0]


def test_another_run_of_the_spider_is_under_way(nightly: Nightly) -> None:
    nightly.crawl("sections=tennis")
    engine = open_engine(nightly.database_url)
    other = RunLock(engine, "sections")
    other.acquire()
    ended = nightly.crawl()
    other.release()
    engine.dispose()
    assert ended.status == 75
    assert "lock" in ended.last_line
    assert told(nightly) == []


def lose_the_lock(nightly: Nightly, folder: Path) -> int:
    """Exit status of a run whose lock another one takes."""
    nightly.site.reset_log()
    engine = open_engine(nightly.database_url)
    other = RunLock(engine, "sections")
    with Running(
        "sections", nightly.site.url, nightly.database_url, WORLD, "refetch=all",
        folder=folder, settings=STEADY, NOTIFY_URLS=nightly.hook.url,
    ) as run:  # fmt: skip
        run.until_asked(nightly.site, 8)
        os.kill(run.process.pid, signal.SIGSTOP)
        take_the_lock_away(nightly.database_url)
        other.acquire()
        os.kill(run.process.pid, signal.SIGCONT)
        ended = run.end()
    other.release()
    engine.dispose()
    assert "lock was lost" in ended.last_line
    return ended.status


def test_the_lock_is_lost_three_nights_in_a_row(nightly: Nightly, tmp_path: Path) -> None:
    nightly.site.fault("slow-all", seconds=0.1)
    for _ in range(3):
        assert told(nightly) == []
        assert lose_the_lock(nightly, tmp_path) == 1
        assert nightly.last_run()["outcome"] == "interrupted"
    assert told(nightly) == ["interrupted"]
    assert "lock was lost" in nightly.hook.texts[0]


def test_a_service_of_notices_is_down(nightly: Nightly) -> None:
    nightly.hook.status = 503
    nightly.site.set_variants("relaunch-listing")
    ended = nightly.crawl()
    assert ended.status == 3
    assert "it is told later" in ended.err
    assert told(nightly) == []
    nightly.hook.status = 200
    assert nightly.crawl().status == 3
    assert told(nightly) == ["degraded"]


WRONG = {
    "an argument that there is not": "secttions=world",
    "a day that is none": "since=yesterday",
}


@pytest.mark.parametrize("argument", WRONG.values(), ids=WRONG.keys())
def test_the_command_is_wrong(argument: str, nightly: Nightly) -> None:
    ended = nightly.crawl(argument)
    assert ended.status == 2
    assert argument.partition("=")[0] in ended.last_line
    assert nightly.site.requests() == []
