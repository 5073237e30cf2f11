from __future__ import annotations

import argparse

from sqlalchemy import Engine

from crawler.runtime.printable import line, printable
from pipelines.store.backends.errors import describe
from pipelines.store.schema.soundness import faults
from pipelines.store.schema.versions import state

_STATES = {
    "current": "is up to date",
    "missing": "has no schema yet; run: python -m pipelines upgrade",
    "old": "has an old schema; run: python -m pipelines upgrade",
    "newer": "has a newer schema than this program; update the program",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--deep", action="store_true",
        help="look at every row too: the file, foreign keys, views, every word of the search index",
    )  # fmt: skip


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    status = say(engine)
    found = state(engine)
    if not parsed.deep or found == "missing":
        return status
    wrong = faults(engine, complete=found == "current")
    for fault in wrong:
        print(line(fault))
    if not wrong:
        print("sound: the file, foreign keys, views and search index")
    return 1 if wrong else status


def say(engine: Engine) -> int:
    """Print one line; the exit status."""
    found = state(engine)
    print(printable(f"{describe(engine.url)} {_STATES[found]}"))
    return 0 if found == "current" else 1
