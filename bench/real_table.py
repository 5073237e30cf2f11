"""The document's part on other newspapers' pages; it outlives a run without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version

from bench.overlap import BodyScore
from crawler.parsing.loader import PARSER_VERSION

HEADING = "## Bodies on pages of other newspapers"
_SECTION = """\
{heading}

{pages} pages of many newspapers and magazines, in many languages, that nobody of this project wrote
or chose, with their true bodies: the article-extraction-benchmark (2020). This pipeline reads each
as if it were an article of the site on the day after a relaunch: the page's own address, host and
title suffix are replaced by the site's. The peers read it as it is. Measured on {day} with
{names}.

{table}

Counted as that benchmark counts: shingles of four words; precision and recall are means over pages,
F1 is of those means; exact are bodies with all words right, in order; a page is under half right
where its own F1 is under 0.5. What a reader puts before the body counts against it.
"""
_ROWS: Mapping[str, Callable[[BodyScore], str]] = {
    "F1": lambda score: f"{score.f1:.3f}",
    "precision": lambda score: f"{score.precision:.3f}",
    "recall": lambda score: f"{score.recall:.3f}",
    "exact, of all pages": lambda score: f"{score.exact:.3f}",
    "pages under half right": lambda score: str(score.under_half_right),
    "pages without a body": lambda score: str(score.empty),
    "pages that raised an error": lambda score: str(score.raised),
}


def section(scores: Mapping[str, BodyScore]) -> str:
    lines = [f"| | {' | '.join(scores)} |", f"|---|{'---:|' * len(scores)}"]
    for row, cell in _ROWS.items():
        lines.append(f"| {row} | {' | '.join(map(cell, scores.values()))} |")
    return _SECTION.format(
        heading=HEADING,
        pages=len(next(iter(scores.values())).overlaps),
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        names=", ".join(f"{name} ({version_of(name)})" for name in scores),
        table="\n".join(lines),
    )


def section_of(document: str) -> str:
    """The part as a document has it, up to the next heading; "" where it has none."""
    _, heading, behind = document.partition(f"{HEADING}\n")
    if not heading:
        return ""
    return f"{heading}{behind.partition(chr(10) + '## ')[0].rstrip()}\n"


def version_of(reader: str) -> str:
    return f"parser {PARSER_VERSION}" if reader == "this pipeline" else version(reader)
