"""Whether the file of `-o` or `-O` was written; the database has all articles either way."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.runtime.stats_names import UNWRITTEN
from pipelines.outcome.observed import Observed
from pipelines.store import Finding


def findings(observed: Observed) -> Iterator[Finding]:
    unwritten = observed.text(UNWRITTEN)
    if unwritten is not None:
        yield Finding(
            check="output",
            found=unwritten,
            expected="written",
            hint="free the disk, then: python -m pipelines export -o FILE; nothing is lost",
        )
