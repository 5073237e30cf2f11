"""Names of files that a command is given."""

from __future__ import annotations

import argparse


def file_name(value: str) -> str:
    """As argparse's `type`: an empty name, of a variable that is not set, is refused."""
    if not value.strip():
        raise argparse.ArgumentTypeError("the name of the file is empty")
    return value
