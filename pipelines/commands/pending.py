from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence

from sqlalchemy import Engine

from crawler.runtime.printable import line
from pipelines.store import Store
from pipelines.store.schema.versions import require


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    require(engine)
    rows = [
        (
            one.url,
            str(one.attempts),
            line(one.last_error or ""),
            f"{one.retry_at:%Y-%m-%d %H:%M} UTC" if one.retry_at else "next run",
        )
        for one in Store(engine).pending()
    ]
    if rows:
        _print_table([("url", "attempts", "last error", "next try"), *rows])
    else:
        print("nothing is pending")
    return 0


def _print_table(rows: Iterable[Sequence[str]]) -> None:
    table = list(rows)
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    for row in table:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
