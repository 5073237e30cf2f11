"""What the sections' own lists and the feeds showed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from crawler.runtime import stats_names
from crawler.urls import section_of
from pipelines.outcome.observed import Observed
from pipelines.outcome.thresholds import (
    MIN_CARDS,
    MIN_HISTORY_OF_A_SECTION,
    MIN_QUIET,
    QUIET_EXPECTED,
)
from pipelines.store import Finding, Run


def findings(observed: Observed, past: Sequence[Run], now: datetime) -> Iterator[Finding]:
    yield from _markup(observed)
    if not past:
        return
    before = Observed(past[0].stats).cards()
    for listing, cards in observed.cards().items():
        if before.get(listing) and not cards:
            yield _emptied(listing, before[listing])
        elif before.get(listing) and cards >= MIN_CARDS and not observed.known(listing):
            yield _missed(listing, cards, past[0].started_at)
        elif quiet := _quiet(listing, observed, past, now):
            yield quiet


def _markup(observed: Observed) -> Iterator[Finding]:
    unrecognised = observed.number(stats_names.LISTINGS_UNRECOGNISED)
    if unrecognised:
        yield Finding(
            check="listing-markup",
            found=unrecognised,
            expected=0,
            hint="lists were not found by their markup; mend crawler/newspaper/selectors.py",
        )


def _emptied(listing: str, before: int) -> Finding:
    return Finding(
        check="section-empty",
        section=section_of(listing),
        found=0,
        expected=before,
        hint=f"{listing} showed no article; open it by hand",
    )


def _missed(listing: str, cards: int, since: datetime) -> Finding:
    return Finding(
        check="section-overrun",
        section=section_of(listing),
        found=f"none of its {cards} articles was known",
        expected="at least one known from last time",
        hint=f"articles since {since:%Y-%m-%d %H:%M} UTC were probably missed; crawl it more often",
    )


def _quiet(listing: str, observed: Observed, past: Sequence[Run], now: datetime) -> Finding | None:
    """A section without news for much longer than its own pace explains."""
    if _news(listing, observed):
        return None
    runs = [run for run in past if listing in Observed(run.stats).cards()]
    with_news = [run for run in runs if _news(listing, Observed(run.stats))]
    if not with_news or not runs:
        return None
    last, first = with_news[0].started_at, runs[-1].started_at
    if last - first < MIN_HISTORY_OF_A_SECTION or now - last < MIN_QUIET:
        return None
    # The first run of all met an archive, not news.
    total = sum(_news(listing, Observed(run.stats)) for run in with_news if run is not runs[-1])
    expected = total * ((now - last) / (last - first))
    if expected < QUIET_EXPECTED:
        return None
    return Finding(
        check="section-quiet",
        section=section_of(listing),
        found=f"nothing new since {last:%Y-%m-%d %H:%M} UTC",
        expected=f"about {expected:.0f} articles by its usual pace",
        hint=f"open {listing} by hand; is its list still the newest articles?",
    )


def _news(listing: str, observed: Observed) -> int:
    return observed.cards().get(listing, 0) - observed.known(listing)
