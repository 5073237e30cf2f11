"""An edit of the file of schedules, taken over while the scheduler runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from schedules.children import Children
from schedules.definitions import load
from schedules.reloading import Changes, ScheduleFile
from schedules.service import Service
from tests.crawls.crawl import PROJECT
from tests.databases import Databases
from tests.schedules.making import nightly
from tests.schedules.test_service import eventually, ledger

BEAT = timedelta(seconds=0.05)
ENTRY = """
[[schedule]]
name = "{name}"
kind = "command"
command = ["python", "-c", "pass"]
cron = "{cron}"
timezone = "UTC"
time_limit = "1m"
"""
FAR = "0 0 29 2 *"


def entries(**crons: str) -> str:
    return "".join(ENTRY.format(name=name, cron=cron) for name, cron in crons.items())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "schedule.toml"
    written.write_text(entries(one=FAR, two=FAR), encoding="utf-8")
    return written


@pytest.fixture
def service(file: Path, databases: Databases) -> Iterator[Service]:
    made = Service(
        load(file), databases.url("sqlite"), Children(), heartbeat=BEAT, file=ScheduleFile(file)
    )
    made.start()
    yield made
    made.stop()


def planned(service: Service) -> dict[str, str]:
    return {name: one.cron.expression for name, one in service._schedules.items()}


def jobs(service: Service) -> set[str]:
    return {
        job.id
        for job in service._scheduler.get_jobs()
        if job.trigger.__class__.__name__ == "DueTrigger"
    }


def test_what_an_edit_changes() -> None:
    a, b, c = (nightly(name=name) for name in "abc")
    other = nightly(name="b", enabled=False)
    found = Changes.between([a, b], [other, c])
    assert (found.gone, found.changed, found.new) == (("a",), (other,), (c,))
    assert found.said() == "c new; b changed; a gone"
    assert Changes.between([a], [a]).said() == "nothing changed"


def test_an_edit_is_taken_over(service: Service, file: Path) -> None:
    file.write_text(entries(two="0 0 1 1 *", three=FAR), encoding="utf-8")
    eventually(lambda: planned(service), {"two": "0 0 1 1 *", "three": FAR})
    eventually(lambda: jobs(service), {"two", "three"})


def test_a_new_one_begins_now(service: Service, file: Path, databases: Databases) -> None:
    """Of the time before it existed nothing is made up for."""
    file.write_text(entries(one=FAR, new="* * * * *"), encoding="utf-8")
    eventually(lambda: set(planned(service)), {"one", "new"})
    url = service._runner._database
    eventually(lambda: [result for _, result in ledger(url, "new")][:1], ["missed"])


@pytest.mark.parametrize("text", ["", "[[schedule]", entries(one="61 * * * *")])
def test_a_wrong_one_is_refused(
    text: str, service: Service, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.write_text(text, encoding="utf-8")
    eventually(lambda: "the schedules of before stay" in caplog.text, True)
    assert planned(service) == {"one": FAR, "two": FAR}
    assert caplog.text.count("the schedules of before stay") == 1
    file.write_text(entries(one=FAR), encoding="utf-8")
    eventually(lambda: planned(service), {"one": FAR})


def test_a_file_that_is_gone_changes_nothing(file: Path) -> None:
    watched = ScheduleFile(file)
    file.unlink()
    assert not watched.has_changed()


@pytest.mark.slow
def test_sighup_reads_it_again_and_sigterm_stops(file: Path, databases: Databases) -> None:
    url = databases.url("sqlite")
    words = ["schedules", "--file", str(file), "--database", url, "start"]
    service = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=PROJECT,
        env=os.environ,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert service.stderr is not None
    try:
        _until(service.stderr, "two: next at")
        file.write_text(entries(one=FAR), encoding="utf-8")
        service.send_signal(signal.SIGHUP)
        _until(service.stderr, "The schedules were read again: two gone")
        service.send_signal(signal.SIGTERM)
        assert service.wait(60) == 0
    finally:
        service.kill()
        service.wait()
        service.stderr.close()


def _until(lines: Iterator[str], words: str) -> None:
    assert any(words in line for line in lines), words
