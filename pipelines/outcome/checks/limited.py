"""A run that was asked for a few articles only."""

from __future__ import annotations

from crawler.runtime import stats_names
from pipelines.outcome.observed import Observed


def remark(observed: Observed) -> str | None:
    """What the run says of itself, or None where it was not limited."""
    limit = observed.number(stats_names.LIMIT)
    if not limit:
        return None
    left = observed.number(stats_names.LIMIT_LEFT)
    rest = f"; {left} more wait for a run without a limit" if left else ""
    return f"limited to {limit} article{'' if limit == 1 else 's'}, the newest{rest}"
