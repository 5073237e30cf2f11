from __future__ import annotations

import argparse

from sqlalchemy import Engine

from pipelines.commands.progress import counting
from pipelines.store.schema.versions import require
from pipelines.store.search.rebuilding import rebuild


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    require(engine)
    with counting("indexing for search") as progress:
        done = rebuild(engine, progress)
    print(f"{done} articles indexed")
    return 0
