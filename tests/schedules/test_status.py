"""What `status` makes of the ledger's rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from pipelines.store import Store, open_engine
from pipelines.store.ledger import Entry, Ledger
from schedules import status
from schedules.definitions import Healthy
from schedules.runner import lock_of
from tests.databases import KINDS, Databases
from tests.schedules.making import DAY, HOUR, MINUTE, command, nightly, utc

DUE = utc(2026, 10, 1, 23, 30)


def entry(due_at: datetime, outcome: str | None = "succeeded", **given: Any) -> Entry:
    defaults: dict[str, Any] = {
        "schedule": "nightly",
        "due_at": due_at,
        "started_at": due_at,
        "run": 1,
        "result": "ran",
        "outcome": outcome,
        "finished_at": due_at + HOUR,
    }
    return Entry(**(defaults | given))


def skipped(due_at: datetime) -> Entry:
    return entry(due_at, None, result="skipped", run=None, started_at=None, finished_at=None)


def refused(due_at: datetime) -> Entry:
    return entry(due_at, None, result="refused", run=None)


def started(due_at: datetime) -> Entry:
    return entry(due_at, None, run=None, finished_at=None)


def test_all_is_well() -> None:
    found = status.assess(nightly(), [entry(DUE), entry(DUE - DAY)], DUE + 2 * HOUR)
    assert (found.state, found.late_since, found.failing) == ("succeeded", None, ())
    lines = status.as_lines([found])
    assert " ".join(lines[0].split()) == "schedule last due result state took next"
    row = "nightly 2026-10-02 02:30 +03 ran succeeded 1h 2026-10-03 02:30 +03"
    assert " ".join(lines[1].split()) == row
    assert lines[-1] == "nothing is late and nothing is failing"


def test_before_the_first_run() -> None:
    found = status.assess(nightly(), [], DUE)
    assert (found.state, found.late_since, found.failing) == ("never run", None, ())


def test_what_is_late_is_so_since_its_first_due_time() -> None:
    rows = [entry(DUE - 3 * DAY)]
    assert status.assess(nightly(), rows, DUE - 2 * DAY).late_since is None
    found = status.assess(nightly(), rows, DUE + MINUTE)
    assert found.late_since == DUE - 2 * DAY
    assert "LATE     nightly: due since 2026-09-30 02:30 +03" in status.as_lines([found])
    assert status.assess(nightly(enabled=False), rows, DUE + MINUTE).late_since is None


def test_what_runs_is_not_late() -> None:
    found = status.assess(nightly(), [started(DUE)], DUE + DAY + HOUR, runs_now=True)
    assert (found.state, found.late_since, found.failing) == ("running", None, ())
    found = status.assess(nightly(), [started(DUE)], DUE + HOUR)
    assert (found.state, found.late_since, found.failing) == ("cut off", None, ())


@pytest.mark.parametrize("kind", KINDS)
def test_what_runs_is_known_by_its_lock(databases: Databases, kind: str) -> None:
    url, schedule = databases.url(kind), nightly()
    engine = open_engine(url)
    Ledger(engine).claim("nightly", DUE, DUE, "ran")
    with lock_of(engine, schedule):
        (running,) = status.read([schedule], url, DUE + HOUR)
    (cut_off,) = status.read([schedule], url, DUE + HOUR)
    engine.dispose()
    assert (running.state, cut_off.state) == ("running", "cut off")


def test_failing_since_the_first_of_the_series() -> None:
    rows = [
        skipped(DUE),
        entry(DUE - DAY, "failed", reason="the site does not answer: " + "because " * 40),
        refused(DUE - 2 * DAY),
        skipped(DUE - 3 * DAY),
        entry(DUE - 4 * DAY, "degraded"),
        entry(DUE - 5 * DAY),
        entry(DUE - 6 * DAY, "failed"),
    ]
    found = status.assess(nightly(), rows, DUE + HOUR)
    assert [one.due_at for one in found.failing] == [DUE - DAY, DUE - 2 * DAY, DUE - 4 * DAY]
    line = status.as_lines([found])[-1]
    assert line.startswith(
        "FAILING  nightly: since 2026-09-28 02:30 +03, 3 in a row; the last one:"
    )
    assert "the site does not answer" in line
    assert len(line) < 200


def test_what_counts_as_healthy_is_the_schedules() -> None:
    lenient = nightly(healthy=Healthy(outcomes=("succeeded", "degraded")))
    assert status.assess(lenient, [entry(DUE, "degraded")], DUE + HOUR).failing == ()
    patient = nightly(healthy=Healthy(late_after=timedelta(hours=2)))
    assert status.assess(patient, [entry(DUE - DAY)], DUE + HOUR).late_since is None


def test_a_command_is_judged_by_its_row() -> None:
    ran = started(DUE)
    assert status.assess(command(""), [ran, refused(DUE - DAY)], DUE + HOUR).failing == ()
    failing = status.assess(command(""), [refused(DUE), ran], DUE + HOUR).failing
    assert [one.due_at for one in failing] == [DUE]


def test_json_has_times_that_can_be_read_back() -> None:
    found = status.assess(nightly(), [entry(DUE, "failed", reason="why")], DUE + 25 * HOUR)
    (written,) = status.as_json([found])
    assert datetime.fromisoformat(written["last"]["due_at"]) == DUE
    assert datetime.fromisoformat(written["failing_since"]) == DUE
    assert datetime.fromisoformat(written["late_since"]) == DUE + DAY
    assert written["last"]["reason"] == "why"
    assert written["failed_in_a_row"] == 1


def test_a_row_dated_later_than_now_settles_nothing() -> None:
    now = DUE + HOUR
    ahead = entry(DUE + 30 * DAY)
    found = status.assess(nightly(), [ahead, entry(DUE - 3 * DAY)], now)
    assert (found.late_since, found.ahead) == (DUE - 2 * DAY, ahead)
    lines = status.as_lines([found])
    assert lines[-2].startswith("CLOCK    nightly: the row for 2026-11-01 02:30 +03 is later than")
    assert lines[-1] == "LATE     nightly: due since 2026-09-30 02:30 +03"
    (written,) = status.as_json([found])
    assert datetime.fromisoformat(written["dated_ahead"]) == DUE + 30 * DAY
    assert datetime.fromisoformat(written["last"]["due_at"]) == DUE - 3 * DAY


def test_where_all_rows_are_dated_later_it_is_late() -> None:
    found = status.assess(nightly(), [entry(DUE + 30 * DAY)], DUE + HOUR)
    assert (found.state, found.late_since) == ("never run", DUE)
    assert "nothing is late and nothing is failing" not in status.as_lines([found])
    off = status.assess(nightly(enabled=False), [entry(DUE + 30 * DAY)], DUE + HOUR)
    assert off.late_since is None


def test_after_a_right_run_the_row_ahead_is_only_named() -> None:
    found = status.assess(nightly(), [entry(DUE + 30 * DAY), entry(DUE)], DUE + HOUR)
    assert (found.state, found.late_since) == ("succeeded", None)
    assert [line.split()[0] for line in status.as_lines([found])[3:]] == ["CLOCK"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_clock_ahead_has_passed_over_settles_nothing_later(
    databases: Databases, kind: str
) -> None:
    """It made up for thirty nights at once: each of them is still to come."""
    url, schedule = databases.url(kind), nightly()
    engine = open_engine(url)
    ledger = Ledger(engine)
    ledger.claim("nightly", DUE, DUE, "ran")
    ledger.settle("nightly", DUE, "ran", Store(engine).start_run("sections", {}, DUE))
    missed = [DUE + night * DAY for night in range(1, 30)]
    ledger.claim("nightly", DUE + 30 * DAY, DUE + 30 * DAY + HOUR, "late", missed)
    newest = ledger.newest("nightly", DUE + 10 * DAY)
    assert newest is not None
    assert newest.due_at == DUE
    (found,) = status.read([schedule], url, DUE + 10 * DAY + HOUR)
    assert (found.state, found.late_since) == ("running", DUE + DAY)

    # The night comes, and is run.
    ledger.claim("nightly", DUE + 10 * DAY, DUE + 10 * DAY, "ran")

    (found,) = status.read([schedule], url, DUE + 10 * DAY + HOUR)
    assert (found.last and found.last.due_at, found.late_since) == (DUE + 10 * DAY, None)
    engine.dispose()
