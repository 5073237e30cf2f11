"""How much of a body a reader has, as the article-extraction-benchmark counts it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import fmean

_WORD = re.compile(r"\w+")
_SHINGLE = 4
_HALF_RIGHT = 0.5


@dataclass(frozen=True)
class Overlap:
    """Of one page; a share is None where nothing is there that it could be a share of."""

    precision: float | None
    recall: float | None
    is_exact: bool
    """Whether all words are the same, in order."""

    @property
    def f1(self) -> float:
        return harmonic_mean(self.precision, self.recall)

    @classmethod
    def of(cls, true: str, read: str | None) -> Overlap:
        wanted, found = _WORD.findall(true), _WORD.findall(read or "")
        these, those = _shingles(wanted), _shingles(found)
        both = (these & those).total()
        return cls(
            precision=both / those.total() if those else None,
            recall=both / these.total() if these else None,
            is_exact=wanted == found,
        )


@dataclass
class BodyScore:
    """One reader over a set of pages. F1 is of the means of precision and of recall."""

    overlaps: list[Overlap] = field(default_factory=list)
    empty: int = 0
    """Pages of which it has no body."""
    raised: int = 0

    def add(self, true: str, read: str | None) -> None:
        self.overlaps.append(Overlap.of(true, read))
        self.empty += not (read or "").strip()

    @property
    def precision(self) -> float:
        return _mean(one.precision for one in self.overlaps)

    @property
    def recall(self) -> float:
        return _mean(one.recall for one in self.overlaps)

    @property
    def f1(self) -> float:
        return harmonic_mean(self.precision, self.recall)

    @property
    def exact(self) -> float:
        return _mean(float(one.is_exact) for one in self.overlaps)

    @property
    def under_half_right(self) -> int:
        return sum(one.f1 < _HALF_RIGHT for one in self.overlaps)


def harmonic_mean(one: float | None, other: float | None) -> float:
    return 2 * one * other / (one + other) if one and other else 0.0


def _mean(shares: Iterable[float | None]) -> float:
    known = [share for share in shares if share is not None]
    return fmean(known) if known else 0.0


def _shingles(words: list[str]) -> Counter[tuple[str, ...]]:
    """Runs of four words; of a shorter text the whole."""
    size = min(_SHINGLE, len(words))
    starts = range(len(words) - size + 1) if words else ()
    return Counter(tuple(words[start : start + size]) for start in starts)
