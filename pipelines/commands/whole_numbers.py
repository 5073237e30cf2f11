"""Arguments of commands that count."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def from_one(most: int | None = None) -> Callable[[str], int]:
    """A type for argparse: a whole number from 1, up to `most`."""
    bounds = "1 or more" if most is None else f"from 1 to {most}"

    def number(value: str) -> int:
        try:
            found = int(value)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{value!r} is no number") from None
        if found < 1 or (most is not None and found > most):
            raise argparse.ArgumentTypeError(f"it has to be {bounds}")
        return found

    return number
