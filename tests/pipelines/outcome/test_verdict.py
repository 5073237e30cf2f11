"""What a run's counts, and those of the weeks before, say of its health."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipelines.outcome import Verdict, judge
from pipelines.outcome.observed import Observed
from pipelines.store import Run, RunCounts

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)

GOOD: dict[str, Any] = {
    "response_received_count": 70,
    "downloader/request_count": 70,
    "listings/read": 10,
    "articles/seen": 90,
    "articles/new": 20,
    "articles/read": 20,
    **{f"fields/{name}": 20 for name in ("headline", "body", "date_published", "byline")},
    "fields/image_url": 20,
    "sources/headline/site": 20,
    "listings/cards//world": 9,
    "listings/known//world": 7,
}


def run(stats: Mapping[str, Any], days_ago: float, **changed: Any) -> Run:
    started = NOW - days_ago * DAY
    values: dict[str, Any] = {
        "run": 1,
        "spider": "sections",
        "arguments": {},
        "started_at": started,
        "finished_at": started + timedelta(minutes=10),
        "outcome": "succeeded",
        "reason": None,
        "counts": RunCounts(requests=stats.get("downloader/request_count", 0)),
        "findings": [],
        "stats": dict(stats),
    }
    return Run(**{**values, **changed})


def verdict(stats: Mapping[str, Any], *past: Run, reason: str = "finished") -> Verdict:
    return judge(Observed(stats), reason, past, NOW - timedelta(minutes=10), NOW)


def checks(stats: Mapping[str, Any], *past: Run) -> list[str]:
    return [finding.check for finding in verdict(stats, *past).findings]


def nights(number: int, stats: Mapping[str, Any] = GOOD) -> list[Run]:
    return [run(stats, days) for days in range(1, number + 1)]


def test_a_usual_night_succeeds() -> None:
    assert verdict(GOOD, *nights(14)) == Verdict("succeeded", 0, None)


def test_a_night_without_news_succeeds() -> None:
    quiet = {**GOOD, "articles/new": 0, "articles/read": 0, "listings/known//world": 9}
    assert verdict(quiet, *nights(14)).outcome == "succeeded"


def test_a_first_night_of_which_nothing_was_known_succeeds() -> None:
    assert verdict({**GOOD, "listings/known//world": 0}).outcome == "succeeded"


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"fields/body": 10}, "field-missing:body"),
        ({"fields/date_published": 12}, "field-missing:date_published"),
        ({"sources/headline/site": 0, "sources/headline/meta": 20}, "field-source:headline"),
        ({"listings/unrecognised": 1}, "listing-markup"),
        ({"pages/failed": 4, "pages/failed/http-500": 4}, "pages-failed"),
        ({"articles/failed": 8, "failures/timeout": 8}, "articles-failed"),
        ({"articles/failed": 3, "failures/http-403": 3}, "errors:http-403"),
        ({"articles/failed": 3, "failures/too-large": 3}, "errors:too-large"),
        ({"headlines/most_repeated": 5, "headlines/repeated": "Oops"}, "same-headline"),
        ({"spider_exceptions/count": 1}, "program-errors"),
        ({"articles/unchanged": 29, "fields/kept/body": 28}, "value-kept:body"),
        ({"articles/updated": 100, "fields/kept/headline": 3}, "value-kept:headline"),
    ],
)
def test_a_figure_that_falls_short_is_a_finding(changed: dict[str, Any], check: str) -> None:
    assert checks({**GOOD, **changed}) == [check]


@pytest.mark.parametrize(
    "changed",
    [
        {"articles/failed": 2, "failures/http-403": 2},
        {"pages/failed": 1, "pages/failed/timeout": 1, "pages/failed_at//africa": "timeout"},
        {"sources/headline/site": 15, "sources/headline/meta": 5},
        {"fields/byline": 15},
        {"articles/unchanged": 1, "fields/kept/body": 1},
        {"articles/unchanged": 40, "fields/kept/body": 2, "fields/kept/byline": 2},
        {"articles/unchanged": 900, "fields/kept/body": 18},
    ],
)
def test_single_bad_pages_do_not_spoil_a_run(changed: dict[str, Any]) -> None:
    assert checks({**GOOD, **changed}, *nights(14)) == []


def test_stored_values_that_stayed_are_told_with_figure_and_urls() -> None:
    kept = {"articles/updated": 1, "articles/unchanged": 28, "fields/kept/body": 28}
    (found,) = verdict({**GOOD, **kept, "fields/kept_at/body": "/a /b /c"}).findings
    assert (found.check, found.found) == ("value-kept:body", "28 of 29: /a /b /c")


def test_a_page_that_failed_last_time_too_is_named() -> None:
    failing = {**GOOD, "pages/failed": 1, "pages/failed_at//africa": "http-500"}
    found = verdict(failing, run(failing, 1)).findings
    assert [(one.check, one.section) for one in found] == [("page-failing", "africa")]


def test_a_section_of_which_nothing_was_known_from_last_time_is_overrun() -> None:
    found = verdict({**GOOD, "listings/known//world": 0}, *nights(3)).findings
    assert [(one.check, one.section) for one in found] == [("section-overrun", "world")]
    assert "2026-11-24 03:00 UTC" in found[0].hint
    assert "more often" in found[0].hint


def test_a_section_that_shows_nothing_any_more_is_named() -> None:
    found = verdict({**GOOD, "listings/cards//world": 0}, *nights(3)).findings
    assert [(one.check, one.section) for one in found] == [("section-empty", "world")]


def test_a_section_gone_quiet_is_found_by_its_own_pace() -> None:
    quiet = {**GOOD, "listings/known//world": 9}
    past = [run(quiet, 1), run(quiet, 2), run(quiet, 3), run(quiet, 4), run(quiet, 5)]
    past += [run(GOOD, days) for days in range(6, 20)]
    found = verdict(quiet, *past).findings
    assert [(one.check, one.section) for one in found] == [("section-quiet", "world")]


def test_a_section_that_is_always_slow_is_not_quiet() -> None:
    slow = {**GOOD, "listings/known//world": 9}
    once_a_week = {**GOOD, "listings/known//world": 8}
    past = [run(once_a_week if days % 7 == 0 else slow, days) for days in range(1, 28)]
    assert checks(slow, *past) == []


def test_a_quiet_sunday_is_no_finding() -> None:
    quiet = {**GOOD, "listings/known//world": 9}
    assert checks(quiet, run(quiet, 1), *[run(GOOD, days) for days in range(2, 20)]) == []


def test_far_fewer_articles_in_the_listings_than_usual() -> None:
    assert checks({**GOOD, "articles/seen": 30}, *nights(6)) == ["seen"]


def test_far_more_requests_than_usual() -> None:
    assert checks({**GOOD, "downloader/request_count": 900}, *nights(6)) == ["requests"]


def test_runs_of_long_ago_are_not_usual_any_more() -> None:
    past = [run({**GOOD, "articles/seen": 900}, days) for days in range(40, 50)]
    assert checks(GOOD, *past) == []


def test_interrupted_and_failed_runs_are_not_usual() -> None:
    past = [run({**GOOD, "articles/seen": 900}, days, outcome="failed") for days in range(1, 9)]
    assert checks(GOOD, *past) == []


@pytest.mark.parametrize(
    ("stats", "reason"),
    [
        ({}, "no article was seen"),
        ({"response_received_count": 9, "listings/read": 8}, "no article was seen"),
        (
            {**GOOD, "articles/new": 0, "articles/read": 0, "articles/failed": 20},
            "none of the 20 articles",
        ),
        (
            {**GOOD, "articles/new": 0, "articles/read": 0, "articles/absent": 20},
            "none of the 20 articles",
        ),
    ],
)
def test_a_crawl_that_got_nothing_is_never_a_success(stats: dict[str, Any], reason: str) -> None:
    found = verdict(stats)
    assert (found.outcome, found.exit_status) == ("failed", 1)
    assert reason in str(found.reason)


def test_a_lost_database_is_a_failed_run_that_says_what_waits() -> None:
    found = verdict({**GOOD, "store/lost": "the disk is full", "articles/spooled": 3})
    assert (found.outcome, found.exit_status) == ("failed", 1)
    assert found.reason == "the disk is full; 3 articles wait in the spool"


def test_a_stopped_run_is_interrupted() -> None:
    assert verdict(GOOD, reason="shutdown").outcome == "interrupted"


def test_a_run_that_was_closed_early_is_degraded() -> None:
    assert verdict(GOOD, reason="closespider_pagecount").outcome == "degraded"


def test_a_healthy_run_says_which_urls_were_no_articles() -> None:
    stats = {"articles/absent": 2, "articles/not_articles": 2, "articles/not_articles_at": "/a, /b"}
    found = verdict({**GOOD, **stats})
    assert (found.outcome, found.exit_status) == ("succeeded", 0)
    assert found.reason == "2 urls gave no article at first sight: /a, /b"


def test_a_finding_names_urls_figure_and_threshold() -> None:
    stats = {
        "articles/absent": 30,
        "articles/not_articles": 30,
        "articles/not_articles_at": "/a, /b, /c",
        "claims/most": 7,
        "claims/target": "/x",
        "claims/urls": "/d, /e, /f",
    }
    none, crowd = verdict({**GOOD, **stats}).findings
    assert (none.found, none.expected) == ("30: /a, /b, /c", "at most 2% of 50")
    assert (crowd.found, crowd.expected) == ("7 lead to /x: /d, /e, /f", "at most 2 urls")
