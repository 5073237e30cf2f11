"""Whether this program may write into a database, and what to do where it may not."""

from __future__ import annotations

from typing import NamedTuple


class Writability(NamedTuple):
    found: str
    remedy: str | None = None
    """None: it may write."""
