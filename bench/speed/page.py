"""`docs/performance.md`, from the figures measured last."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bench.speed import product
from bench.speed.figures import Figure, Row
from bench.speed.ground import Options
from bench.speed.machine import paragraph
from crawler.runtime import paths

FILE = paths.ROOT / "docs" / "performance.md"
FIGURES = paths.ROOT / "data" / "bench" / "figures.json"
HEAD = """\
# Performance

How fast the whole pipeline is, beside Scrapy that only downloads and beside the pipeline that
tutorials teach. Written by `make bench`; do not edit.

{machine}
"""
FOOT = """\
## How to run it

```
make bench                                       # the table without its long rows, then this page
.venv-bench/bin/python -m bench.speed --long     # with them
.venv-bench/bin/python -m bench.speed --row sqlite --runs 9
.venv-bench/bin/python -m bench.speed --profile sqlite    # into data/profile.txt
```

A row that is not run keeps the figure that was measured last; `load` is the machine's at its end,
some 2 where nothing else ran. Nothing here is a test, and no test measures time.

## How to read it

**The pages** are those of the replica newspaper in `tests/site`, each with newly written texts of
its own, brought to 104 to 112 KB, as files behind nginx (one process) or, where nginx is missing,
behind a small server of this project; the same for both sides. The menu leads to section pages
that list every article.

**This pipeline** is the shipped crawl of the menu in the profile `fast`: every setting as shipped
but the pace (`crawler/settings_fast.py`). It obeys robots.txt, writes its frontier, reads every
field through its loader, validates, looks for duplicates, keeps history and search index, and
commits each article; a run that leaves one out raises an error here. Its database has the schema
and no article, as on the first night. PostgreSQL comes out of a wheel, set up as it comes, and runs
on the same machine; its own CPU is not counted.

**Stock Scrapy** gets the list of the same pages and throws each away: default settings but
`LOG_LEVEL=INFO`, and as many requests at a time as ours ({concurrency}). **The tutorials'
pipeline** follows the same links, logs at DEBUG into a file, reads the fields by css selectors
into an ItemLoader and saves each by an ORM session of its own into SQLite, as many requests at a
time.

**A ratio** is taken pair by pair from whole processes, start and imports included, one of ours
and one of theirs in turn after one of each that is not counted; the table has the median, and the
least and the most of all pairs. The larger the newspaper (`--articles 5000`), the less the start
counts; what a page costs without it stands in the row's details. CPU and peak memory are the
kernel's account of the process; a peak below that of the program that starts them all (some 45 MB)
is shown as that one.

**Storage's share** is the CPU time of the threads inside the methods of `pipelines.store.Store`
in runs of their own, over the CPU time of the process from its start to its end.

**Re-extraction** is `crawler.extraction.extract` and the validation pipeline over bytes in memory,
in CPU time of one thread, after {warm} pages to warm up.
"""


def keep(row: Row, figure: Figure, options: Options) -> None:
    """Write a row's figure down beside those of the other rows."""
    told = _kept()
    load = os.getloadavg()[0]
    size = f"{options.articles:,} articles, {options.runs} runs"
    when = f"{datetime.now(UTC):%Y-%m-%d}; {size} where the row names no others; load {load:.1f}"
    told[row.name] = {**figure.as_json(), "when": when}
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps(told, indent=1), encoding="utf-8")


def write(rows: Iterable[Row]) -> None:
    told = _kept()
    parts = [HEAD.format(machine=paragraph()), _table(rows, told), _details(rows, told), _foot()]
    FILE.write_text("\n".join(parts), encoding="utf-8")


def _kept() -> dict[str, Any]:
    if not FIGURES.exists():
        return {}
    found: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found


def _table(rows: Iterable[Row], told: Mapping[str, Any]) -> str:
    lines = ["| what | goal | median | spread | reached |", "|---|---|---|---|---|"]
    for row in rows:
        one = told.get(row.name)
        cells = [one["value"], one["spread"], _reached(one)] if one else ["not measured", "", ""]
        lines.append(f"| {row.what} | {row.goal} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _reached(told: Mapping[str, Any]) -> str:
    return "yes" if told["reached"] else "not yet"


def _details(rows: Iterable[Row], told: Mapping[str, Any]) -> str:
    lines = ["## What was measured\n"]
    for row in rows:
        if row.name in told:
            one = told[row.name]
            lines.append(f"**{row.name}** ({one['when']})\n")
            lines += [f"- {detail}" for detail in one["details"]]
            lines.append("")
    return "\n".join(lines)


def _foot() -> str:
    return FOOT.format(concurrency=product.CONCURRENCY, warm=50)
