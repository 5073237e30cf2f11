"""`status --expect-service`: does a scheduler run on this host?"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest

from pipelines.store import open_engine
from pipelines.store.ledger import Ledger
from schedules import presence
from schedules.commands import main
from tests.databases import Databases
from tests.schedules.test_children import SLEEPS
from tests.schedules.test_start import started, written

SECONDS = 30


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.url("sqlite")


def status(file: Path, url: str, *more: str) -> int:
    return main(["status", "--file", str(file), "--database", url, *more])


def test_while_one_runs_and_after_its_kill(url: str, tmp_path: Path) -> None:
    file = written(tmp_path, SLEEPS)
    assert status(file, url, "--expect-service") == 2
    with started(file, url) as process:
        until = monotonic() + SECONDS
        while not presence.is_running() and monotonic() < until:
            sleep(0.05)
        assert status(file, url, "--expect-service") == 0
        process.kill()
        process.wait()
    assert status(file, url, "--expect-service") == 2


def test_it_is_shown(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, SLEEPS)
    assert status(file, url) == 0
    assert presence.NONE_RUNS in capsys.readouterr().out
    with presence.shown(), presence.shown():
        assert status(file, url) == 0
        assert presence.RUNS in capsys.readouterr().out


def test_a_folder_that_takes_no_file_stops_no_scheduler(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(presence, "FILE", Path("/proc/none/scheduler.lock"))
    with presence.shown():
        assert not presence.is_running()
    assert "cannot tell that this runs" in caplog.text


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (3, 1)], ids=["in time", "late"])
def test_what_is_amiss_is_an_exit_status(
    days: int, expected: int, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    engine = open_engine(url)
    due = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    Ledger(engine).note("nightly", [due - timedelta(days=days)], "missed")
    engine.dispose()
    assert status(written(tmp_path, SLEEPS), url, "--json") == expected
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["late_since"] is not None) == bool(expected)
