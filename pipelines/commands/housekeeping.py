from __future__ import annotations

import argparse
from datetime import UTC, datetime

from sqlalchemy import Engine

from pipelines.store.housekeeping import KEPT_DAYS, keep_house
from pipelines.store.schema.versions import require


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    require(engine)
    done = keep_house(engine, datetime.now(UTC))
    forgotten = f"{done.runs} records of runs older than {KEPT_DAYS} days deleted"
    print("; ".join((forgotten, *done.steps)))
    return 0
