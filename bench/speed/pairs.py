"""Two sides in turn, A B A B: what disturbs the machine for a while disturbs both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

from bench.speed.processes import Usage

Side: TypeAlias = Callable[[], Usage]


@dataclass(frozen=True, slots=True)
class Spread:
    """A median with the least and the most of what it was taken from."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        found = list(values)
        return cls(median(found), min(found), max(found))


@dataclass(frozen=True, slots=True)
class Pairs:
    ours: Sequence[Usage]
    theirs: Sequence[Usage]

    def speed(self) -> Spread:
        """How many times as fast ours is, pair by pair."""
        return Spread.of(
            theirs.seconds / ours.seconds
            for ours, theirs in zip(self.ours, self.theirs, strict=True)
        )

    def memory(self) -> Spread:
        """Peak memory of ours as a multiple of theirs, pair by pair."""
        return Spread.of(
            ours.peak_mb / theirs.peak_mb
            for ours, theirs in zip(self.ours, self.theirs, strict=True)
        )


def paired(ours: Side, theirs: Side, times: int) -> Pairs:
    """A first run of each warms files and byte code, and is not counted."""
    ours(), theirs()
    found = [(ours(), theirs()) for _ in range(times)]
    return Pairs([mine for mine, _ in found], [other for _, other in found])


def line(name: str, runs: Sequence[Usage], pages: int | None = None) -> str:
    """One side's medians."""
    seconds = Spread.of(one.seconds for one in runs)
    user, system = median(one.user for one in runs), median(one.system for one in runs)
    peak = median(one.peak_mb for one in runs)
    rate = f"{pages / seconds.median:,.0f} pages/s, " if pages else ""
    a_page = f" ({1000 * (user + system) / pages:.2f} ms a page)" if pages else ""
    return (
        f"{name}: {rate}{seconds.median:.2f} s [{seconds.least:.2f} to {seconds.most:.2f}], "
        f"CPU {user:.2f} s user + {system:.2f} s system{a_page}, peak {peak:.0f} MB"
    )
