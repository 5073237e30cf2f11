"""Cyclic garbage collection: off during start-up, then seldom.

A crawl makes its modules and components once and keeps them; a page leaves few reference cycles.
With Python's defaults the collector walks all of it again and again: 7 % of a crawl's CPU.
"""

from __future__ import annotations

import gc

NEW_OBJECTS = 10_000
"""Allocations between two collections of the youngest generation; Python's 700 is half a page."""


def wait() -> None:
    """Cyclic garbage collection is off during start-up, until `settle`."""
    gc.disable()


def settle() -> None:
    """Exempt what is loaded from collection; collect what comes from now on."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    gc.enable()
