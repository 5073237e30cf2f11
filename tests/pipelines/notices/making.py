"""Reports of runs, as a crawl or the scheduler makes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from pipelines.notices.report import Outcome, Report

NIGHT = timedelta(days=1)
T0 = datetime(2026, 10, 1, 23, 30, tzinfo=UTC)


def reported(outcome: Outcome, at: datetime = T0, **given: Any) -> Report:
    values: dict[str, Any] = {"kind": "spider", "name": "sections", "host": "news1"}
    values |= {"reason": f"it {outcome}"} | given
    return Report(outcome=outcome, at=at, **values)
