"""Writes docs/views.lock: python -m tests.views_lock"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipelines.store.schema.views import expected_columns

LOCK = Path(__file__).resolve().parents[1] / "docs" / "views.lock"


def lines(columns: Mapping[str, Iterable[str]]) -> list[str]:
    """One for each column, in the order in which the view has them."""
    return [f"{view}.{column}" for view in sorted(columns) for column in columns[view]]


if __name__ == "__main__":
    LOCK.write_text("\n".join(lines(expected_columns())) + "\n", "utf-8")
