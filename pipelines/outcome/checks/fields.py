"""Whether the articles are still read rightly: which fields they have, and from where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from crawler.items import Source
from crawler.runtime import stats_names
from pipelines.outcome.observed import Observed
from pipelines.outcome.thresholds import (
    MAX_DROP,
    MAX_FROM_FALLBACK,
    MAX_REPEATED_HEADLINES,
    MIN_FILLED,
    MIN_RUNS,
    MIN_TO_JUDGE,
    SITE_FIELDS,
)
from pipelines.store import Finding, Run

_HINT = "open one page and compare it with crawler/newspaper/selectors.py"


def findings(observed: Observed, past: Sequence[Run]) -> Iterator[Finding]:
    repeated = observed.number(stats_names.REPEATED_HEADLINES)
    if repeated >= MAX_REPEATED_HEADLINES:
        yield Finding(
            check="same-headline",
            found=f"{repeated} articles: {observed.text(stats_names.REPEATED_HEADLINE)}",
            expected=f"fewer than {MAX_REPEATED_HEADLINES}",
            hint="an error page taken for articles? open one of them",
        )
    if observed.read < MIN_TO_JUDGE:
        return
    for field, least in MIN_FILLED.items():
        yield from _missing(field, least, observed, past)
    for field in SITE_FIELDS:
        yield from _fallen(field, observed)


def _missing(
    field: str, least: float, observed: Observed, past: Sequence[Run]
) -> Iterator[Finding]:
    earlier = [Observed(run.stats) for run in past]
    usual = [one.filled(field) for one in earlier if one.read >= MIN_TO_JUDGE]
    if len(usual) >= MIN_RUNS:
        least = max(least, median(usual) - MAX_DROP)
    share = observed.filled(field)
    if share < least:
        yield Finding(
            check=f"field-missing:{field}",
            found=f"{share:.0%}",
            expected=f"at least {least:.0%} of {observed.read}",
            hint=_HINT,
        )


def _fallen(field: str, observed: Observed) -> Iterator[Finding]:
    by_source = observed.sources(field)
    having = sum(by_source.values())
    fallbacks = {source: count for source, count in by_source.items() if source != Source.SITE}
    if having >= MIN_TO_JUDGE and sum(fallbacks.values()) > MAX_FROM_FALLBACK * having:
        main = max(fallbacks, key=lambda source: fallbacks[source])
        yield Finding(
            check=f"field-source:{field}",
            found=f"{main} {fallbacks[main] / having:.0%}",
            expected=str(Source.SITE),
            hint=f"the site's markup changed; {_HINT}",
        )
