"""What the site said of urls, and of too many at once to be believed."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.runtime import stats_names
from pipelines.outcome.observed import Observed
from pipelines.outcome.thresholds import MAX_NOT_ARTICLES, MAX_TO_ONE_TARGET, MIN_OF_A_CAUSE
from pipelines.store import Finding


def findings(observed: Observed) -> Iterator[Finding]:
    none = not_articles(observed)
    if none >= MIN_OF_A_CAUSE and none > MAX_NOT_ARTICLES * observed.asked:
        yield Finding(
            check="not-articles",
            found=f"{none}: {observed.text(stats_names.NOT_ARTICLES_AT)}",
            expected=f"at most {MAX_NOT_ARTICLES:.0%} of {observed.asked}",
            hint="an error or consent page in place of articles? open one; python -m pipelines "
            "pending lists them, they are asked for again",
        )
    claims = observed.number(stats_names.CLAIMS)
    if claims > MAX_TO_ONE_TARGET:
        target, urls = (
            observed.text(stats_names.CLAIMED_TARGET),
            observed.text(stats_names.CLAIMING_URLS),
        )
        yield Finding(
            check="one-target",
            found=f"{claims} lead to {target}: {urls}",
            expected=f"at most {MAX_TO_ONE_TARGET} urls",
            hint="redirects or canonical links of a mistake? no stored article was given up for "
            "one that says something else; open one by hand",
        )


def not_articles(observed: Observed) -> int:
    """Urls that answered with something else than an article."""
    return observed.number(stats_names.NOT_ARTICLES)


def remark(observed: Observed) -> str | None:
    """What an operator is told of such urls however few they are, or None."""
    none = not_articles(observed)
    if not none:
        return None
    urls = "1 url gave" if none == 1 else f"{none} urls gave"
    return f"{urls} no article at first sight: {observed.text(stats_names.NOT_ARTICLES_AT)}"
