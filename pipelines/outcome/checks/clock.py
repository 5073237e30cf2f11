"""Clocks that were wrong: ours, the one of an earlier run, or who knows whose (decision 028)."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.statscollectors import StatsCollector

from crawler.runtime.clock import Clock
from pipelines.outcome.observed import Observed
from pipelines.store import Finding

_EXPECTED = "all clocks within 5 min"
_HINTS = {
    "wrong": "set this machine's clock (chrony, timedatectl); the times of this run are corrected",
    "doubt": "set this machine's clock; no date was refused for being later, and the times of this"
    " run may be wrong",
    "jumped": "see who sets this machine's clock, or whether it slept",
    "past": "its times stay as they are; what it put off is planned anew",
}


def note(stats: StatsCollector, clock: Clock) -> None:
    """What the clock went through, for the findings."""
    said = {
        "wrong": clock.wrong,
        "doubt": clock.doubt,
        "jumped": ", ".join(f"{seconds:+.0f} s" for seconds in clock.jumps[:3]),
        "past": f"{clock.past:%F %T} UTC" if clock.past_is_ahead else None,
    }
    for name, value in said.items():
        if value:
            stats.set_value(f"clock/{name}", value)


def findings(seen: Observed) -> Iterator[Finding]:
    said = {
        "wrong": "our clock was wrong: {}",
        "doubt": "no clock can be believed: {}",
        "jumped": "our clock was set while the run went on: {}",
        "past": "the last run is dated {}, which is still to come: its clock was ahead",
    }
    for name, words in said.items():
        value = seen.text(f"clock/{name}")
        if value:
            yield Finding(
                check="clock",
                found=words.format(value),
                expected=_EXPECTED,
                hint=_HINTS[name],
            )
