"""The formats by name, and what each makes of a stream of rows, in bounded memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import BinaryIO

from crawler.runtime.tabular import cell, json_line
from pipelines.export.parquet import write_parquet
from pipelines.store.exporting import COLUMNS, Row

Write = Callable[[Iterable[Row], BinaryIO], None]


def write_lines(rows: Iterable[Row], file: BinaryIO) -> None:
    """One JSON object a line; times in UTC with their offset."""
    file.writelines(json_line(row).encode() + b"\n" for row in rows)


def write_csv(rows: Iterable[Row], file: BinaryIO) -> None:
    """As spreadsheets open it: UTF-8 that says so, times in UTC, lists as JSON text."""
    # The mark at the beginning is how Excel knows that letters are not the system's own.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.DictWriter(text, fieldnames=list(COLUMNS))
    writer.writeheader()
    for row in rows:
        writer.writerow({name: cell(value) for name, value in row.items()})
    text.detach()


FORMATS: dict[str, Write] = {"jsonl": write_lines, "csv": write_csv, "parquet": write_parquet}
