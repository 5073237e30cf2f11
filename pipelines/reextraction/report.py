"""What re-reading does, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.runtime.printable import line, printable
from crawler.runtime.text_table import columns
from pipelines.reextraction.effects import Effect, Effects
from pipelines.shown_diff import Segment, marked, segments

_AROUND = 6
"""Words of a long text that are shown on each side of a difference."""


def lines(effects: Effects, *, with_samples: bool, colour: bool) -> Iterator[str]:
    """What gets worse first: pages that give nothing, then fields by what they lose."""
    for path, reason in effects.faulty:
        yield line(f"not read: {path}: {reason}")
    if effects.faults > len(effects.faulty):
        yield f"not read: and {effects.faults - len(effects.faulty)} more"
    names = sorted(effects.counts, key=lambda name: _badness(effects, name))
    if names:
        yield from _table(effects, names)
    if with_samples:
        for name in names:
            yield from _samples(effects, name, colour=colour)


def _badness(effects: Effects, name: str) -> tuple[int, ...]:
    return tuple(-effects.counts[name][effect] for effect in Effect)


def _table(effects: Effects, names: list[str]) -> list[str]:
    shown = [one for one in Effect if any(effects.counts[name][one] for name in names)]
    head = ("field", *(one.words for one in shown))
    rows = [(name, *(str(effects.counts[name][one]) for one in shown)) for name in names]
    return columns([head, *rows])


def _samples(effects: Effects, name: str, *, colour: bool) -> Iterator[str]:
    for one in effects.samples[name]:
        told = list(segments(_on_one_line(one.before), _on_one_line(one.after)))
        yield ""
        yield line(f"{name}, {one.effect.words}: {one.path}")
        yield marked(_shortened(told), colour=colour)


def _on_one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def _shortened(found: list[Segment]) -> Iterator[Segment]:
    """Without the middle of what is the same."""
    last = len(found) - 1
    for place, segment in enumerate(found):
        words = segment.text.split(" ")
        if segment.mark != "same" or len(words) <= 2 * _AROUND:
            yield segment
            continue
        before = words[:_AROUND] if place > 0 else []
        after = words[-_AROUND:] if place < last else []
        yield Segment("same", " ".join([*before, "…", *after]))
