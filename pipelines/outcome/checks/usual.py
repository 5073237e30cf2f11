"""This run's size against the runs of the last weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median

from crawler.runtime import stats_names
from pipelines.outcome.observed import Observed
from pipelines.outcome.thresholds import (
    HISTORY,
    MAX_DURATION,
    MAX_REQUESTS,
    MIN_RUNS,
    MIN_SEEN,
    MIN_TO_JUDGE,
    MORE_DURATION,
    MORE_REQUESTS,
)
from pipelines.store import Finding, Run


def comparable(history: Sequence[Run], now: datetime) -> list[Run]:
    """Runs of the last weeks that came to their end, the newest first."""
    return [
        run
        for run in history
        if run.outcome in ("succeeded", "degraded") and now - run.started_at <= HISTORY
    ]


def findings(observed: Observed, past: Sequence[Run], duration: timedelta) -> Iterator[Finding]:
    least = observed.number(stats_names.LEAST_SEEN)
    if observed.seen < least:
        yield Finding(
            check="seen",
            found=observed.seen,
            expected=f"at least {least}, as its schedule says",
            hint="listings showed too few articles; open one by hand",
        )
    if len(past) < MIN_RUNS:
        return
    usually_seen = median(Observed(run.stats).seen for run in past)
    if usually_seen >= MIN_TO_JUDGE and least <= observed.seen < MIN_SEEN * usually_seen:
        yield Finding(
            check="seen",
            found=observed.seen,
            expected=f"about {usually_seen:.0f}, at least {MIN_SEEN:.0%} of it",
            hint="listings showed far fewer articles than usual; open one by hand",
        )
    requests = observed.number(stats_names.REQUESTS)
    usual_requests = median(run.counts.requests for run in past)
    if requests > MAX_REQUESTS * usual_requests + MORE_REQUESTS:
        yield Finding(
            check="requests",
            found=requests,
            expected=f"about {usual_requests:.0f}",
            hint="a loop of links or mass rechecks? see which urls in the log",
        )
    yield from _long(past, duration)


def _long(past: Sequence[Run], duration: timedelta) -> Iterator[Finding]:
    durations = [
        (run.finished_at - run.started_at).total_seconds() for run in past if run.finished_at
    ]
    if not durations:
        return
    usual = timedelta(seconds=median(durations))
    if duration > MAX_DURATION * usual + MORE_DURATION:
        yield Finding(
            check="duration",
            found=f"{duration.total_seconds():.0f} s",
            expected=f"about {usual.total_seconds():.0f} s",
            hint="the site answers slowly, or asks to wait (429, 503); see the log",
        )


def cut_short(finish_reason: str) -> Finding:
    return Finding(
        check="cut-short",
        found=finish_reason,
        expected="finished",
        hint="the run ended before its work; what is left is pending for the next one",
    )
