"""When Python looks for garbage in cycles: not while a crawl loads, then seldom.

A crawl makes its modules and components once and keeps them; page by page it leaves few cycles.
Left alone, Python walks through all of it again and again, 7 % of a crawl's CPU.
"""

from __future__ import annotations

import gc

NEW_OBJECTS = 10_000
"""Between two looks at what is new; Python's 700 is half a page."""


def wait() -> None:
    """Look for nothing until `settle`: whatever is loaded now stays."""
    gc.disable()


def settle() -> None:
    """What is here stays to the end and is not looked at again; what comes is, from now on."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    gc.enable()
