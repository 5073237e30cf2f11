"""How often a reader is right, row by row, over the pages of one variant."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from bench.readers import Reading
from bench.scoring import RULES

Verdict = dict[str, tuple[bool, float]]
"""Row -> whether it is right, and the F1 of its words (0 where that is not measured)."""


@dataclass
class Score:
    """One reader over the pages of one variant."""

    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    f1: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    missed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    offered: set[str] = field(default_factory=set)
    raised: int = 0
    pages: int = 0

    def add(self, path: str, reading: Reading | None, verdict: Verdict) -> None:
        self.pages += 1
        self.raised += reading is None
        self.offered |= {row for row, (key, _) in RULES.items() if key in (reading or {})}
        for row, (is_right, f1) in verdict.items():
            self.right[row] += is_right
            self.f1[row] += f1
            if not is_right:
                self.missed[row].append(path)
