"""Whether all that the site answered is in the archive; the database has it either way."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.runtime import stats_names
from pipelines.outcome.observed import Observed
from pipelines.store import Finding


def findings(observed: Observed) -> Iterator[Finding]:
    ended = observed.text(stats_names.ARCHIVE_ENDED)
    if ended is not None:
        lost = observed.number(stats_names.ARCHIVE_LOST)
        yield Finding(
            check="archive",
            found=f"{ended}; {lost} answers are not kept",
            expected="every answer kept",
            hint="free the disk of ARCHIVE_DIR, or name another folder; the articles are stored",
        )


def remark(observed: Observed) -> str | None:
    """What a killed run left is no fault of this one's, but said."""
    return observed.text(stats_names.ARCHIVE_TORN)
