"""What an operator reads of a captured page: its record, or where its reading differs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.capture.field_diff import NOTHING, Difference, Run, readable
from crawler.capture.outline import Part
from crawler.capture.record import Record
from crawler.runtime.printable import line

WIDTH_OF_A_PIPE = 120
MAX_VALUE_LENGTH = 160
_NOT_OF_THE_PAGE = frozenset({"sources"})


def console() -> Console:
    """Texts are a page's own: nothing in them is markup, and lines wrap in tables only."""
    width = None if sys.stdout.isatty() else WIDTH_OF_A_PIPE
    return Console(
        file=sys.stdout, width=width, highlight=False, markup=False, emoji=False, soft_wrap=True
    )


def record_table(record: Record) -> Table:
    """Field, source and beginning of the value."""
    table = _table("field", "source", "value")
    for name, source, value in _rows(record):
        table.add_row(name, source, value)
    return table


def selectors_table(record: Record, selectors: Mapping[str, str]) -> Table:
    """The same with the selector that found a field, where it is the site's own markup."""
    table = _table("field", "source", "selector", "value")
    for name, source, value in _rows(record):
        table.add_row(name, source, Text(selectors.get(name, "")), value)
    return table


def _rows(record: Record) -> Iterator[tuple[str, str, Text]]:
    sources = record.get("sources")
    for name, value in sorted(record.items()):
        if name not in _NOT_OF_THE_PAGE:
            source = sources.get(name, "") if isinstance(sources, dict) else ""
            yield name, str(source), Text(_beginning(readable(name, value)))


def difference_table(found: Iterable[Difference]) -> Table:
    """`[-…-]` marks what only the expected value has, `{+…+}` what only the reading has."""
    table = _table("field", "expected", "got")
    for one in found:
        table.add_row(
            one.field,
            _marked(one.expected, "[-", "-]", "red"),
            _marked(one.got, "{+", "+}", "green"),
        )
    return table


def print_outline(parts: Iterable[Part], out: Console) -> None:
    """A line a candidate: selector and first words; `*` where today's selector finds it."""
    for part in parts:
        out.print(part.title)
        for candidate in part.candidates:
            out.print(candidate.line())
        if not part.candidates:
            out.print(f"  {NOTHING}")


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _marked(runs: Sequence[Run], begin: str, end: str, style: str) -> Text:
    parts = [
        Text(f"{begin}{line(run.text)}{end}", style) if run.changed else Text(line(run.text))
        for run in runs
    ]
    return Text(" ").join(parts)


def _beginning(text: str) -> str:
    text = line(text)
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[:MAX_VALUE_LENGTH].rstrip()} …"
