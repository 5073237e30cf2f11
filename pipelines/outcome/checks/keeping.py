"""Whether pages read worse than they did: stored values that stayed against them."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.runtime import stats_names
from pipelines.outcome.observed import Observed
from pipelines.outcome.thresholds import MAX_KEPT, MIN_KEPT
from pipelines.store import Finding


def findings(seen: Observed) -> Iterator[Finding]:
    for field, kept in seen.kept().items():
        if kept >= MIN_KEPT and kept > MAX_KEPT * seen.read_again:
            yield Finding(
                check=f"value-kept:{field}",
                found=f"{kept} of {seen.read_again}: {seen.text(stats_names.KEPT_AT(field))}",
                expected=f"at most {MAX_KEPT:.0%}",
                hint="these pages read worse than before, what was stored stays; open one and "
                "compare it with the selectors in crawler/parsing/sources/site.py",
            )
