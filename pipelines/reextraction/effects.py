"""What re-reading does to each field, counted, with samples; the worst first."""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from crawler.article_fields import FOUND, STORED
from crawler.items import Source
from pipelines.store.articles.deciding import Reread

SAMPLES = 10
"""Of each field, and of the pages that cannot be read."""

_RANK = {source.value: place for place, source in enumerate(Source)}
_OF_THE_LOOK = frozenset({"path", "fetched_at", "sources", "warc", "word_count"})
_FIELDS = tuple(one.name for one in STORED if one.is_shown and one.name not in _OF_THE_LOOK)


class Effect(IntEnum):
    """Worst first."""

    LOST = 0
    """The stored value is taken away."""
    KEPT = 1
    """The stored value stays: today's is poorer."""
    LOWER = 2
    """Another value, from a lower source."""
    CHANGED = 3
    """Another value, from the same source."""
    BETTER = 4
    """Another value, from a better source."""
    FILLED = 5
    """A value where there was none."""
    CONFIRMED = 6
    """The same value, from a better source."""

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Effect.LOST: "lost",
    Effect.KEPT: "poorer, kept",
    Effect.LOWER: "lower source",
    Effect.CHANGED: "changed",
    Effect.BETTER: "better source",
    Effect.FILLED: "filled",
    Effect.CONFIRMED: "same, better source",
}


@dataclass(frozen=True, slots=True, order=True)
class Sample:
    effect: Effect
    article: int
    path: str
    before: str
    after: str


@dataclass(slots=True)
class Effects:
    read: int = 0
    changed: int = 0
    """Articles whose row is another afterwards."""
    revisions: int = 0
    """Those that get a new version."""
    faults: int = 0
    faulty: list[tuple[str, str]] = field(default_factory=list)
    """Path and reason of some pages that gave no article."""
    counts: defaultdict[str, Counter[Effect]] = field(default_factory=lambda: defaultdict(Counter))
    samples: defaultdict[str, list[Sample]] = field(default_factory=lambda: defaultdict(list))

    def add(self, found: Reread) -> None:
        self.read += 1
        self.changed += not found.is_all_the_same
        self.revisions += found.change is not None
        for name, effect in effects_of(found):
            self.counts[name][effect] += 1
            if effect is not Effect.CONFIRMED:
                self._sample(name, effect, found)

    def fail(self, path: str, reason: str) -> None:
        self.faults += 1
        if len(self.faulty) < SAMPLES:
            self.faulty.append((path, reason))

    def _sample(self, name: str, effect: Effect, found: Reread) -> None:
        kept = self.samples[name]
        if len(kept) == SAMPLES and kept[-1].effect <= effect:
            return
        before, after = (_text(_value(row, name)) for row in (found.old, found.read))
        insort(kept, Sample(effect, found.old["id"], found.old["path"], before, after))
        del kept[SAMPLES:]


def effects_of(found: Reread) -> Iterator[tuple[str, Effect]]:
    """By field, those that something happens to."""
    for name in _FIELDS:
        effect = Effect.KEPT if name in found.kept else _effect(found, name)
        if effect is not None:
            yield name, effect


def _effect(found: Reread, name: str) -> Effect | None:
    before, after = _value(found.old, name), _value(found.row, name)
    rise = _rise(found, name) if name in FOUND else 0
    if before == after:
        return Effect.CONFIRMED if before and rise > 0 else None
    if not after:
        return Effect.LOST
    if not before:
        return Effect.FILLED
    if rise == 0:
        return Effect.CHANGED
    return Effect.BETTER if rise > 0 else Effect.LOWER


def _rise(found: Reread, name: str) -> int:
    """By how many places the field's source is better than before."""
    before, after = (row["sources"].get(name) for row in (found.old, found.row))
    if before not in _RANK or after not in _RANK:
        return 0
    return _RANK[before] - _RANK[after]


def _value(row: Mapping[str, object], name: str) -> object:
    return row[name]


def _text(value: object) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
