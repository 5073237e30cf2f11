"""`python -m schedules start` as a process: what signals do to it and to its crawls."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import pytest

from crawler.runtime.paths import ROOT
from pipelines.store import open_engine
from pipelines.store.ledger import Ledger
from tests.databases import Databases
from tests.pipelines.factories import rows
from tests.schedules.making import DAY
from tests.schedules.test_children import (
    IGNORES,
    SAYS_ITS_NUMBER,
    SLEEPS,
    alive,
    gone_within,
    number_in,
)


@pytest.fixture
def url(databases: Databases) -> str:
    """A database whose ledger has a night missing, so that a start begins with a crawl."""
    made = databases.url("sqlite")
    engine = open_engine(made)
    Ledger(engine).note("nightly", [datetime.now(UTC) - 2 * DAY], "missed")
    engine.dispose()
    return made


def written(tmp_path: Path, code: str) -> Path:
    file = tmp_path / "schedule.toml"
    number = tmp_path / "pid"
    file.write_text(
        f"""
[[schedule]]
name = "nightly"
kind = "command"
command = ["python", "-c", {code!r}, "{number}"]
cron = "@daily"
timezone = "UTC"
time_limit = "2m"
"""
    )
    return file


@pytest.fixture(autouse=True)
def signals_are_heard() -> Iterator[None]:
    """A shell hands SIGINT down ignored to what it starts in the background, such as `make test &`;
    the scheduler then leaves it so, as it must."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextmanager
def started(file: Path, url: str, command: str = "start") -> Iterator[subprocess.Popen[str]]:
    words = [command, "nightly"] if command == "run" else [command]
    argv = [sys.executable, "-m", "schedules", *words, "--file", str(file), "--database", url]
    with subprocess.Popen(argv, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("number", "command", "status"),
    [(signal.SIGTERM, "start", 0), (signal.SIGINT, "start", 0), (signal.SIGTERM, "run", 1)],
)
def test_a_signal_stops_the_crawl_cleanly_and_leaves_no_orphan(
    url: str, tmp_path: Path, number: signal.Signals, command: str, status: int
) -> None:
    cleanly = tmp_path / "cleanly"
    code = (
        f"import signal, sys; "
        f"signal.signal(signal.SIGTERM, lambda *_: sys.exit(open('{cleanly}', 'w').close())); "
        f"{SAYS_ITS_NUMBER}{SLEEPS}"
    )
    with started(written(tmp_path, code), url, command) as process:
        child = number_in(tmp_path / "pid")
        process.send_signal(number)
        assert process.wait(60) == status
        assert not alive(child)
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert cleanly.exists()


@pytest.mark.parametrize("command", ["start", "run"])
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's wish is Linux's own")
def test_a_killed_scheduler_leaves_no_orphan(url: str, tmp_path: Path, command: str) -> None:
    code = IGNORES + SAYS_ITS_NUMBER + SLEEPS
    with started(written(tmp_path, code), url, command) as process:
        child = number_in(tmp_path / "pid")
        process.kill()
        assert gone_within(child, 30)


@pytest.mark.slow
def test_a_crawl_that_does_not_listen_is_killed_after_its_grace(url: str, tmp_path: Path) -> None:
    code = IGNORES + SAYS_ITS_NUMBER + SLEEPS
    with started(written(tmp_path, code), url) as process:
        child = number_in(tmp_path / "pid")
        began = monotonic()
        process.terminate()
        assert process.wait(45) == 0
        assert 29 < monotonic() - began < 45
        assert not alive(child)


def test_two_schedulers_run_one_crawl(url: str, tmp_path: Path) -> None:
    """CASES 27: two processes, one missed night."""
    code = f"open(sys.argv[1] + '.all', 'a').write('ran\\n'); {SAYS_ITS_NUMBER}"
    file = written(tmp_path, f"import sys, time; {code}time.sleep(2)")
    with started(file, url) as first, started(file, url) as second:
        number_in(tmp_path / "pid", seconds=60)
        assert first.poll() is None
        assert second.poll() is None
        # Both have looked by now: the crawl has its row, and the other scheduler waits.
        assert gone_within(number_in(tmp_path / "pid"), 60)
        for one in (first, second):
            one.terminate()
            assert one.wait(60) == 0
    assert (tmp_path / "pid.all").read_text() == "ran\n"
    engine = open_engine(url)
    last = rows(engine, "SELECT result FROM v_ledger ORDER BY due_at")[-1]
    engine.dispose()
    assert last == {"result": "late"}


@pytest.mark.slow
def test_a_whole_minute_by_the_real_clock(url: str, tmp_path: Path) -> None:
    file = written(tmp_path, SAYS_ITS_NUMBER)
    file.write_text(file.read_text().replace("@daily", "* * * * *"))
    engine = open_engine(url)
    Ledger(engine).note("nightly", [datetime.now(UTC)], "missed")
    with started(file, url) as process:
        assert gone_within(number_in(tmp_path / "pid", seconds=90), 30)
        sleep(1)  # its end is written down
        process.terminate()
        assert process.wait(60) == 0
    last = rows(engine, "SELECT * FROM v_ledger ORDER BY due_at")[-1]
    engine.dispose()
    assert last["result"] == "ran"
    assert str(last["due_at"])[17:19] == "00"
