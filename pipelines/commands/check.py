from __future__ import annotations

import argparse

from sqlalchemy import Engine

from crawler.printable import printable
from pipelines.store.errors import describe
from pipelines.store.schema import state

_STATES = {
    "current": "is up to date",
    "missing": "has no schema yet; run: python -m pipelines upgrade",
    "old": "has an old schema; run: python -m pipelines upgrade",
    "newer": "has a newer schema than this program; update the program",
}


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    found = state(engine)
    print(printable(f"{describe(engine.url)} {_STATES[found]}"))
    return 0 if found == "current" else 1
