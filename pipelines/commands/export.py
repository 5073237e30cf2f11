from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Generator
from contextlib import closing

from sqlalchemy import Engine

from pipelines.commands.file_names import file_name
from pipelines.commands.progress import counting
from pipelines.commands.selecting import add_selection, require_period
from pipelines.export.formats import FORMATS
from pipelines.export.parquet import require_parquet
from pipelines.export.target import opened
from pipelines.store import StoreError
from pipelines.store.exporting import Articles, Row, Selection
from pipelines.store.schema.versions import require
from pipelines.store.search.query import parse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=list(FORMATS), default="jsonl", help="default jsonl")
    add_selection(parser)
    parser.add_argument("--search", metavar="QUERY", help="as for the command search")
    parser.add_argument(
        "-o", "--output", type=file_name, metavar="FILE", help="default: the standard output"
    )


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    to_terminal = parsed.output in (None, "-") and sys.stdout.isatty()
    if parsed.format == "parquet":
        require_parquet()
        if to_terminal:
            raise StoreError("Parquet is not for a terminal; name a file with -o")
    require_period(parsed)
    require(engine)
    chosen = Articles(
        engine,
        Selection(
            since=parsed.since,
            until=parsed.until,
            sections=parsed.section,
            search=parse(parsed.search) if parsed.search is not None else None,
        ),
    )
    with (
        counting("exporting") as progress,
        opened(parsed.output) as file,
        closing(_counted(chosen, progress)) as rows,
    ):
        FORMATS[parsed.format](rows, file)
    return 0


def _counted(chosen: Articles, progress: Callable[[int, int], None]) -> Generator[Row, None, None]:
    total = chosen.count() if sys.stderr.isatty() else 0
    with closing(iter(chosen)) as rows:
        for done, row in enumerate(rows, start=1):
            yield row
            progress(done, total)
