from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from crawler.parsing.clean.dates import newspaper_day
from crawler.runtime import terminal
from crawler.runtime.arguments import slug
from crawler.runtime.exceptions import EXIT_HEALTHY
from crawler.runtime.printable import json_text
from crawler.runtime.text_table import columns
from pipelines.holes.asking import ask
from pipelines.holes.filling import Ended, crawl_for, crawls_for, exit_status, fill
from pipelines.holes.finding import Hole, Known, Stretch, by_month, holes, period
from pipelines.store.schema.versions import require

MINUTES = 60
_SAID = {0: "healthy", 1: "failed", 2: "refused", 3: "degraded", 75: "another run goes on"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--by", choices=("day", "month"), default="day", help="a line for each (default: day)"
    )
    parser.add_argument("--section", type=_slug, metavar="S", help="of this section's list alone")
    parser.add_argument("--json", action="store_true", help="a JSON array")
    parser.add_argument(
        "--fill", action="store_true", help="run the commands, the newest days first"
    )
    parser.add_argument(
        "--budget", type=_minutes, default=MINUTES, metavar="MINUTES",
        help=f"how long --fill may take (default {MINUTES}); a crawl that goes on then is stopped",
    )  # fmt: skip


def _slug(value: str) -> str:
    try:
        return slug(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _minutes(value: str) -> float:
    try:
        minutes = float(value)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{value!r} is no number of minutes above 0")
    return minutes


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    require(engine)
    now = datetime.now(UTC)
    known = ask(engine, parsed.section, now)
    found = holes(known)
    stretches = by_month(found) if parsed.by == "month" else [Stretch((one,)) for one in found]
    rows = [_row(one, parsed, now) for one in stretches]
    if parsed.json:
        print(json_text(json.dumps(rows, ensure_ascii=False, indent=1)))
    elif rows:
        print(
            *columns([tuple(rows[0]), *(tuple(map(_cell, row.values())) for row in rows)]), sep="\n"
        )
    else:
        print(_none(known))
    return _fill(engine, found, parsed, now) if parsed.fill and found else EXIT_HEALTHY


def _row(stretch: Stretch, parsed: argparse.Namespace, now: datetime) -> dict[str, Any]:
    crawl = crawl_for(stretch, parsed.section, newspaper_day(now))
    usual = [hole.usual for hole in stretch.holes if hole.usual is not None]
    row: dict[str, Any] = {"day": str(stretch.first)}
    if parsed.by == "month":
        row = {"month": f"{stretch.first:%Y-%m}", "days": len(stretch.holes)}
    return {
        **row,
        "articles": sum(hole.articles for hole in stretch.holes),
        "usual": sum(usual) if len(usual) == len(stretch.holes) else None,
        "why": ", ".join(sorted({hole.why for hole in stretch.holes})),
        "command": str(crawl),
    }


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _none(known: Known) -> str:
    bounds = period(known)
    if bounds is None:
        return "no holes: no day is known yet"
    return f"no holes from {bounds[0]} to {bounds[1]}"


def _fill(engine: Engine, found: Sequence[Hole], parsed: argparse.Namespace, now: datetime) -> int:
    crawls = crawls_for(found, parsed.section, newspaper_day(now))
    url = engine.url.render_as_string(hide_password=False)
    engine.dispose()  # the crawl is to have the file alone when it ends
    ended = []
    for one in fill(crawls, url, parsed.budget):
        terminal.say(f"{one.crawl}: {_said(one)}")
        ended.append(one)
    if len(ended) < len(crawls):
        terminal.say(f"{len(crawls) - len(ended)} of {len(crawls)} commands were not run")
    left = holes(ask(engine, parsed.section, datetime.now(UTC)))
    terminal.say(f"{len(left)} days are holes now" if left else "no hole is left")
    return exit_status(ended, len(crawls))


def _said(one: Ended) -> str:
    if not one.in_time:
        return "stopped, the budget is used up"
    return _SAID.get(one.status, f"ended with status {one.status}")
