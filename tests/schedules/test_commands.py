"""`python -m schedules` as a person or cron calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from crawler.runtime.paths import ROOT
from pipelines.store import open_engine
from pipelines.store.lock import RunLock
from schedules import crontab
from schedules.commands import main
from schedules.definitions import DEFAULT_FILE, load
from tests import fork_server
from tests.databases import Databases
from tests.pipelines.factories import rows
from tests.schedules.making import utc

NOW = utc(2026, 10, 1, 12)
FILE = """
[[schedule]]
name = "nightly"
kind = "command"
command = ["python", "-c", "raise SystemExit(3)"]
cron = "30 2 * * *"
timezone = "Europe/Istanbul"
time_limit = "20s"

[[schedule]]
name = "off"
kind = "command"
command = ["python", "-c", "print('100%')"]
cron = "@weekly"
timezone = "UTC"
time_limit = "20s"
enabled = false
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "schedule.toml").write_text(FILE)
    return str(tmp_path / "schedule.toml")


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.url("sqlite")


def called(*arguments: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "schedules", *arguments]
    return fork_server.run(argv)


def test_list_shows_local_times_and_utc(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    with time_machine.travel(NOW):
        assert main(["list", "--file", file]) == 0
    lines = capsys.readouterr().out.splitlines()
    nightly = "nightly Fri 2026-10-02 02:30 +03 2026-10-01 23:30 11h30m"
    assert " ".join(lines[1].split()) == nightly
    assert "off       not enabled" in lines
    defined = "nightly 30 2 * * * Europe/Istanbul python -c raise SystemExit(3)"
    assert " ".join(lines[-2].split()) == defined


def test_list_as_json(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    with time_machine.travel(NOW):
        assert main(["--file", file, "list", "--json"]) == 0
    nightly, off = json.loads(capsys.readouterr().out)
    assert nightly["next"][0] == {
        "local": "2026-10-02T02:30:00+03:00",
        "utc": "2026-10-01T23:30:00+00:00",
    }
    assert len(nightly["next"]) == 3
    assert (off["enabled"], off["next"]) == (False, [])


def test_list_loads_nothing_heavy() -> None:
    """It answers at once: neither Scrapy nor the store is needed to tell the time."""
    code = (
        "import sys; from schedules.commands import main; main(['list']);"
        "heavy = {'scrapy', 'twisted', 'sqlalchemy', 'apscheduler', 'alembic'} & set(sys.modules);"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    argv = [sys.executable, "-c", code]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        (["run", "sectoins"], 2, "there is no schedule 'sectoins'; there are: sections, feeds"),
        (["list", "--file", "/no/such.toml"], 2, "/no/such.toml cannot be read"),
        (["--database", "mysql://u:secret@h/x", "status"], 2, "mysql is not supported"),
        (["status", "--database", "postgresql://u:secret@127.0.0.1:1/x"], 1, "cannot be used now"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    arguments: list[str], status: int, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == status
    said = capsys.readouterr().err
    assert said.startswith("schedules: ")
    assert complaint in said
    assert said.count("\n") == 1
    assert "secret" not in said


@pytest.mark.parametrize("command", ["list", "status", "crontab", "run", "start"])
def test_a_broken_file_is_refused_with_its_line(command: str, tmp_path: Path) -> None:
    file = tmp_path / "schedule.toml"
    file.write_text(FILE.replace("30 2 * * *", "30 2 * * 8"))
    name = ["nightly"] if command == "run" else []
    done = called(command, *name, "--file", str(file), "--database", f"sqlite:///{tmp_path}/x.db")
    assert done.returncode == 2
    assert done.stderr == f"schedules: {file}:6: cron: weekday '8' is not 0-7 or sun-sat\n"
    assert not (tmp_path / "x.db").exists()


@pytest.mark.parametrize("command", ["", "start", "run", "list", "status", "crontab"])
def test_help_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main([*filter(None, [command]), "--help"])
    assert done.value.code == 0
    assert "example: python -m schedules" in capsys.readouterr().out


def test_a_pipe_that_closes_early_is_no_error() -> None:
    shell = f"{sys.executable} -m schedules list --json | head -1; echo ${{PIPESTATUS[0]}}"
    argv = ["bash", "-c", shell]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[\n0\n", "")


def test_run_exits_as_its_crawl_and_leaves_a_row(file: str, url: str) -> None:
    done = called("run", "nightly", "--file", file, "--database", url)
    assert done.returncode == 3
    engine = open_engine(url)
    (row,) = rows(engine, "SELECT * FROM v_ledger")
    assert (row["schedule"], row["result"]) == ("nightly", "refused")
    assert str(row["due_at"]).endswith("23:30:00")
    again = called("run", "nightly", "--file", file, "--database", url)
    assert again.returncode == 3
    assert len(rows(engine, "SELECT * FROM v_ledger")) == 2
    engine.dispose()


def test_run_while_it_runs_is_75(file: str, url: str) -> None:
    engine = open_engine(url)
    with RunLock(engine, "schedule-nightly"):
        done = called("run", "nightly", "--file", file, "--database", url)
    engine.dispose()
    assert done.returncode == 75
    assert "schedule-nightly is running already" in done.stderr.splitlines()[-1]
    assert " since " in done.stderr


def test_run_without_a_database_still_runs_and_says_so(file: str) -> None:
    database = "postgresql://u:secret@127.0.0.1:1/x"
    done = called("run", "nightly", "--file", file, "--database", database)
    assert done.returncode == 3
    assert "the ledger is away" in done.stderr
    assert "secret" not in done.stderr


def test_a_relative_database_is_relative_to_the_project(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("crawler.runtime.paths.ROOT", tmp_path / "project")
    monkeypatch.setattr("crawler.settings.DATABASE_URL", "sqlite:///data/x.db")
    assert main(["status", "--file", file]) == 0
    assert (tmp_path / "project" / "data").is_dir()


def test_status_of_a_fresh_checkout(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = f"sqlite:///{tmp_path}/x.db"
    assert main(["status", "--file", file, "--database", database, "--json"]) == 0
    assert [one["state"] for one in json.loads(capsys.readouterr().out)] == ["never run"] * 2
    assert not (tmp_path / "x.db").exists()


def crontab_lines(zone: str, file: Path, **environment: str) -> list[str]:
    return crontab.lines(load(file), file, NOW.astimezone(ZoneInfo(zone)), environment)


def test_crontab_for_a_machine_with_another_clock(file: str) -> None:
    lines = crontab_lines("UTC", Path(file), DATABASE_URL="sqlite:///x.db", HOME="/root")
    assert 'DATABASE_URL="sqlite:///x.db"' in lines
    assert not any("HOME" in line for line in lines)
    assert lines[-2] == (
        f"30 2 * * * cd {ROOT} && {sys.executable} -m schedules run nightly --quiet --file {file}"
    )
    assert lines[-3] == "CRON_TZ=Europe/Istanbul"
    assert not any("run off" in line for line in lines)


def test_crontab_for_a_machine_in_the_schedules_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crontab, "is_local", lambda zone, now: zone.key == "Europe/Istanbul")
    lines = crontab_lines("Europe/Istanbul", DEFAULT_FILE)
    assert not any("CRON_TZ" in line for line in lines)
    commands = [line for line in lines if not line.startswith("#")]
    assert [line.split()[-2:] for line in commands] == [
        [one.name, "--quiet"] for one in load(DEFAULT_FILE)
    ]


def test_the_machines_zone_is_known_by_its_clock() -> None:
    own = datetime.now().astimezone().utcoffset()
    assert crontab.is_local(ZoneInfo("Asia/Kathmandu"), NOW) is (str(own) == "5:45:00")
