"""Clocks that were wrong: ours, the one of an earlier run, or who knows whose (decision 028)."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.statscollectors import StatsCollector

from crawler.runtime import stats_names
from crawler.runtime.clock import Clock
from pipelines.outcome.observed import Observed
from pipelines.store import Finding

_EXPECTED = "all clocks within 5 min"
_CLOCKS = (
    (
        stats_names.CLOCK_WRONG,
        "our clock was wrong: {}",
        "set this machine's clock (chrony, timedatectl); the times of this run are corrected",
    ),
    (
        stats_names.CLOCK_DOUBT,
        "no clock can be believed: {}",
        "set this machine's clock; no date was refused for being later, and the times of this run"
        " may be wrong",
    ),
    (
        stats_names.CLOCK_JUMPED,
        "our clock was set while the run went on: {}",
        "see who sets this machine's clock, or whether it slept",
    ),
    (
        stats_names.CLOCK_PAST,
        "the last run is dated {}, which is still to come: its clock was ahead",
        "its times stay as they are; what it put off is planned anew",
    ),
)
"""The stats key of each fault, the finding's words and its hint."""


def note(stats: StatsCollector, clock: Clock) -> None:
    """What the clock went through, for the findings."""
    said = {
        stats_names.CLOCK_WRONG: clock.wrong,
        stats_names.CLOCK_DOUBT: clock.doubt,
        stats_names.CLOCK_JUMPED: ", ".join(f"{seconds:+.0f} s" for seconds in clock.jumps[:3]),
        stats_names.CLOCK_PAST: f"{clock.past:%F %T} UTC" if clock.past_is_ahead else None,
    }
    for name, value in said.items():
        if value:
            stats.set_value(name, value)


def findings(observed: Observed) -> Iterator[Finding]:
    for name, words, hint in _CLOCKS:
        value = observed.text(name)
        if value:
            yield Finding(check="clock", found=words.format(value), expected=_EXPECTED, hint=hint)
