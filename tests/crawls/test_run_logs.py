"""Each run has a file of its own with its log, whoever starts it; none hurts the run."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.store import open_engine
from pipelines.store.lock import RunLock
from tests.crawls.commands import pipelines
from tests.crawls.crawl import Ended, command, crawl, environment, rows
from tests.crawls.hooks import listening_hook
from tests.crawls.small_disks import fill, small_disk
from tests.databases import Databases
from tests.site.process import ReplicaSite
from tests.terminal import on_terminal

pytestmark = pytest.mark.slow

SECTION = "sections=tennis"
ROOM = 4096


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    return tmp_path / "logs"


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.url("sqlite")


def files(logs: Path) -> list[Path]:
    return sorted(logs.iterdir())


def log_lines(ended: Ended) -> list[str]:
    return [line for line in ended.err.splitlines() if not line.startswith("scrapy crawl:")]


def test_the_file_has_what_stderr_has_and_the_database_names_it(
    site: ReplicaSite, database_url: str, logs: Path
) -> None:
    ended = crawl("sections", site.url, database_url, SECTION)
    (file,) = files(logs)
    assert ended.status == 0
    assert file.read_text(encoding="utf-8").splitlines() == log_lines(ended)
    assert [run["log"] for run in rows(database_url, "v_runs")] == [str(file)]
    assert f"log {file}" in pipelines(database_url, "runs", "--run", "1").out.splitlines()


def test_a_run_that_is_refused_by_the_lock_says_so_in_its_own_file(
    site: ReplicaSite, url: str, logs: Path
) -> None:
    assert crawl("sections", site.url, url, SECTION).status == 0
    engine = open_engine(url)
    with RunLock(engine, "sections"):
        refused = crawl("sections", site.url, url, SECTION)
    engine.dispose()
    assert refused.status == 75
    _, second = files(logs)
    assert f"{refused.last_line}; exit status 75" in second.read_text(encoding="utf-8")


def test_files_older_than_log_days_go_at_the_start_of_a_run(
    site: ReplicaSite, url: str, logs: Path
) -> None:
    assert crawl("sections", site.url, url, SECTION).status == 0
    (first,) = files(logs)
    foreign = logs / "nginx-2020-01-01.log"
    foreign.touch()
    for file in (first, foreign):
        os.utime(file, (time.time() - 3 * 86_400,) * 2)
    assert crawl("sections", site.url, url, SECTION).status == 0
    assert first in files(logs)
    assert crawl("sections", site.url, url, SECTION, LOG_DAYS="2").status == 0
    assert first not in files(logs)
    assert foreign in files(logs)


def test_days_that_are_none_are_refused(url: str) -> None:
    ended = crawl("sections", "http://127.0.0.1:9", url, LOG_DAYS="a month")
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "LOG_DAYS is 'a month'" in ended.err


@pytest.mark.parametrize("folder", ["/dev/null/logs", "/proc/logs"])
def test_a_folder_that_takes_no_file_is_said_and_the_log_is_on_stderr(
    folder: str, site: ReplicaSite, url: str
) -> None:
    ended = crawl("sections", site.url, url, SECTION, LOGS_DIR=folder)
    first, *log = ended.err.splitlines()
    assert ended.status == 0
    assert first.startswith("the log goes to stderr, it can have no file in LOGS_DIR: ")
    assert any("finished" in line for line in log)
    assert [run["log"] for run in rows(url, "v_runs")] == [None]


def test_no_folder_no_file(site: ReplicaSite, url: str, logs: Path) -> None:
    ended = crawl("sections", site.url, url, SECTION, LOGS_DIR="")
    assert (ended.status, logs.exists()) == (0, False)
    assert "LOGS_DIR" not in ended.err


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """With room for the first lines of a log."""
    with small_disk(tmp_path / "disk", "64k") as folder:
        fill(folder)
        filler = folder / "filler"
        os.truncate(filler, filler.stat().st_size - ROOM)
        yield folder


def test_a_disk_that_is_full_of_the_log_is_said_in_one_line(
    site: ReplicaSite, url: str, disk: Path
) -> None:
    much = {"LOG_LEVEL": "DEBUG"}
    ended = crawl("sections", site.url, url, SECTION, settings=much, LOGS_DIR=str(disk))
    said = [line for line in ended.err.splitlines() if "cannot be written" in line]
    assert ended.status == 0
    assert len(said) == 1
    assert said[0].startswith("the log cannot be written: [Errno 28]")
    assert (disk / Path(rows(url, "v_runs")[0]["log"]).name).stat().st_size == ROOM
    assert [run["outcome"] for run in rows(url, "v_runs")] == ["succeeded"]


def test_json_in_the_file_too(site: ReplicaSite, url: str, logs: Path) -> None:
    assert crawl("sections", site.url, url, SECTION, LOG_FORMAT="json").status == 0
    (file,) = files(logs)
    runs = {json.loads(line)["run"] for line in file.read_text(encoding="utf-8").splitlines()}
    assert runs == {1}


def test_whoever_is_told_is_told_where_the_log_is(site: ReplicaSite, url: str, logs: Path) -> None:
    site.fault("all-500")
    with listening_hook() as hook:
        ended = crawl(
            "sections", site.url, url, SECTION, NOTIFY_URLS=hook.url, PING_URL=hook.ping_url
        )
        assert ended.status == 1
        (file,) = files(logs)
        (notice,) = hook.texts
        _, body = hook.posts[-1]
    assert f"log: {file}" in notice.splitlines()
    assert body.splitlines()[:2] == ["exit status 1", f"log: {file}"]


def test_on_a_terminal_the_log_is_in_the_file_alone(
    site: ReplicaSite, url: str, logs: Path
) -> None:
    status, shown = on_terminal(command("sections", SECTION), environment(site.url, url))
    (file,) = files(logs)
    assert status == 0
    assert f"The log is in {file}" in shown.replace("\r\n", "")
    assert "[scrapy" not in shown
    assert "finished" in file.read_text(encoding="utf-8")
    assert shown.rstrip().endswith("Next: python -m pipelines report")


def test_on_a_terminal_without_a_file_the_log_takes_the_place_of_the_line(
    site: ReplicaSite, url: str
) -> None:
    given = environment(site.url, url, LOGS_DIR="/dev/null/logs")
    status, shown = on_terminal(command("sections", SECTION), given)
    assert status == 0
    assert shown.startswith("the log goes to stderr")
    assert "[scrapy.core.engine]" in shown
    assert "\x1b[2K" not in shown
