"""Wrong clocks and what the spool held for others, in a run's findings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from scrapy.statscollectors import StatsCollector
from scrapy.utils.test import get_crawler

from crawler.runtime.clock import Clock
from pipelines.outcome import Verdict, judge
from pipelines.outcome.checks.clock import note
from pipelines.outcome.observed import Observed
from tests.pipelines.outcome.test_verdict import DAY, GOOD, NOW


def verdict(stats: dict[str, Any]) -> Verdict:
    return judge(Observed(stats), "finished", [], NOW - timedelta(minutes=10), NOW)


@pytest.mark.parametrize("name", ["wrong", "doubt", "jumped", "past"])
def test_each_thing_about_a_clock_is_a_finding(name: str) -> None:
    found = verdict({**GOOD, f"clock/{name}": "thirty days"})
    assert (found.outcome, found.exit_status) == ("degraded", 3)
    assert found.reason == "health checks fell short: clock"
    (finding,) = found.findings
    assert (finding.check, finding.expected) == ("clock", "all clocks within 5 min")
    assert "thirty days" in str(finding.found)


def test_a_run_that_could_do_nothing_names_the_clock_too() -> None:
    """Certificates are not valid yet, or no more."""
    stats = {"run/exit_status": 1, "run/reason": "tls", "run/check": "unreachable"}
    found = verdict({**stats, "clock/doubt": "ours says 2020"})
    assert [one.check for one in found.findings] == ["unreachable", "clock"]


def noted(clock: Clock) -> dict[str, Any]:
    stats = StatsCollector(get_crawler())
    note(stats, clock)
    return dict(stats.get_stats())


def test_what_a_clock_went_through_is_noted() -> None:
    wall, elapsed = [NOW.timestamp()], [0.0]
    clock = Clock(lambda: wall[0], lambda: elapsed[0])
    assert noted(clock) == {}

    clock.begin(NOW + DAY)
    assert list(noted(clock)) == ["clock/doubt"]
    clock.hear_site(NOW)
    assert noted(clock) == {"clock/past": "2026-11-26 03:00:00 UTC"}

    wall[0] += 3600
    clock.now()
    clock.hear_site(NOW)
    assert noted(clock) == {
        "clock/wrong": "it is 60 min ahead of the site's clock",
        "clock/jumped": "+3600 s",
        "clock/past": "2026-11-26 03:00:00 UTC",
    }


def test_a_damaged_file_of_the_spool_is_a_finding() -> None:
    found = verdict({**GOOD, "spool/damaged": "1-a-1.json.damaged"})
    checks = [one.check for one in found.findings]
    assert (found.outcome, checks) == ("degraded", ["spool-damaged"])


def test_anothers_batch_is_said_and_no_fault() -> None:
    found = verdict({**GOOD, "spool/of-others": "spool: 18 articles wait for another"})
    assert (found.outcome, found.reason) == ("succeeded", "spool: 18 articles wait for another")
