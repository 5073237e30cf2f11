"""Which articles a command is about: the same arguments for each."""

from __future__ import annotations

import argparse
from datetime import date

from crawler.runtime import arguments
from pipelines.store import StoreError


def add_selection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", type=_day, metavar="DAY", help="published then or later")
    parser.add_argument("--until", type=_day, metavar="DAY", help="published then or before")
    parser.add_argument(
        "--section",
        type=_slugs,
        default=(),
        metavar="SLUGS",
        help="with those below it: world,life",
    )


def require_period(parsed: argparse.Namespace) -> None:
    """Raises `StoreError` for a period that ends before it begins."""
    if parsed.since and parsed.until and parsed.since > parsed.until:
        raise StoreError(f"--since {parsed.since} is later than --until {parsed.until}")


def _day(value: str) -> date:
    try:
        return arguments.day(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _slugs(value: str) -> tuple[str, ...]:
    try:
        return arguments.slugs(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
