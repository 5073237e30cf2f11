from __future__ import annotations

import argparse

from sqlalchemy import Engine

from pipelines.commands import check
from pipelines.commands.progress import counting
from pipelines.store.schema import upgrade


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    with counting("indexing for search") as progress:
        upgrade(engine, progress)
    return check.run(engine, parsed)
