from __future__ import annotations

import argparse
import sys

from sqlalchemy import Engine

from pipelines.commands import check
from pipelines.commands.progress import counting
from pipelines.store.schema import upgrade


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    with counting("indexing for search") as progress:
        unkept = upgrade(engine, progress)
    for one in unkept:
        print(one, file=sys.stderr)
        for statement in one.statements:
            print(f"{statement};")
    return check.say(engine)
