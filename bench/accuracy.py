"""`make accuracy`: field by field, how often this pipeline and its peers are right.

The pages are those of the replica newspaper in `tests/site`; the truth is what it was printed from.
Bodies are read on pages of other newspapers too, where those are at hand (`real_pages.py`).
"""

from __future__ import annotations

import socket
import sys
import warnings
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import Any, NoReturn

from bench.overlap import BodyScore
from bench.page import FILE, document
from bench.readers import READERS, Reading
from bench.real_pages import OUR_URL, are_at_hand, as_ours, real_pages
from bench.real_table import section, section_of
from bench.score import Score, Verdict
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
    "wild": frozenset({"relaunch-wild"}),
}
FETCHED_AT = press_time(DEFAULT_TODAY, 1)
NAMED_MISSES = 5


def main() -> int:
    jobs = [(variant, reader) for variant in VARIANTS for reader in READERS]
    with ProcessPoolExecutor() as pool:
        scores = dict(zip(jobs, pool.map(score, *zip(*jobs, strict=True)), strict=True))
        bodies = _real_bodies(pool)
    for (variant, reader), one in scores.items():
        for row, paths in one.missed.items() if reader == "this pipeline" else ():
            named = ", ".join(paths[:NAMED_MISSES])
            sys.stdout.write(f"{variant}: {row}: {len(paths)} wrong: {named}\n")
    FILE.write_text(document(scores, bodies), encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: {next(iter(scores.values())).pages} pages a variant\n")
    return 0


def _real_bodies(pool: ProcessPoolExecutor) -> str:
    """The document's part on other newspapers' pages: as it is where they are not at hand."""
    if are_at_hand():
        return section(dict(zip(READERS, pool.map(score_bodies, READERS), strict=True)))
    kept = section_of(FILE.read_text(encoding="utf-8"))
    sys.stdout.write("no pages of other newspapers at hand: their figures stay as they were\n")
    return kept


def score_bodies(reader: str) -> BodyScore:
    """Every page of other newspapers; this pipeline reads it as one of its own site's."""
    warnings.simplefilter("ignore")
    _close_network()
    found = BodyScore()
    for page in real_pages():
        ours = reader == "this pipeline"
        body, url = (as_ours(page), OUR_URL) if ours else (page.html, page.url)
        reading = _read(reader, body, url)
        found.raised += reading is None
        found.add(page.body, (reading or {}).get("body"))
    return found


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
