"""`schedules run NAME --quiet`, as cron calls it: silent, or one paragraph."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.runtime.paths import ROOT
from pipelines.store import open_engine
from pipelines.store.lock import RunLock
from tests.crawls.small_disks import fill, small_disk
from tests.databases import Databases
from tests.schedules.test_commands import called

DEFINED = """
[[schedule]]
name = "nightly"
kind = "command"
command = ["python", "-c", '''{code}''']
cron = "30 2 * * *"
timezone = "UTC"
time_limit = "{limit}"
{more}
"""
SAYS = "import sys; print('to stdout'); print('to stderr', file=sys.stderr); sys.exit({status})"


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.url("sqlite")


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    return tmp_path / "logs"


class Quiet:
    def __init__(self, folder: Path, url: str) -> None:
        self._file = folder / "schedule.toml"
        self._url = url

    def __call__(
        self, code: str, more: str = "", limit: str = "60s"
    ) -> subprocess.CompletedProcess[str]:
        self._file.write_text(DEFINED.format(code=code, more=more, limit=limit))
        arguments = ("--file", str(self._file), "--database", self._url)
        return called("run", "nightly", "--quiet", *arguments)


@pytest.fixture
def quiet(tmp_path: Path, url: str) -> Quiet:
    return Quiet(tmp_path, url)


def only(logs: Path) -> Path:
    (file,) = logs.iterdir()
    return file


def test_a_healthy_run_is_silent_and_its_file_has_all(quiet: Quiet, logs: Path) -> None:
    done = quiet(SAYS.format(status=0))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    lines = only(logs).read_text(encoding="utf-8").splitlines()
    said = [line.partition("] ")[2] for line in lines]
    assert {"INFO: to stdout", "INFO: to stderr"} <= set(said)
    assert said[-1] == "INFO: nightly: ended with exit status 0"


def test_any_other_is_one_paragraph(quiet: Quiet, logs: Path) -> None:
    done = quiet("print('much'); raise SystemExit('no room for a copy')")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "Daily Sabah: the schedule nightly ended with exit status 1",
        "reason: no room for a copy",
        f"log: {only(logs)}",
    ]


@pytest.mark.slow
def test_one_that_is_stopped_at_its_time_limit(quiet: Quiet) -> None:
    done = quiet("import time; time.sleep(60)", limit="1s")
    assert done.returncode == 1
    assert "- nightly: stopped at its time limit of 1s" in done.stderr.splitlines()


@pytest.mark.slow
def test_one_that_runs_already(quiet: Quiet, url: str) -> None:
    engine = open_engine(url)
    with RunLock(engine, "schedule-nightly"):
        done = quiet("pass")
    engine.dispose()
    first, why, log = done.stderr.splitlines()
    assert (done.returncode, log[:5]) == (75, "log: ")
    assert first.endswith("ended with exit status 75")
    assert "schedule-nightly is running already" in why


@pytest.mark.slow
def test_what_follows_a_healthy_run_and_fails_is_said(quiet: Quiet) -> None:
    done = quiet("pass", more="""then = ["python", "-c", "raise SystemExit(4)"]""")
    assert done.returncode == 0
    assert any("ended with status 4" in line for line in done.stderr.splitlines())


@pytest.mark.slow
def test_what_it_starts_may_outlive_it_and_hold_its_output(quiet: Quiet) -> None:
    """A daemon that keeps the streams of its parent does not hold up cron's job."""
    code = "import subprocess; subprocess.Popen(['sleep', '30'], start_new_session=True)"
    done = quiet(code)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["/dev/null/logs", "/proc/logs"])
def test_a_folder_that_takes_no_file(
    folder: str, quiet: Quiet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGS_DIR", folder)
    done = quiet(SAYS.format(status=3))
    first, *log = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (3, "to stdout\n")
    assert first.startswith("the log goes to stderr, it can have no file in LOGS_DIR: ")
    assert "to stderr" in log


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """With room for a file's name and nothing in it."""
    with small_disk(tmp_path / "disk", "64k") as folder:
        fill(folder)
        yield folder


@pytest.mark.slow
def test_a_full_disk_is_one_line_and_changes_no_exit_status(
    quiet: Quiet, full_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGS_DIR", str(full_disk))
    done = quiet(SAYS.format(status=0))
    assert (done.returncode, done.stdout) == (0, "")
    (said,) = done.stderr.splitlines()
    assert said.startswith("the log cannot be written: [Errno 28]")


@pytest.mark.slow
def test_a_line_without_an_end_takes_no_memory(quiet: Quiet, logs: Path) -> None:
    done = quiet("print('x' * 100_000)")
    assert (done.returncode, done.stderr) == (0, "")
    lines = only(logs).read_text(encoding="utf-8").splitlines()
    assert sum(line.count("x" * 1000) for line in lines) >= 6
    assert max(map(len, lines)) < 20_000


@pytest.mark.slow
def test_days_that_are_none(quiet: Quiet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_DAYS", "-3")
    done = quiet("pass")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "LOG_DAYS is '-3'" in done.stderr


def test_the_lines_of_the_crontab_come_beside_those_of_the_user(tmp_path: Path) -> None:
    """By the command that they name, twice, in cron's shell; the program `crontab` is a file's."""
    table = tmp_path / "table"
    table.write_text("MAILTO=me\n5 4 * * * backup 100\\%  # mine\n")
    program = tmp_path / "bin" / "crontab"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nif [ "$1" = -l ]; then cat {table}; else cat > {table}.new; '
        f"mv {table}.new {table}; fi\n"
    )
    program.chmod(0o755)
    given = {"PATH": f"{program.parent}:/usr/bin:/bin", "HOME": "/nonexistent", "ENV_FILE": ""}
    printed = called("crontab").stdout
    (adding,) = [line[1:] for line in printed.splitlines() if "crontab -l" in line]
    for _ in range(2):
        subprocess.run(["/bin/sh", "-c", adding], env=given, cwd="/", check=True)
    lines = table.read_text().splitlines()
    assert lines[:2] == ["MAILTO=me", "5 4 * * * backup 100\\%  # mine"]
    assert sum(line.startswith("# BEGIN ") for line in lines) == 1
    assert [line for line in lines[2:] if " run " in line and line[0] != "#"] == [
        line for line in printed.splitlines() if " run " in line and line[0] != "#"
    ]
    assert str(ROOT) in lines[2]
    assert os.environ["ENV_FILE"] == ""
