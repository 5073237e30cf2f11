from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipelines.store.frontier.plan import next_recheck, next_try
from tests.pipelines.factories import DAY, HOUR, NOW


def test_rechecks_follow_publication() -> None:
    fetched, plan = NOW, []
    while (following := next_recheck(NOW, NOW, fetched)) is not None:
        plan.append(following - NOW)
        fetched = following
    assert plan == [HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY]


def test_rechecks_without_a_date_follow_the_first_sighting() -> None:
    assert next_recheck(None, NOW, NOW + 2 * HOUR) == NOW + 6 * HOUR


def test_a_date_in_the_future_does_not_put_rechecks_off() -> None:
    assert next_recheck(NOW + 365 * DAY, NOW, NOW) == NOW + HOUR


@given(st.integers(min_value=1, max_value=10_000))
def test_the_nightly_run_finds_a_failure_due(attempts: int) -> None:
    wait = next_try(attempts, NOW) - NOW
    assert wait <= timedelta(days=16)
    assert (wait + timedelta(hours=2)) % DAY == timedelta()
    assert next_try(attempts, datetime(2026, 1, 1, tzinfo=NOW.tzinfo)).hour == 22
