from __future__ import annotations

import argparse

from sqlalchemy import Engine

from crawler.runtime.printable import line
from crawler.runtime.text_table import columns
from pipelines.store import Store
from pipelines.store.schema.versions import require


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    require(engine)
    rows = [
        (
            one.url,
            str(one.attempts),
            line(one.last_error or ""),
            f"{one.retry_at:%Y-%m-%d %H:%M} UTC" if one.retry_at else "next run",
        )
        for one in Store(engine).pending()
    ]
    if rows:
        print(*columns([("url", "attempts", "last error", "next try"), *rows]), sep="\n")
    else:
        print("nothing is pending")
    return 0
