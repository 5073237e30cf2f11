"""What the spool held that was not for this run, or for nobody."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.runtime import stats_names
from pipelines.outcome.observed import Observed
from pipelines.store import Finding


def findings(observed: Observed) -> Iterator[Finding]:
    damaged = observed.text(stats_names.SPOOL_DAMAGED)
    if damaged:
        yield Finding(
            check="spool-damaged",
            found=damaged,
            expected="batches that can be read",
            hint="set aside in SPOOL_DIR; look into it, and remove it when nothing in it is missed",
        )


def remark(observed: Observed) -> str | None:
    """Batches of other databases and sites are no fault of this run's, but said."""
    return observed.text(stats_names.SPOOL_OF_OTHERS)
