"""`make accuracy`: field by field, how often this pipeline and its peers are right.

The pages are those of the replica newspaper in `tests/site`; the truth is what it was printed from.
"""

from __future__ import annotations

import socket
import sys
import warnings
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NoReturn

from bench.page import FILE, document
from bench.readers import READERS, Reading
from bench.scoring import RULES, TEXTS, word_f1
from tests.site.clock import DEFAULT_TODAY, press_time
from tests.site.model import Story
from tests.site.nights import edition
from tests.site.pages import answer
from tests.site.press import REAL_ROOT, Press
from tests.site.truth import stories, truth, uncertain

VARIANTS: Mapping[str, frozenset[str]] = {
    "plain": frozenset(),
    "silent": frozenset({"no-json-ld", "no-meta"}),
    "relaunch": frozenset({"relaunch"}),
}
FETCHED_AT = press_time(DEFAULT_TODAY, 1)
NAMED_MISSES = 5

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


def main() -> int:
    jobs = [(variant, reader) for variant in VARIANTS for reader in READERS]
    with ProcessPoolExecutor() as pool:
        scores = dict(zip(jobs, pool.map(score, *zip(*jobs, strict=True)), strict=True))
    for (variant, reader), one in scores.items():
        for row, paths in one.missed.items() if reader == "this pipeline" else ():
            named = ", ".join(paths[:NAMED_MISSES])
            sys.stdout.write(f"{variant}: {row}: {len(paths)} wrong: {named}\n")
    FILE.write_text(document(scores), encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: {next(iter(scores.values())).pages} pages a variant\n")
    return 0


def score(variant: str, reader: str) -> Score:
    """Every page of the first night, read once."""
    warnings.simplefilter("ignore")
    _close_network()
    press = Press(REAL_ROOT, edition(1), VARIANTS[variant])
    found = Score()
    for story in stories():
        body = answer(press, story.path).body
        reading = _read(reader, body, press.url(story.path))
        found.add(story.path, reading, judge(story, variant, reading or {}))
    return found


def judge(story: Story, variant: str, reading: Reading) -> Verdict:
    """A field that the page does not show must not be found either."""
    allowed = expected(story, variant)
    verdict: Verdict = {}
    for row, (key, rule) in RULES.items():
        got = reading.get(key)
        f1 = max(word_f1(value, got) for value in allowed[key]) if row in TEXTS else 0.0
        verdict[row] = any(rule(value, got) for value in allowed[key]), f1
    return verdict


def expected(story: Story, variant: str) -> dict[str, list[Any]]:
    """For each key of a reading, the values that are right: where a variant hides a value, not to
    know it is as right as to guess it."""
    names = VARIANTS[variant]
    rows = [_by_key(story, truth(story, REAL_ROOT, shown)) for shown in ((), names)]
    values = {key: [row[key] for row in rows] for key in rows[0]}
    for key in uncertain(story, names) & values.keys():
        values[key].append(None)
    return values


def _by_key(story: Story, row: dict[str, Any]) -> dict[str, Any]:
    """A row of the truth under a reading's keys. Without a date on the page there is none: the
    row's is the list's."""
    date = None if story.style.date == "none" else row["date_published"]
    return {**row, "date": date, "names": [*row["authors"], *row["agencies"]]}


def _read(reader: str, body: bytes, url: str) -> Reading | None:
    """None where the reader raised."""
    try:
        return READERS[reader](body, url, FETCHED_AT)
    except Exception as error:
        sys.stderr.write(f"{reader}: {url}: {error!r}\n")
        return None


def _close_network() -> None:
    """A reader that asks the network would see the page that is live, or wait for one."""

    def refuse(*_: object) -> NoReturn:
        raise OSError("no network while measuring")

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse  # type: ignore[assignment]


if __name__ == "__main__":
    sys.exit(main())
