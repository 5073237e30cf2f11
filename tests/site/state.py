"""What the running site is told by its tests, and the log of what it was asked."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tests.site.clock import DEFAULT_TODAY, press_time
from tests.site.lies import FAULTS, PRINTED_FAULTS, Lie, falsified, plain
from tests.site.nights import edition
from tests.site.pages import answer
from tests.site.press import VARIANTS, Press
from tests.site.responses import Answer

Request = dict[str, Any]


@dataclass
class Site:
    root: str = ""
    night: int = 1
    today: date = DEFAULT_TODAY
    variants: frozenset[str] = frozenset()
    validators: bool = False
    clock_error: float | None = 0.0
    """Seconds by which the `Date` of its answers is ahead; None: they have none."""
    faults: dict[str, dict[str, Any]] = field(default_factory=dict)
    lies: dict[str, Lie] = field(default_factory=dict)
    log: list[Request] = field(default_factory=list)
    _printed: dict[tuple[Press, str], Answer] = field(default_factory=dict)

    def set_night(self, night: int) -> None:
        edition(night, self.today)
        self.night = night

    def set_variants(self, names: Iterable[str]) -> None:
        chosen = frozenset(names)
        if unknown := chosen - VARIANTS:
            raise ValueError(f"unknown variants {sorted(unknown)}")
        self.variants = chosen

    def add_fault(self, name: str, options: dict[str, Any]) -> None:
        if name not in FAULTS:
            raise ValueError(f"unknown fault {name!r}")
        self.faults[name] = options

    def tell_truth(self) -> None:
        self.lies.clear()
        self.faults.clear()
        self.clock_error = 0.0

    def record(self, request: Request) -> None:
        self.log.append({**request, "time": time.time()})

    def lie_for(self, target: str) -> Lie | None:
        lie = self.lies.get(target) or self.lies.get(target.partition("?")[0])
        return lie if lie and lie.tells() else None

    def respond(self, target: str, lie: Lie | None) -> Answer:
        broken = self._broken(target.partition("?")[0])
        if broken:
            return broken
        honest = self.page(target)
        if lie:
            return falsified(lie, honest, self.page("/"), target)
        return honest

    def page(self, target: str, night: int | None = None) -> Answer:
        press = Press(
            self.root,
            edition(night or self.night, self.today),
            self.variants,
            PRINTED_FAULTS.intersection(self.faults),
        )
        key = (press, target)
        found = self._printed.get(key)
        if found is None:
            found = self._printed[key] = answer(press, target)
        return found

    def last_modified(self, target: str) -> datetime:
        """Closing time of the first edition that had the page as it is now."""
        now = self.page(target)
        since = self.night
        while since > 1 and self.page(target, since - 1).etag == now.etag:
            since -= 1
        return press_time(self.today, since)

    def pause(self, lie: Lie | None) -> float:
        if lie and lie.kind == "slow":
            return lie.seconds
        if "slow-all" in self.faults:
            return float(self.faults["slow-all"].get("seconds", 0.2))
        return 0.0

    def _broken(self, path: str) -> Answer | None:
        if path == "/robots.txt":
            return plain(500) if "robots-500" in self.faults else None
        if "all-500" in self.faults:
            return plain(500)
        if "all-404" in self.faults:
            return plain(404)
        if "half-sections-500" in self.faults and path in self._every_second_section():
            return plain(500)
        return None

    def _every_second_section(self) -> set[str]:
        slugs = list(edition(self.night, self.today).sections)
        return {f"/{slug}" for slug in slugs[::2]}
