"""Search results for people, for scripts and for spreadsheets."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import Engine

from crawler.runtime.printable import json_text, line
from crawler.runtime.tabular import cell, json_value
from pipelines.commands.whole_numbers import from_one
from pipelines.store.schema.versions import require
from pipelines.store.search.excerpts import Fragment
from pipelines.store.search.finding import Hit, find
from pipelines.store.search.query import parse
from pipelines.store.search.rebuilding import INCOMPLETE, is_complete

_SYNTAX = (
    'words, "a phrase", -unwanted, section:asia-pacific, since:2026-10-01, until:2026-10-31, '
    'author:"jane doe", agency:reuters; an article has to fulfil all of it'
)

MAX_HITS = 1_000_000
"""More are for `export --search`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", nargs="+", help=_SYNTAX)
    parser.add_argument(
        "--limit",
        type=from_one(MAX_HITS),
        default=20,
        metavar="N",
        help="at most so many (default 20)",
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="a JSON array")
    shape.add_argument("--csv", action="store_true", help="for a spreadsheet")


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    query = parse(" ".join(parsed.query))
    require(engine)
    hits = find(engine, query, parsed.limit + 1)
    shown, more = hits[: parsed.limit], len(hits) > parsed.limit
    with engine.connect() as connection:
        if not is_complete(connection):
            print(
                INCOMPLETE,
                file=sys.stderr,
            )
    if parsed.json:
        _print_json(shown)
    elif parsed.csv:
        _print_csv(shown)
    elif sys.stdout.isatty():
        _print_table(shown, more)
    else:
        _print_lines(shown)
    return 0


def _plain(hit: Hit) -> dict[str, Any]:
    """The hit with what was found between two asterisks."""
    return {
        "url": hit.url,
        "kind": hit.kind,
        "section": hit.section,
        "date_published": hit.date_published,
        "byline": hit.byline,
        "headline": "".join(fragment.text for fragment in hit.headline),
        "excerpt": _asterisks(hit.excerpt),
    }


def _asterisks(fragments: Iterable[Fragment]) -> str:
    return "".join(
        f"**{fragment.text}**" if fragment.marked else fragment.text for fragment in fragments
    )


def _print_json(hits: Iterable[Hit]) -> None:
    rows = [{name: json_value(value) for name, value in _plain(hit).items()} for hit in hits]
    print(json_text(json.dumps(rows, ensure_ascii=False, indent=1)))


def _print_csv(hits: Iterable[Hit]) -> None:
    names = ("url", "kind", "section", "date_published", "byline", "headline", "excerpt")
    writer = csv.DictWriter(sys.stdout, fieldnames=names)
    writer.writeheader()
    for hit in hits:
        writer.writerow({name: cell(value) for name, value in _plain(hit).items()})


def _print_lines(hits: Iterable[Hit]) -> None:
    """One line an article, its fields between tabs."""
    for hit in hits:
        row = _plain(hit)
        fields = (_day(hit), row["section"], row["url"], row["headline"], row["excerpt"])
        print("\t".join(line(" ".join(str(field).split())) for field in fields))


def _print_table(hits: list[Hit], more: bool) -> None:
    console = Console()
    if not hits:
        console.print("nothing found")
        return
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 1, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for hit in hits:
        found = Text.assemble(
            _highlighted(hit.headline, "bold"), "\n", _highlighted(hit.excerpt, ""), "\n",
            (hit.url, f"dim link {hit.url}"),
        )  # fmt: skip
        table.add_row(f"{_day(hit) or 'no date'}\n{hit.section}", found)
    console.print(table)
    if more:
        console.print(f"the first {len(hits)}; more with --limit", style="dim", highlight=False)


def _highlighted(fragments: Iterable[Fragment], style: str) -> Text:
    text = Text(style=style)
    for fragment in fragments:
        text.append(line(fragment.text), style="black on yellow" if fragment.marked else None)
    return text


def _day(hit: Hit) -> str:
    return f"{hit.date_published:%Y-%m-%d}" if hit.date_published else ""
