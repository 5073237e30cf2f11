"""Whether pages read worse than they did: stored values that stayed against them."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.runtime import stats_names
from pipelines.outcome.observed import Observed
from pipelines.outcome.thresholds import MAX_KEPT, MIN_KEPT
from pipelines.store import Finding


def findings(observed: Observed) -> Iterator[Finding]:
    for field, kept in observed.kept().items():
        if kept >= MIN_KEPT and kept > MAX_KEPT * observed.read_again:
            at = observed.text(stats_names.KEPT_AT(field))
            yield Finding(
                check=f"value-kept:{field}",
                found=f"{kept} of {observed.read_again}: {at}",
                expected=f"at most {MAX_KEPT:.0%}",
                hint="these pages read worse than before, what was stored stays; open one and "
                "compare it with the selectors in crawler/newspaper/selectors.py",
            )
