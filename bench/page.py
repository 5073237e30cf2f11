"""The scores as the page that `docs/` shows."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime

from bench.real_table import HEADING, version_of
from bench.score import Score
from bench.scoring import RULES, TEXTS
from crawler.runtime import paths

FILE = paths.ROOT / "docs" / "accuracy.md"
HEAD = """\
# Accuracy, side by side

On the replica newspaper every field is exact, because this project wrote both the pages and the
reader. On pages that nobody here wrote, bodies are as the table "{real}" says.
What the live site makes of it, neither tells.

The first tables say how often each field is exactly right, in percent of {pages} pages of the
replica; for texts the mean F1 over words follows. Written by `make accuracy` on {day}; do not edit.

| reader | version |
|---|---|
{versions}

Python {python}, {system}, {machine}, {cpus} CPUs. Same pages, same truth, no network; every reader
gets a page's html and its url.
"""
VARIANT_WORDS = {
    "plain": "The site's markup as it is known",
    "silent": "The same pages without JSON-LD and meta tags, which nobody has seen on the site",
    "relaunch": "The same pages after a relaunch, every class name changed",
    "wild": "The same articles after a relaunch in the shapes of other newspapers' pages",
}
FOOT = """\
## What is counted

A text is right if all its words are, in order; white space, paragraphs and invisible characters do
not count. `body, lines above it aside` forgives what a reader puts before the body (headline,
byline, date). A time without an offset may be meant in Istanbul or in UTC. People and agencies
are one set, upper or lower case, and `ASSOCIATED PRESS` is as right as `AP`. Of a picture's url the
query does not count. A field that a page does not give must stay empty. `–`: the reader does not
offer the field. Fields that only this pipeline has (dateline, caption, credit, kind, section,
time of the last change) are not compared; the tests hold them to the same truth.

Peers run as their guides say: trafilatura by `bare_extraction` with metadata and a date format
that asks for the time; newspaper4k by `download(input_html=…)` and `parse`, its keywords being the
page's tags, not the words that its `nlp` counts; news-please by `NewsPlease.from_html`. fundus
reads the newspapers that it has a class for; Daily Sabah is none of them.

## What it means

**The replica is ours.** Its texts are newly written and its markup is built from what is known of
the site, and this pipeline's selectors were written for that markup: in the first table it sits an
examination whose questions it helped to write. The tables of the replica say that the pipeline
reads rightly what we know of the site, in the many forms that a page takes there, and what general
tools make of such pages. They do not say how the live site reads: where a guess about its markup is
wrong, the pipeline falls back as in the tables after a relaunch. There too the fallbacks were tuned
on these pages and the peers were not; and headline, date, picture and keywords are easy there for
all, because JSON-LD and meta tags say them. What the live site makes of it is measured with
`scrapy capture` ([first-live-day.md](first-live-day.md)).

**The pages of other newspapers are not ours**, but rules of the fallback were chosen with these
pages in view; on pages that nobody has looked at, expect somewhat less. They tell of the body
alone.

On markup that is like none of these pages a fallback may be wrong altogether. An article that is
new then has the wrong value. A stored one is not overwritten: a value from a lower source that
contradicts it stays out, and the run says so ([operations.md](operations.md), `value-kept:F`).
"""


def document(scores: Mapping[tuple[str, str], Score], real_pages: str) -> str:
    """`real_pages`: the part that tells of other newspapers' pages."""
    variants = dict.fromkeys(variant for variant, _ in scores)
    readers = list(dict.fromkeys(reader for _, reader in scores))
    parts = [_head(readers, next(iter(scores.values())).pages)]
    for variant in variants:
        columns = {reader: scores[variant, reader] for reader in readers}
        parts.append(f"## {VARIANT_WORDS[variant]}\n\n{_table(columns)}")
    return "\n".join((*parts, real_pages, FOOT))


def _head(readers: list[str], pages: int) -> str:
    versions = [f"| {name} | {version_of(name)} |" for name in readers]
    return HEAD.format(
        real=HEADING.removeprefix("## "),
        pages=pages,
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        versions="\n".join(versions),
        python=platform.python_version(),
        system=platform.system(),
        machine=platform.machine(),
        cpus=os.cpu_count(),
    )


def _table(columns: Mapping[str, Score]) -> str:
    lines = [f"| field | {' | '.join(columns)} |", f"|---|{'---:|' * len(columns)}"]
    for row in RULES:
        cells = [_cell(row, score) for score in columns.values()]
        lines.append(f"| {row} | {' | '.join(cells)} |")
    if any(score.raised for score in columns.values()):
        cells = [str(score.raised) for score in columns.values()]
        lines.append(f"| pages that raised an error | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(row: str, score: Score) -> str:
    if row not in score.offered:
        return "–"
    # Down, not to the nearest: 100.0 is said of all pages only.
    percent = int(1000 * score.right[row] / score.pages) / 10
    return f"{percent} ({score.f1[row] / score.pages:.3f})" if row in TEXTS else f"{percent}"
