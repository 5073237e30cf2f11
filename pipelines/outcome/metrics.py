"""A run's figures, by the names that METRICS_FILE gives them."""

from __future__ import annotations

from datetime import datetime

from crawler.runtime import stats_names
from pipelines.outcome import Verdict
from pipelines.outcome.observed import Observed
from pipelines.store.standing import Standing

_COUNTED = {
    "requests": stats_names.REQUESTS,
    "articles_seen": stats_names.ARTICLES_SEEN,
    "articles_new": stats_names.ARTICLES_NEW,
    "articles_updated": stats_names.ARTICLES_UPDATED,
    "articles_unchanged": stats_names.ARTICLES_UNCHANGED,
    "articles_gone": stats_names.ARTICLES_GONE,
    "articles_failed": stats_names.ARTICLES_FAILED,
    "pages_failed": stats_names.PAGES_FAILED,
}


def of_a_run(
    verdict: Verdict,
    observed: Observed,
    started_at: datetime,
    now: datetime,
    standing: Standing | None,
) -> dict[str, float]:
    """`standing`: None where the database could not be asked, or nobody did."""
    values: dict[str, float] = {
        **{name: observed.number(counted) for name, counted in _COUNTED.items()},
        "exit_status": verdict.exit_status,
        "findings": len(verdict.findings),
        "duration_seconds": (now - started_at).total_seconds(),
        "finished_timestamp_seconds": now.timestamp(),
    }
    if verdict.exit_status == 0:
        values["last_success_timestamp_seconds"] = now.timestamp()
    if standing is not None:
        values["pending_urls"] = standing.pending_urls
        ages = {
            "pending_oldest_age_seconds": standing.oldest_pending_at or now,
            "newest_article_age_seconds": standing.newest_published_at,
            "newest_arrival_age_seconds": standing.newest_arrived_at,
        }
        values |= {name: _age(moment, now) for name, moment in ages.items() if moment}
    return values


def of_a_start(verdict: Verdict, now: datetime) -> dict[str, float]:
    """Of a run that could not begin."""
    return of_a_run(verdict, Observed({}), now, now, None)


def _age(moment: datetime, now: datetime) -> float:
    """Not below 0, where a clock or a date is ahead."""
    return max((now - moment).total_seconds(), 0.0)
