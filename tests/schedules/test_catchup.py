"""Which due time a crawl stands for, after a sleep, a restart, a crash, by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipelines.store.ledger import Entry, Result
from schedules.catchup import Decision, by_hand, catch_up, result_at
from schedules.definitions import Healthy, Schedule
from tests.schedules.making import DAY, HOUR, MINUTE, command, nightly, utc

DUE = utc(2026, 10, 1, 23, 30)
"""02:30 of 2 October in Istanbul."""


def entry(
    due_at: datetime, result: Result = "ran", run: int | None = 1, *, started: bool = True
) -> Entry:
    started_at = due_at if started else None
    return Entry(schedule="nightly", due_at=due_at, started_at=started_at, run=run, result=result)


def decided(newest: Entry | None, now: datetime, schedule: Schedule | None = None) -> Decision:
    return catch_up(schedule or nightly(), newest, now, began=now)


def test_at_its_due_time() -> None:
    assert decided(entry(DUE - DAY), DUE) == Decision(DUE)


def test_nothing_is_due_before_and_after() -> None:
    assert decided(entry(DUE - DAY), DUE - MINUTE) == Decision(None)
    assert decided(entry(DUE), DUE + 5 * HOUR) == Decision(None)


def test_what_was_slept_through_is_made_up_for_once() -> None:
    """CASES 26."""
    assert decided(entry(DUE - DAY), DUE + 6 * HOUR) == Decision(DUE)
    assert decided(entry(DUE), DUE + 6 * HOUR) == Decision(None)


def test_after_days_only_the_newest_is_made_up_for() -> None:
    missed = (DUE - 3 * DAY, DUE - 2 * DAY, DUE - DAY)
    assert decided(entry(DUE - 4 * DAY), DUE + HOUR) == Decision(DUE, missed)


def test_rows_of_every_kind_settle_a_due_time() -> None:
    results: tuple[Result, ...] = ("ran", "late", "skipped", "missed", "refused")
    for result in results:
        assert decided(entry(DUE, result), DUE + HOUR) == Decision(None)


def test_a_crawl_that_was_cut_off_is_made_up_for() -> None:
    assert decided(entry(DUE, "ran", run=None), DUE + HOUR) == Decision(DUE)
    assert decided(entry(DUE, "late", run=None), DUE + HOUR) == Decision(DUE)
    # Not when its successor is due.
    assert decided(entry(DUE - DAY, run=None), DUE + HOUR) == Decision(DUE)


def test_neither_a_refused_crawl_nor_a_command_was_cut_off() -> None:
    assert decided(entry(DUE, "refused", run=None), DUE + HOUR) == Decision(None)
    assert decided(entry(DUE, "skipped", run=None, started=False), DUE + HOUR) == Decision(None)
    assert decided(entry(DUE, "ran", run=None), DUE + HOUR, command("")) == Decision(None)


def test_the_first_start_makes_up_for_nothing_but_remembers_where_it_began() -> None:
    began = DUE + 5 * HOUR
    assert catch_up(nightly(), None, began, began) == Decision(None, (DUE,))


def test_the_first_due_time_of_all_while_the_ledger_is_away() -> None:
    began = DUE - HOUR
    assert catch_up(nightly(), None, DUE + MINUTE, began) == Decision(DUE, (DUE - DAY,))


def test_by_hand_it_is_the_newest_due_time_or_now() -> None:
    now = DUE + 5 * HOUR
    assert by_hand(nightly(), None, now) == Decision(DUE)
    assert by_hand(nightly(), entry(DUE - 2 * DAY), now) == Decision(DUE, (DUE - DAY,))
    assert by_hand(nightly(), entry(DUE, run=None), now) == Decision(DUE)
    assert by_hand(nightly(), entry(DUE), now) == Decision(now)
    # The one by hand settles nothing that is still to come.
    assert decided(entry(now), DUE + DAY) == Decision(DUE + DAY)


def test_when_a_start_is_late() -> None:
    schedule = nightly(healthy=Healthy(late_after=timedelta(minutes=10)))
    assert result_at(schedule, DUE, DUE + 10 * MINUTE) == "ran"
    assert result_at(schedule, DUE, DUE + 11 * MINUTE) == "late"
    assert result_at(nightly(), DUE, DUE + timedelta(seconds=5)) == "ran"
    assert result_at(nightly(), DUE, DUE + MINUTE) == "late"


def test_a_row_of_a_clock_ahead_settles_nothing() -> None:
    now = DUE + 5 * HOUR
    for ahead in (HOUR, 30 * DAY, 365 * DAY):
        newest = entry(now + ahead)
        assert decided(newest, now) == Decision(DUE)
        assert by_hand(nightly(), newest, now) == Decision(DUE)
    # A clock may be set back a little.
    assert decided(entry(DUE), DUE - MINUTE) == Decision(None)


def test_a_scheduler_that_began_by_a_clock_ahead() -> None:
    now = DUE + HOUR
    assert catch_up(nightly(), None, now, began=now + 30 * DAY) == Decision(None, (DUE,))
