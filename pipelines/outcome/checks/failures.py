"""Pages and articles that did not come, by cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crawler.runtime import stats_names
from crawler.urls import section_of
from pipelines.outcome.observed import Observed
from pipelines.outcome.thresholds import (
    MAX_FAILED,
    MAX_OF_A_CAUSE,
    MIN_OF_A_CAUSE,
    MIN_TO_JUDGE,
)
from pipelines.store import Finding, Run

_HINTS = {
    "menu": "open the home page; mend the menu's selectors in crawler/newspaper/selectors.py",
    "start": "try the url by hand; nothing was changed, the next run begins where this one did",
    "robots": "read robots.txt of the site; ask the publisher before anything else",
    "unreachable": "try the url by hand; the next run begins where this one did",
    "database": "bring the database back; the next run stores what waits in the spool first",
    "machine": "free what is lacking (ulimit -n, free -m, df); no url was put off to another night",
    "program": "see the log for where; the next run begins where this one did",
    "arguments": "see `scrapy crawl --help`",
}


_SETTLED = (
    stats_names.ARTICLES_NEW,
    stats_names.ARTICLES_UPDATED,
    stats_names.ARTICLES_UNCHANGED,
    stats_names.ARTICLES_GONE,
    stats_names.ARTICLES_SKIPPED,
)


def hint(check: str) -> str:
    return _HINTS.get(check, _HINTS["start"])


def nothing_useful(observed: Observed) -> str | None:
    """Why a run that came to its end was of no use, or None."""
    settled = sum(map(observed.number, _SETTLED))
    failed = observed.number(stats_names.ARTICLES_FAILED) + observed.number(
        stats_names.ARTICLES_ABSENT
    )
    if failed and not settled:
        return f"none of the {failed} articles asked for came in ({causes(observed)})"
    if not settled and not observed.seen:
        return f"no article was seen in any listing ({causes(observed)})"
    return None


def all_disallowed(observed: Observed) -> bool:
    """Whether robots.txt disallowed each article that was asked for."""
    failed = observed.number(stats_names.ARTICLES_FAILED)
    return failed > 0 and observed.number(stats_names.FAILURES("robots")) == failed


def nothing(reason: str) -> Finding:
    return Finding(
        check="nothing-useful",
        found=reason,
        expected="articles",
        hint="open a section page and an article by hand and compare them with crawler/newspaper/",
    )


def causes(observed: Observed) -> str:
    """Every cause of failure with its count, in words."""
    counted = [
        f"{name} {count}"
        for failures in (stats_names.FAILURES, stats_names.PAGE_FAILURES)
        for name, count in observed.under(failures)
    ]
    errors = observed.number(stats_names.SPIDER_ERRORS)
    if errors:
        counted.append(f"errors of the program {errors}; see the log")
    if observed.number(stats_names.ARTICLES_ABSENT):
        counted.append(f"no article there {observed.number(stats_names.ARTICLES_ABSENT)}")
    return ", ".join(counted) or "without an error: look at the markup"


def findings(observed: Observed, past: Sequence[Run]) -> Iterator[Finding]:
    yield from _shares(observed)
    yield from _by_cause(observed)
    yield from _failing_again(observed, past)
    errors = observed.number(stats_names.SPIDER_ERRORS)
    if errors:
        yield Finding(
            check="program-errors", found=errors, expected=0, hint="see the tracebacks in the log"
        )


def _shares(observed: Observed) -> Iterator[Finding]:
    pages = observed.number(stats_names.PAGES_FAILED)
    asked = pages + observed.number(stats_names.LISTINGS_READ)
    if pages > MAX_FAILED * asked:
        yield Finding(
            check="pages-failed",
            found=pages,
            expected=f"at most {MAX_FAILED:.0%} of {asked}",
            hint=f"pages that list did not come ({causes(observed)})",
        )
    failed = observed.number(stats_names.ARTICLES_FAILED)
    if failed >= MIN_TO_JUDGE and failed > MAX_FAILED * observed.asked:
        yield Finding(
            check="articles-failed",
            found=failed,
            expected=f"at most {MAX_FAILED:.0%} of {observed.asked}",
            hint=f"they are tried again next time ({causes(observed)})",
        )


def _by_cause(observed: Observed) -> Iterator[Finding]:
    for cause, most in MAX_OF_A_CAUSE.items():
        count = observed.number(stats_names.FAILURES(cause))
        if count >= MIN_OF_A_CAUSE and count > most * observed.asked:
            yield Finding(
                check=f"errors:{cause}",
                found=count,
                expected=f"at most {most:.0%} of {observed.asked}",
                hint="python -m pipelines pending lists them with what was said",
            )


def _failing_again(observed: Observed, past: Sequence[Run]) -> Iterator[Finding]:
    """A page that failed last time too is not lost in an average."""
    if not past:
        return
    before = Observed(past[0].stats).failed_pages()
    for page, cause in observed.failed_pages().items():
        if page in before:
            yield Finding(
                check="page-failing",
                section=section_of(page),
                found=f"{page} failed again ({cause})",
                expected="an answer",
                hint=f"failed before as {before[page]}; open it by hand",
            )
