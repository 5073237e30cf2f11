"""After each command the SQLite file alone is the whole database: a plain copy has all of it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.commands import main
from pipelines.store.backends.files import size_of_log
from tests import fork_server
from tests.crawls.crawl import crawl, environment
from tests.crawls.running import STEADY, Running
from tests.databases import Databases
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

SCHEDULE = """
[[schedule]]
name = "nightly"
spider = "sections"
arguments = { sections = "sports" }
cron = "30 2 * * *"
timezone = "Europe/Istanbul"
time_limit = "60s"
"""
TABLES = ("articles", "urls", "placements", "runs", "ledger", "search_documents")


def counts(file: Path) -> list[int]:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES
        ]


def copied(file: Path, folder: Path) -> list[int]:
    """What a copy of the file alone has; the rest is looked at after that."""
    copy = folder / "copy.db"
    shutil.copyfile(file, copy)
    found = counts(copy)
    copy.unlink()
    return found


def ended(site: ReplicaSite, file: Path, *command: str) -> None:
    done = fork_server.run(
        [sys.executable, "-m", *command],
        environment(site.url, f"sqlite:///{file}", SPOOL_DIR=str(file.parent / "spool")),
    )
    assert done.returncode == 0, done.stderr
    assert "is not whole" not in done.stderr


@pytest.fixture(scope="module")
def crawled(replica: ReplicaSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("whole") / "news.db"
    replica.set_night(1)
    assert crawl("sections", replica.url, f"sqlite:///{file}", "sections=sports").status == 0
    return file


def test_a_copy_of_the_file_has_all_that_a_crawl_brought(crawled: Path, tmp_path: Path) -> None:
    assert [one.name for one in crawled.parent.glob("news.db-*")] == []
    found = copied(crawled, tmp_path)
    assert found == counts(crawled)
    assert found[0] > 10


@pytest.mark.slow
def test_a_crawl_that_was_told_to_stop_leaves_it_whole(site: ReplicaSite, tmp_path: Path) -> None:
    file = tmp_path / "news.db"
    site.fault("slow-all", seconds=0.2)
    url = f"sqlite:///{file}"
    with Running("sections", site.url, url, folder=tmp_path, settings=STEADY) as running:
        running.until_asked(site, 8)
        running.terminate()
        running.end()

    found = copied(file, tmp_path)
    assert found == counts(file)
    assert found[0] > 0


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "check --deep",
        "upgrade",
        "pending",
        "search ferry",
        "export -o {folder}/export.csv --format csv",
        "report -o {folder}/report.html",
        "reindex",
        "housekeeping",
        "backup {folder}/backup.db",
        "restore {crawled}",
    ],
)
def test_after_each_command(command: str, crawled: Path, tmp_path: Path) -> None:
    file = tmp_path / "news.db"
    left_by_a_killed_one(crawled, file)
    words = command.format(folder=tmp_path, crawled=crawled).split()

    assert main(["--database", f"sqlite:///{file}", *words]) == 0

    assert [one.name for one in tmp_path.glob("news.db-*")] == []
    assert copied(file, tmp_path) == counts(file)


def left_by_a_killed_one(crawled: Path, file: Path) -> None:
    """The same database with its last commit in the log alone."""
    shutil.copyfile(crawled, file)
    code = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('UPDATE articles SET word_count = word_count + 1'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(file)], check=False)
    assert size_of_log(file) > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        "schedules --file {folder}/schedule.toml run nightly",
        "schedules --file {folder}/schedule.toml status",
        "scrapy crawl feeds",
    ],
)
def test_after_each_crawl(command: str, crawled: Path, site: ReplicaSite, tmp_path: Path) -> None:
    file = tmp_path / "news.db"
    shutil.copyfile(crawled, file)
    (tmp_path / "schedule.toml").write_text(SCHEDULE)

    ended(site, file, *command.format(folder=tmp_path).split())

    assert [one.name for one in tmp_path.glob("news.db-*")] == []
    assert copied(file, tmp_path) == counts(file)


@pytest.mark.slow
def test_a_crawl_that_cannot_leave_it_whole_says_so_in_one_line(
    site: ReplicaSite, databases: Databases, tmp_path: Path
) -> None:
    url = databases.url("sqlite")
    file = Path(url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchall()
        done = crawl("sections", site.url, url, "sections=sports")
    said = [line for line in done.err.splitlines() if "is not whole by itself" in line]
    assert done.status == 0
    assert len(said) == 1
    assert f"{file.name}-wal" in said[0]
    assert "has it open" in said[0]
