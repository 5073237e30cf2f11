"""What a scheduler tells the crawl that it starts: when the next one is due."""

from __future__ import annotations

import os

VARIABLE = "SCHEDULE_NEXT_DUE"


def next_due() -> str | None:
    """As a person reads it; None for a crawl that no schedule started."""
    return os.environ.get(VARIABLE) or None
