"""A run's figures as a Prometheus text file, for the node exporter's textfile collector."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from crawler.runtime import stats_names
from pipelines.export.target import opened
from pipelines.outcome import Verdict
from pipelines.outcome.observed import Observed

_COUNTED = {
    "requests": (stats_names.REQUESTS, "Requests of the last run"),
    "articles_seen": (stats_names.ARTICLES_SEEN, "Articles that listings showed in the last run"),
    "articles_new": (stats_names.ARTICLES_NEW, "Articles the last run stored for the first time"),
    "articles_updated": (stats_names.ARTICLES_UPDATED, "Articles the last run found changed"),
    "articles_unchanged": (
        stats_names.ARTICLES_UNCHANGED,
        "Articles the last run found as they were",
    ),
    "articles_gone": (stats_names.ARTICLES_GONE, "Articles the last run found withdrawn"),
    "articles_failed": (stats_names.ARTICLES_FAILED, "Articles the last run asked for in vain"),
    "pages_failed": (stats_names.PAGES_FAILED, "Pages that list and did not come"),
}


def write_metrics(
    file: Path,
    spider: str,
    verdict: Verdict,
    observed: Observed,
    started_at: datetime,
    now: datetime,
) -> None:
    """Write the file, whole or not at all. Raises StoreError where it cannot be written,
    OSError where its folder cannot be made.

    One file serves one spider; an operator with several names one for each.
    """
    from prometheus_client import (  # noqa: PLC0415  (only where METRICS_FILE is set)
        CollectorRegistry,
        Gauge,
        generate_latest,
    )

    registry = CollectorRegistry()

    def gauge(name: str, text: str, value: float) -> None:
        metric = Gauge(f"dailysabah_{name}", text, ["spider"], registry=registry)
        metric.labels(spider=spider).set(value)

    for name, (counted, text) in _COUNTED.items():
        gauge(name, text, observed.number(counted))
    gauge("exit_status", "Exit status of the last run, 0 for healthy", verdict.exit_status)
    gauge("findings", "Findings of the last run", len(verdict.findings))
    gauge("duration_seconds", "Seconds the last run took", (now - started_at).total_seconds())
    gauge("finished_timestamp_seconds", "When the last run ended", now.timestamp())
    file.parent.mkdir(parents=True, exist_ok=True)
    with opened(str(file)) as target:
        target.write(generate_latest(registry))
