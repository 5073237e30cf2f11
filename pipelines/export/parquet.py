"""Parquet by pyarrow, which `requirements-analysis.txt` brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from typing import Any, BinaryIO

from pipelines.store import StoreError
from pipelines.store.exporting import COLUMNS, Row

_GROUP = 2_000
"""Rows of a row group: some 10 MB of text in memory."""


class ParquetMissing(StoreError):
    """Raised when Parquet is asked for and pyarrow is not installed."""


def require_parquet() -> None:
    """:raises ParquetMissing: pyarrow is not installed"""
    if find_spec("pyarrow") is None:
        raise ParquetMissing(
            "Parquet needs pyarrow; run: python -m pip install -r requirements-analysis.txt"
        )


def write_parquet(rows: Iterable[Row], file: BinaryIO) -> None:
    """Times as instants in UTC, lists as lists, `sources` as a map; compressed with zstd.

    :raises ParquetMissing: pyarrow is not installed
    """
    require_parquet()
    pyarrow: Any = import_module("pyarrow")
    parquet: Any = import_module("pyarrow.parquet")
    schema = _schema(pyarrow)
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(rows):
            columns: dict[str, list[Any]] = {n: [row[n] for row in group] for n in COLUMNS}
            columns["sources"] = [list(one.items()) for one in columns["sources"]]
            writer.write_table(pyarrow.table(columns, schema=schema))


def _schema(pyarrow: Any) -> Any:
    types = {
        "text": pyarrow.string(),
        "number": pyarrow.int32(),
        "time": pyarrow.timestamp("ms", tz="UTC"),  # Parquet knows no whole seconds
        "day": pyarrow.date32(),
        "list": pyarrow.list_(pyarrow.string()),
        "object": pyarrow.map_(pyarrow.string(), pyarrow.string()),
    }
    return pyarrow.schema([(name, types[content]) for name, content in COLUMNS.items()])


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while group := list(islice(iterator, _GROUP)):
        yield group
