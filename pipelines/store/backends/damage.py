"""How damage is told: what it is, and what to do."""

from __future__ import annotations

RESTORE = "restore it from a backup"
REINDEX = "run: python -m pipelines reindex"


def orphaned(table: str, parent: str, rows: int) -> str:
    return f"{rows} rows of {table} belong to rows of {parent} that are not there; {RESTORE}"
