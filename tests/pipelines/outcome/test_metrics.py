"""METRICS_FILE: what a run is measured by."""

from __future__ import annotations

from datetime import timedelta

from pipelines.metrics_file import TEXTS
from pipelines.outcome import Verdict
from pipelines.outcome.metrics import of_a_run, of_a_start
from pipelines.outcome.observed import Observed
from pipelines.store.standing import Standing
from tests.pipelines.factories import NOW

LATER = NOW + timedelta(minutes=3)


def test_counts_ages_and_what_waits() -> None:
    standing = Standing(
        pending_urls=4,
        oldest_pending_at=NOW - timedelta(hours=1),
        newest_published_at=NOW,
        newest_arrived_at=NOW + timedelta(minutes=1),
    )
    verdict = Verdict("degraded", 3, None)
    values = of_a_run(verdict, Observed({"articles/new": 3}), NOW, LATER, standing)
    assert values.keys() <= TEXTS.keys()
    assert {name: values[name] for name in ("articles_new", "exit_status", "pending_urls")} == {
        "articles_new": 3,
        "exit_status": 3,
        "pending_urls": 4,
    }
    assert values["duration_seconds"] == 180
    assert values["pending_oldest_age_seconds"] == 3600 + 180
    assert values["newest_article_age_seconds"] == 180
    assert values["newest_arrival_age_seconds"] == 120


def test_an_article_dated_ahead_has_no_age_below_zero() -> None:
    standing = Standing(
        pending_urls=0,
        oldest_pending_at=None,
        newest_published_at=LATER + timedelta(days=1),
        newest_arrived_at=None,
    )
    values = of_a_run(Verdict("succeeded", 0, None), Observed({}), NOW, LATER, standing)
    assert values["newest_article_age_seconds"] == 0
    assert values["pending_oldest_age_seconds"] == 0
    assert values["last_success_timestamp_seconds"] == LATER.timestamp()


def test_a_run_that_could_not_start_leaves_no_success() -> None:
    values = of_a_start(Verdict("failed", 1, "no database"), NOW)
    assert values["exit_status"] == 1
    assert values["requests"] == 0
    assert "last_success_timestamp_seconds" not in values
    assert "pending_urls" not in values
