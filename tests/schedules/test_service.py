"""The scheduler in this process, with a clock that is moved under it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from pipelines.store import Store, open_engine
from pipelines.store.ledger import Ledger, Result
from pipelines.store.lock import Held, RunLock
from schedules import pauses
from schedules.children import Children
from schedules.cron import Cron
from schedules.definitions import Schedule
from schedules.service import DueTrigger, Service
from tests.databases import Databases
from tests.pipelines.factories import rows
from tests.schedules.making import DAY, HOUR, MINUTE, command, nightly, played, utc
from tests.schedules.test_children import GRACE

DUE = utc(2026, 10, 1, 23, 30)
BEAT = timedelta(seconds=0.05)


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.url("sqlite")


@contextmanager
def service(url: str, *schedules: Schedule) -> Iterator[Service]:
    """Started, with its first look at the ledger done; stopped when its crawls have ended."""
    children = Children(GRACE)
    made = Service(schedules, url, children, heartbeat=BEAT)
    made.start()
    try:
        for one in schedules:
            eventually(partial(has_rows, url, one.name), True)
        yield made
        eventually(lambda: len(children), 0)
    finally:
        made.stop()


def settled(url: str, due_at: datetime, result: Result = "ran", name: str = "nightly") -> None:
    """A row from before."""
    engine = open_engine(url)
    ledger = Ledger(engine)
    ledger.claim(name, due_at, due_at, "ran")
    ledger.settle(name, due_at, result, None if result != "ran" else _some_run(url))
    engine.dispose()


def _some_run(url: str) -> int:
    engine = open_engine(url)
    run = Store(engine).start_run("sections", {}, DUE)
    engine.dispose()
    return run


def ledger(url: str, name: str = "nightly") -> list[tuple[str, str]]:
    engine = open_engine(url)
    query = f"SELECT * FROM v_ledger WHERE schedule = '{name}' ORDER BY due_at"
    found = rows(engine, query)
    engine.dispose()
    return [(str(row["due_at"])[5:16], row["result"]) for row in found]


def has_rows(url: str, name: str) -> bool:
    return bool(ledger(url, name))


def newest_result(url: str, name: str) -> str:
    return ledger(url, name)[-1][1]


def eventually(found: Callable[[], Any], expected: Any, seconds: float = 60) -> None:
    # Of the real clock: the other one is moved.
    end = monotonic() + seconds
    while found() != expected and monotonic() < end:
        sleep(0.02)
    assert found() == expected


def counting(file: Path, **given: Any) -> Schedule:
    """A command that leaves a line for each time it ran."""
    return command(f"open({str(file)!r}, 'a').write('ran\\n')", **given)


def times_run(file: Path) -> int:
    return len(file.read_text().splitlines()) if file.exists() else 0


def test_apscheduler_is_woken_at_our_due_times() -> None:
    """CASES 24 and 25: its own cron trigger is not used."""
    trigger = DueTrigger(nightly(cron=Cron.parse("30 2 * * 7")))
    sunday = utc(2026, 10, 3, 23, 30)
    assert trigger.get_next_fire_time(None, DUE) == sunday
    assert trigger.get_next_fire_time(sunday, sunday) == sunday + 7 * DAY
    assert trigger.get_next_fire_time(sunday, sunday + 30 * DAY) == sunday + 35 * DAY


def test_a_night_slept_through_is_run_once_and_late(url: str, tmp_path: Path) -> None:
    """CASES 26: the laptop's lid is closed at eleven and opened at eight."""
    file = tmp_path / "ran"
    with time_machine.travel(DUE - HOUR) as clock, service(url, counting(file)):
        eventually(lambda: ledger(url), [("09-30 23:30", "missed")])
        clock.move_to(DUE + 6 * HOUR)
        eventually(lambda: ledger(url)[-1], ("10-01 23:30", "late"))
        eventually(lambda: times_run(file), 1)
        sleep(0.3)
        clock.move_to(DUE + 8 * HOUR)
        sleep(0.3)
    assert times_run(file) == 1
    assert ledger(url) == [("09-30 23:30", "missed"), ("10-01 23:30", "late")]


def test_night_after_night(url: str, tmp_path: Path) -> None:
    """CASES 23: the second run in one scheduler works like the first."""
    file = tmp_path / "ran"
    with time_machine.travel(DUE - MINUTE) as clock, service(url, counting(file)):
        for night in range(3):
            clock.move_to(DUE + night * DAY)
            eventually(lambda: times_run(file), night + 1)
            eventually(lambda: ledger(url)[-1][1], "ran")
    assert len(ledger(url)) == 4


def test_what_was_missed_while_it_was_down_runs_at_its_start(url: str, tmp_path: Path) -> None:
    file = tmp_path / "ran"
    settled(url, DUE - 3 * DAY, "refused")
    with time_machine.travel(DUE + HOUR), service(url, counting(file)):
        eventually(lambda: times_run(file), 1)
        eventually(lambda: ledger(url)[-1], ("10-01 23:30", "late"))
    with time_machine.travel(DUE + 2 * HOUR), service(url, counting(file)):
        sleep(0.5)
    assert times_run(file) == 1
    expected = [("09-28 23:30", "refused"), ("09-29 23:30", "missed"), ("09-30 23:30", "missed")]
    assert ledger(url) == [*expected, ("10-01 23:30", "late")]


@pytest.mark.parametrize(
    "night", [utc(2026, 3, 29, 1, 30), utc(2026, 10, 25, 0, 30)], ids=["March", "October"]
)
def test_the_nights_on_which_the_clocks_change(url: str, tmp_path: Path, night: datetime) -> None:
    """CASES 25: 02:30 in Berlin, which there is not in March and twice in October."""
    file = tmp_path / "ran"
    schedule = counting(file, zone=ZoneInfo("Europe/Berlin"))
    with time_machine.travel(night - 2 * HOUR) as clock, service(url, schedule):
        for minutes in range(-60, 181, 30):
            clock.move_to(night + minutes * MINUTE)
            sleep(0.2)
        eventually(lambda: times_run(file), 1)
    assert [row[0] for row in ledger(url)[1:]] == [f"{night:%m-%d %H:%M}"]


def test_what_comes_due_while_it_runs_is_skipped(url: str, tmp_path: Path) -> None:
    file = tmp_path / "go"
    code = f"import os, time\nwhile not os.path.exists({str(file)!r}): time.sleep(0.05)"
    with time_machine.travel(DUE - MINUTE) as clock, service(url, command(code)):
        clock.move_to(DUE)
        eventually(lambda: ledger(url)[-1], ("10-01 23:30", "ran"))
        clock.move_to(DUE + DAY)
        eventually(lambda: ledger(url)[-1], ("10-02 23:30", "skipped"))
        clock.move_to(DUE + 2 * DAY)
        eventually(lambda: ledger(url)[-1], ("10-03 23:30", "skipped"))
        file.touch()
        sleep(0.5)
        clock.move_to(DUE + 3 * DAY)
        eventually(lambda: ledger(url)[-1], ("10-04 23:30", "ran"))


def test_a_crash_of_one_crawl_is_nothing_to_the_others(url: str, tmp_path: Path) -> None:
    """CASES 23."""
    file = tmp_path / "ran"
    crash = command("import os; os.abort()", name="crash")
    missing = command("", name="missing", command=("/no/such/program",))
    with (
        time_machine.travel(DUE - MINUTE) as clock,
        service(url, crash, missing, counting(file)),
    ):
        for night in range(2):
            clock.move_to(DUE + night * DAY)
            eventually(lambda: times_run(file), night + 1)
            for name in ("crash", "missing"):
                eventually(partial(newest_result, url, name), "refused")
    assert len(ledger(url, "crash")) == len(ledger(url, "missing")) == 3


def acquired_in_the_end(lock: RunLock) -> None:
    """The service holds its schedules' locks for moments, while it looks at the ledger."""
    for _ in range(50):
        try:
            return lock.acquire()
        except Held:
            sleep(0.1)
    return lock.acquire()


def test_one_that_another_scheduler_runs_is_taken_over_when_that_is_killed(
    url: str, tmp_path: Path
) -> None:
    settled(url, DUE - DAY, "refused")
    engine = open_engine(url)
    crawl = played("finish('succeeded')")
    with time_machine.travel(DUE - MINUTE) as clock, service(url, crawl):
        other = RunLock(engine, "schedule-nightly")
        acquired_in_the_end(other)
        # A name in the lock file that is not this process's.
        Path(f"{engine.url.database}.schedule-nightly.lock").write_text("")
        Ledger(engine).claim("nightly", DUE, DUE, "ran")
        clock.move_to(DUE)
        sleep(0.5)
        assert ledger(url)[-1] == ("10-01 23:30", "ran")
        clock.move_to(DUE + HOUR)
        other.release()
        eventually(lambda: ledger(url)[-1], ("10-01 23:30", "late"))
    engine.dispose()


def test_while_the_ledger_is_away_one_crawl_says_so_and_one_makes_up(
    databases: Databases, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="schedules")
    url, file = databases.url("sqlite"), tmp_path / "ran"
    database = Path(url.removeprefix("sqlite:///"))
    settled(url, DUE - DAY, "refused")
    with time_machine.travel(DUE - MINUTE) as clock, service(url, counting(file)):
        sleep(0.2)
        away = database.rename(database.with_suffix(".away"))
        database.mkdir()
        clock.move_to(DUE)
        eventually(lambda: times_run(file), 1)
        sleep(0.5)
        assert times_run(file) == 1
        database.rmdir()
        away.rename(database)
        clock.move_to(DUE + HOUR)
        eventually(lambda: times_run(file), 2)
        eventually(lambda: ledger(url)[-1], ("10-01 23:30", "late"))
    assert sum("the ledger is away" in line for line in caplog.messages) == 1


def test_one_that_is_not_enabled_does_nothing(url: str, tmp_path: Path) -> None:
    settled(url, DUE - DAY, "refused")
    file = tmp_path / "ran"
    with time_machine.travel(DUE + MINUTE), service(url, counting(file, enabled=False)):
        sleep(0.3)
    assert times_run(file) == 0
    assert ledger(url) == [("09-30 23:30", "refused")]


def test_one_that_is_paused_runs_from_the_next_due_time_on(url: str, tmp_path: Path) -> None:
    file = tmp_path / "ran"
    schedule = counting(file)
    settled(url, DUE - DAY)
    with time_machine.travel(DUE - MINUTE) as clock, service(url, schedule):
        pauses.pause([schedule], None, DUE - MINUTE)
        clock.move_to(DUE)
        eventually(lambda: ledger(url)[-1], ("10-01 23:30", "skipped"))
        pauses.resume([schedule], DUE)
        clock.move_to(DUE + DAY)
        eventually(lambda: ledger(url)[-1], ("10-02 23:30", "ran"))
    assert times_run(file) == 1


def test_a_clock_that_was_ahead_is_not_waited_for(url: str, tmp_path: Path) -> None:
    """It shows a night thirty days from now, then is set right before the next due time."""
    file = tmp_path / "ran"
    settled(url, DUE - DAY, "refused")
    with time_machine.travel(DUE - HOUR) as clock, service(url, counting(file)):
        clock.move_to(DUE + 30 * DAY)
        eventually(lambda: times_run(file), 1)
        clock.move_to(DUE - HOUR)
        sleep(0.3)
        for night in range(3):
            clock.move_to(DUE + night * DAY)
            eventually(lambda: times_run(file), night + 2)
    shown = dict(ledger(url))
    assert [shown[day] for day in ("10-01 23:30", "10-02 23:30", "10-03 23:30")] == ["ran"] * 3


def test_a_scheduler_started_after_a_clock_ahead_runs_what_is_due(url: str, tmp_path: Path) -> None:
    file = tmp_path / "ran"
    settled(url, DUE + 30 * DAY, "refused")
    with time_machine.travel(DUE + HOUR) as clock, service(url, counting(file)):
        eventually(lambda: times_run(file), 1)
        clock.move_to(DUE + DAY)
        eventually(lambda: times_run(file), 2)
