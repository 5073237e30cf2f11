"""What becomes of urls that somebody gave a crawl."""

from __future__ import annotations

import logging
from collections.abc import Collection

logger = logging.getLogger(__name__)

MAX_NAMED = 3
"""Before the line only counts."""


def say_forgotten(paths: Collection[str]) -> None:
    """Or a crawl that asks for none of what it was given would end well without a word."""
    if paths:
        named = ", ".join(sorted(paths)[:MAX_NAMED])
        more = f" and {len(paths) - MAX_NAMED} more" if len(paths) > MAX_NAMED else ""
        logger.info("Forgotten for good, and not asked for: %s%s", named, more)
