"""From what a crawl saw to its outcome (CONTRACT, promise 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.exceptions import EXIT_DEGRADED, EXIT_FAILED, EXIT_HEALTHY
from crawler.items import Source
from pipelines.store import Finding, RunOutcome

LEAST_TO_JUDGE = 5
"""Articles below which shares say nothing."""
LEAST_FILLED = {
    "headline": 0.9,
    "body": 0.8,
    "date_published": 0.9,
    "byline": 0.5,
    "image_url": 0.5,
}
"""Share of the articles read that must have the field."""
SITE_FIELDS = ("headline", "body", "date_published", "byline", "image_url")
MOST_FROM_FALLBACK = 0.5
"""Share of a field's values that may come from another source than the site's own markup."""
MOST_FAILED = 0.2
"""Share of the pages asked for that may fail."""


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: RunOutcome
    exit_status: int
    reason: str | None
    findings: list[Finding] = field(default_factory=list)


def judge(stats: Mapping[str, Any], finish_reason: str) -> Verdict:
    """The outcome of a crawl by its counts and Scrapy's reason for its end."""
    if (status := stats.get("run/exit_status")) is not None:
        return Verdict("failed", status, stats.get("run/reason"))
    if lost := stats.get("store/lost"):
        waiting = stats.get("articles/spooled", 0)
        return Verdict("failed", EXIT_FAILED, f"{lost}; {waiting} articles wait in the spool")
    if finish_reason == "shutdown":
        return Verdict("interrupted", EXIT_FAILED, "stopped by a signal; the next run goes on")
    if reason := _nothing_useful(stats):
        return Verdict("failed", EXIT_FAILED, reason)
    findings = list(_findings(stats))
    if findings:
        names = ", ".join(dict.fromkeys(finding.check for finding in findings))
        return Verdict("degraded", EXIT_DEGRADED, f"health checks fell short: {names}", findings)
    return Verdict("succeeded", EXIT_HEALTHY, None)


def _nothing_useful(stats: Mapping[str, Any]) -> str | None:
    done = sum(stats.get(f"articles/{outcome}", 0) for outcome in ("new", "updated", "unchanged"))
    settled = done + stats.get("articles/gone", 0) + stats.get("articles/skipped", 0)
    failed = stats.get("articles/failed", 0) + stats.get("articles/absent", 0)
    if failed and not settled:
        return f"none of the {failed} articles asked for came in ({_causes(stats)})"
    if stats.get("listings/read", 0) + stats.get("pages/failed", 0) and not stats.get(
        "articles/seen", 0
    ):
        return f"no article was seen in any listing ({_causes(stats)})"
    if not stats.get("response_received_count", 0):
        return "the site gave no answer"
    return None


def _causes(stats: Mapping[str, Any]) -> str:
    counted = [
        f"{key.rsplit('/', 1)[-1]} {value}"
        for prefix in ("failures/", "pages/failed/")
        for key, value in sorted(stats.items())
        if key.startswith(prefix)
    ]
    return ", ".join(counted) or "without an error: look at the markup"


def _findings(stats: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _listings(stats)
    yield from _failures(stats)
    read = stats.get("articles/read", 0)
    if read >= LEAST_TO_JUDGE:
        yield from _fields(stats, read)


def _listings(stats: Mapping[str, Any]) -> Iterator[Finding]:
    unrecognised = stats.get("listings/unrecognised", 0)
    if unrecognised:
        yield Finding(
            check="listing-markup",
            found=unrecognised,
            expected=0,
            hint="section lists were not found by their markup; see crawler/pages/listing.py",
        )
    failed = stats.get("pages/failed", 0)
    asked = failed + stats.get("listings/read", 0)
    if failed and failed > MOST_FAILED * asked:
        yield Finding(
            check="pages-failed",
            found=failed,
            expected=f"at most {MOST_FAILED:.0%} of {asked}",
            hint=f"section pages did not come ({_causes(stats)})",
        )


def _failures(stats: Mapping[str, Any]) -> Iterator[Finding]:
    failed = stats.get("articles/failed", 0)
    asked = failed + stats.get("articles/read", 0)
    if failed >= LEAST_TO_JUDGE and failed > MOST_FAILED * asked:
        yield Finding(
            check="articles-failed",
            found=failed,
            expected=f"at most {MOST_FAILED:.0%} of {asked}",
            hint=f"they are tried again next time ({_causes(stats)})",
        )


def _fields(stats: Mapping[str, Any], read: int) -> Iterator[Finding]:
    for name, least in LEAST_FILLED.items():
        filled = stats.get(f"fields/{name}", 0)
        if filled < least * read:
            yield Finding(
                check=f"field-missing:{name}",
                found=f"{filled / read:.0%}",
                expected=f"at least {least:.0%} of {read}",
                hint="look at one page and at the selectors in crawler/pages/article.py",
            )
    for name in SITE_FIELDS:
        by_source = {source: stats.get(f"sources/{name}/{source}", 0) for source in Source}
        having = sum(by_source.values())
        fallen = having - by_source[Source.SITE]
        if having >= LEAST_TO_JUDGE and fallen > MOST_FROM_FALLBACK * having:
            fallbacks = [source for source in Source if source is not Source.SITE]
            main = max(fallbacks, key=lambda source: by_source[source])
            yield Finding(
                check=f"field-source:{name}",
                found=f"{main} {by_source[main] / having:.0%}",
                expected="site",
                hint="the site's markup changed; mend the selector in crawler/pages/article.py",
            )
