from __future__ import annotations

import argparse

from sqlalchemy import Engine

from crawler.runtime import terminal
from crawler.runtime.printable import printable
from pipelines.commands import check
from pipelines.commands.progress import counting
from pipelines.store.schema.versions import upgrade


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    with counting("indexing for search") as progress:
        unkept = upgrade(engine, progress)
    for one in unkept:
        terminal.say(one)
        for statement in one.statements:
            print(printable(f"{statement};"))
    return check.say(engine)
