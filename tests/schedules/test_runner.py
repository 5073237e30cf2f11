"""A scheduled crawl from its lock to its row, on both databases; played by real processes."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
import time_machine
from sqlalchemy import Engine

from pipelines.store import RunCounts, Store, StoreError, open_engine
from pipelines.store.ledger import Ledger
from pipelines.store.lock import Held, RunLock
from schedules.catchup import by_hand, catch_up
from schedules.children import Children
from schedules.definitions import Schedule
from schedules.runner import Runner
from tests.databases import Databases
from tests.pipelines.factories import rows
from tests.schedules.making import DAY, HOUR, MINUTE, command, nightly, played, utc
from tests.schedules.test_children import GRACE, SAYS_ITS_NUMBER, number_in

DUE = utc(2026, 10, 1, 23, 30)
SUCCEEDS = 'finish("succeeded")'


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_url(databases: Databases) -> str:
    return databases.url("sqlite")


@pytest.fixture
def runner(database_url: str) -> Iterator[Runner]:
    made = Runner(database_url, Children(GRACE))
    yield made
    made.close()


def run_at(runner: Runner, schedule: Schedule, now: datetime, began: datetime = DUE) -> int | None:
    with time_machine.travel(now):
        return runner.run(schedule, partial(catch_up, schedule, now=now, began=began))


def ledger(engine: Engine) -> list[tuple[str, str, int | None]]:
    found = rows(engine, "SELECT * FROM v_ledger ORDER BY schedule, due_at")
    return [(str(row["due_at"])[5:16], row["result"], row["run"]) for row in found]


def test_from_a_first_start_over_nights_and_a_week_asleep(runner: Runner, engine: Engine) -> None:
    """CASES 23 and 26: the second run works like the first; what is missed runs once, late."""
    crawl = played(SUCCEEDS)
    assert run_at(runner, crawl, DUE - 5 * HOUR, began=DUE - 5 * HOUR) is None
    assert run_at(runner, crawl, DUE) == 0
    assert run_at(runner, crawl, DUE + MINUTE) is None
    assert run_at(runner, crawl, DUE + DAY) == 0
    assert run_at(runner, crawl, DUE + 4 * DAY + 6 * HOUR) == 0
    assert ledger(engine) == [
        ("09-30 23:30", "missed", None),
        ("10-01 23:30", "ran", 1),
        ("10-02 23:30", "ran", 2),
        ("10-03 23:30", "missed", None),
        ("10-04 23:30", "missed", None),
        ("10-05 23:30", "late", 3),
    ]
    (row,) = rows(engine, "SELECT started_at FROM v_ledger WHERE run = 3")
    assert str(row["started_at"])[:16] == "2026-10-06 05:30"


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("script", "status", "result", "run"),
    [
        ('finish("failed", "all 404"); sys.exit(1)', 1, "ran", 1),
        ('finish("degraded"); sys.exit(3)', 3, "ran", 1),
        ('finish("failed", "robots.txt"); sys.exit(2)', 2, "refused", 1),
        ("os.kill(os.getpid(), signal.SIGKILL)", 1, "ran", 1),
    ],
)
def test_how_a_crawl_ended(
    runner: Runner, engine: Engine, script: str, status: int, result: str, run: int
) -> None:
    crawl = played(script)
    run_at(runner, crawl, DUE - HOUR, began=DUE - HOUR)
    assert run_at(runner, crawl, DUE) == status
    assert ledger(engine)[-1] == ("10-01 23:30", result, run)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("status", [1, 2])
def test_a_crawl_that_never_began_refused(runner: Runner, engine: Engine, status: int) -> None:
    crawl = nightly()
    argv = [sys.executable, "-c", f"raise SystemExit({status})"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Schedule, "argv", lambda _: argv)
        run_at(runner, crawl, DUE - HOUR, began=DUE - HOUR)
        assert run_at(runner, crawl, DUE) == status
    assert ledger(engine)[-1] == ("10-01 23:30", "refused", None)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_run_that_was_met_is_not_its_own(runner: Runner, engine: Engine) -> None:
    """CASES 27: a crawl by hand holds the spider's lock."""
    crawl = played("sys.exit(75)")
    run_at(runner, crawl, DUE - HOUR, began=DUE - HOUR)
    assert run_at(runner, crawl, DUE) == 75
    assert ledger(engine)[-1] == ("10-01 23:30", "skipped", None)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_follows_a_crawl_does_so_however_it_ended(runner: Runner, tmp_path: Path) -> None:
    file = tmp_path / "followed"
    follow = ("python", "-c", f"open({str(file)!r}, 'w').close()")
    crawl = dataclasses.replace(played('finish("failed"); sys.exit(1)'), then=follow)
    run_at(runner, crawl, DUE - HOUR, began=DUE - HOUR)
    assert run_at(runner, crawl, DUE) == 1
    assert file.exists()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_why_a_crawl_was_stopped_is_said_in_its_run(runner: Runner, engine: Engine) -> None:
    """CASES 27: a hung crawl is stopped at its time limit and said."""
    hung = played(
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
        time_limit=timedelta(seconds=4),
    )
    run_at(runner, hung, DUE - HOUR, began=DUE - HOUR)
    assert run_at(runner, hung, DUE) == 1
    killed = played("os.kill(os.getpid(), signal.SIGKILL)")
    assert run_at(runner, killed, DUE + DAY) == 1
    found = rows(engine, "SELECT outcome, reason, finished_at FROM v_runs ORDER BY run")
    assert [row["outcome"] for row in found] == ["interrupted", "interrupted"]
    assert found[0]["reason"] == "stopped at its time limit of 4s; the next run goes on"
    assert found[1]["reason"] == "killed by signal 9 (Killed); the next run goes on"
    assert all(row["finished_at"] for row in found)
    assert [row[1] for row in ledger(engine)] == ["missed", "ran", "ran"]


def test_a_reason_from_outside_does_not_replace_an_outcome(engine: Engine) -> None:
    store, ledger_of = Store(engine), Ledger(engine)
    ended, killed = (store.start_run(spider, {}, DUE) for spider in ("sections", "feeds"))
    store.finish_run(ended, "failed", "mine", RunCounts(), DUE)
    for run in (ended, killed):
        ledger_of.cut_short(run, "killed", DUE + HOUR)
    found = rows(engine, "SELECT outcome, reason FROM v_runs ORDER BY run")
    assert [tuple(row.values()) for row in found] == [
        ("failed", "mine"),
        ("interrupted", "killed"),
    ]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_crawl_that_says_itself_how_it_ended_keeps_its_word(
    runner: Runner, engine: Engine
) -> None:
    stops = "signal.signal(signal.SIGTERM, lambda *_: sys.exit(finish('failed', 'mine') or 1))"
    crawl = played(f"{stops}; time.sleep(60)", time_limit=timedelta(seconds=4))
    run_at(runner, crawl, DUE - HOUR, began=DUE - HOUR)
    assert run_at(runner, crawl, DUE) == 1
    assert rows(engine, "SELECT reason FROM v_runs") == [{"reason": "mine"}]


def test_what_comes_due_while_it_runs_is_skipped(runner: Runner, engine: Engine) -> None:
    schedule = nightly()
    run_at(runner, schedule, DUE - HOUR, began=DUE - HOUR)
    with RunLock(engine, "schedule-nightly"), pytest.raises(Held):
        run_at(runner, schedule, DUE)
    assert ledger(engine)[-1] == ("10-01 23:30", "skipped", None)
    assert run_at(runner, schedule, DUE + HOUR) is None


def test_two_schedulers_run_one_crawl(
    runner: Runner, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    """CASES 27."""
    file, tried = tmp_path / "pid", tmp_path / "tried"
    begins = f"open({str(file)!r}, 'w').write('1')\n"
    waits = f"while not os.path.exists({str(tried)!r}): time.sleep(0.05)\n"
    crawl = played(f"{begins}{waits}finish('succeeded')")
    run_at(runner, crawl, DUE - HOUR, began=DUE - HOUR)
    other = Runner(database_url, Children(GRACE))
    decide = partial(catch_up, crawl, now=DUE, began=DUE)
    first = Thread(target=runner.run, args=(crawl, decide))
    first.start()
    number_in(file)
    with pytest.raises(Held) as error:
        other.run(crawl, decide)
    assert error.value.by_this_process
    tried.touch()
    first.join()
    assert other.run(crawl, decide) is None
    other.close()
    # The holder's row stands, whatever the other one noted before.
    (_, last) = ledger(engine)
    assert last[0] == "10-01 23:30"
    assert last[2] == 1
    assert len(rows(engine, "SELECT run FROM v_runs")) == 1


def test_by_hand_it_stands_for_the_newest_due_time_and_then_for_itself(
    runner: Runner, engine: Engine
) -> None:
    crawl = played(SUCCEEDS)
    for now in (DUE + 2 * HOUR, DUE + 3 * HOUR):
        with time_machine.travel(now):
            assert runner.run(crawl, partial(by_hand, crawl, now=now)) == 0
    assert ledger(engine) == [("10-01 23:30", "late", 1), ("10-02 02:30", "ran", 2)]


def test_a_crawl_stopped_with_the_scheduler_is_made_up_for(
    database_url: str, engine: Engine, tmp_path: Path
) -> None:
    children = Children(GRACE)
    stopped = Runner(database_url, children)
    file = tmp_path / "pid"
    script = f"sys.argv = ['', {str(file)!r}]\n{SAYS_ITS_NUMBER}time.sleep(60)"
    crawl = played(script)
    decide = partial(catch_up, crawl, now=DUE, began=DUE - HOUR)
    with time_machine.travel(DUE):
        thread = Thread(target=stopped.run, args=(crawl, decide))
        thread.start()
        number_in(file)
        children.stop()
        thread.join()
    stopped.close()
    assert ledger(engine)[-1] == ("10-01 23:30", "ran", None)
    started_again = Runner(database_url, Children(GRACE))
    assert run_at(started_again, played(SUCCEEDS), DUE + HOUR) == 0
    assert run_at(started_again, played(SUCCEEDS), DUE + 2 * HOUR) is None
    started_again.close()
    assert ledger(engine)[-1] == ("10-01 23:30", "late", 2)


def test_a_command_has_its_end_in_its_row(sqlite_url: str) -> None:
    runner, engine = Runner(sqlite_url, Children(GRACE)), open_engine(sqlite_url)
    for number, code in enumerate(("", "raise SystemExit(4)")):
        with time_machine.travel(DUE + number * DAY):
            schedule = command(code)
            status = runner.run(schedule, partial(by_hand, schedule, now=DUE + number * DAY))
        assert status == (0, 4)[number]
    assert [row[1] for row in ledger(engine)] == ["ran", "refused"]
    runner.close()
    engine.dispose()


def test_the_child_gets_the_database_by_its_environment(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///elsewhere.db")
    file = tmp_path / "said"
    code = f"import os; open({str(file)!r}, 'w').write(os.environ['DATABASE_URL'])"
    runner, schedule = Runner(sqlite_url, Children()), command(code)
    runner.run(schedule, partial(by_hand, schedule, now=DUE))
    runner.close()
    assert file.read_text() == sqlite_url
    assert os.environ["DATABASE_URL"] == "sqlite:///elsewhere.db"


def test_without_a_ledger_no_crawl_is_started_but_one_can_be() -> None:
    runner = Runner("postgresql://u:secret@127.0.0.1:1/x", Children())
    schedule = command("raise SystemExit(1)")
    with pytest.raises(StoreError):
        runner.run(schedule, partial(by_hand, schedule, now=DUE))
    assert runner.run_unrecorded(schedule) == 1
    runner.close()


def test_a_year_of_missed_hours_is_written_down(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    hours = [DUE + number * HOUR for number in range(365 * 24)]
    Ledger(engine).note("feeds", hours, "missed")
    Ledger(engine).note("feeds", hours[:5], "skipped")
    counted = rows(engine, "SELECT result, count(*) AS number FROM v_ledger GROUP BY result")
    assert counted == [{"result": "missed", "number": 8760}]
    newest = Ledger(engine).newest("feeds")
    assert newest is not None
    assert newest.due_at == hours[-1]
    engine.dispose()


@pytest.mark.parametrize("ends", ["", "raise SystemExit(4)"])
def test_between_two_crawls_the_file_is_whole(sqlite_url: str, ends: str) -> None:
    """Although the scheduler goes on."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    runner, schedule = Runner(sqlite_url, Children(GRACE)), command(ends)
    runner.prepare()
    assert not list(file.parent.glob(f"{file.name}-*"))
    runner.run(schedule, partial(by_hand, schedule, now=DUE))
    assert not list(file.parent.glob(f"{file.name}-*"))
    runner.close()
