from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from crawler.runtime.printable import json_text, line
from crawler.runtime.text_table import columns
from pipelines.commands.whole_numbers import from_one
from pipelines.store.backends.errors import wrapped
from pipelines.store.runs import Finding, Run, find_run, recent_runs
from pipelines.store.schema.versions import require

SHOWN = 20
_MAX = 100_000
_TIME = "%Y-%m-%d %H:%M"
_COUNTS = (
    ("requests", "requests"), ("articles_new", "new"), ("articles_updated", "updated"),
    ("articles_unchanged", "unchanged"), ("articles_gone", "gone"),
    ("articles_failed", "failed"), ("pages_failed", "pages failed"),
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--run", type=from_one(_MAX), metavar="N", help="one run: its findings and counts"
    )
    parser.add_argument("--spider", metavar="NAME", help="the runs of this spider alone")
    parser.add_argument(
        "--limit",
        type=from_one(_MAX),
        default=SHOWN,
        metavar="N",
        help=f"so many (default {SHOWN})",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    """Times are UTC. Status 1 where there is no run of that number."""
    require(engine)
    with wrapped(engine.url), engine.connect() as connection:
        if parsed.run is not None:
            one = find_run(connection, parsed.run)
            found = [one] if one is not None else []
        else:
            found = recent_runs(connection, parsed.spider, parsed.limit)
    if parsed.json:
        for one in found:
            print(json_text(json.dumps(_as_json(one), ensure_ascii=False)))
    elif found:
        lines = _told(found[0]) if parsed.run is not None else _table(found)
        print(*map(line, lines), sep="\n")
    else:
        print(f"there is no run {parsed.run}" if parsed.run is not None else "no run yet")
    return 1 if parsed.run is not None and not found else 0


def _table(found: list[Run]) -> list[str]:
    head = ("run", "spider", "started, UTC", "took", "outcome", "new", "updated", "failed", "why")
    return columns([head, *map(_row, found)])


def _row(one: Run) -> tuple[str, ...]:
    counts = one.counts
    numbers = (counts.articles_new, counts.articles_updated, counts.articles_failed)
    why = one.reason or ", ".join(dict.fromkeys(finding.check for finding in one.findings))
    began = f"{one.started_at:{_TIME}}"
    return (str(one.run), one.spider, began, _took(one), one.outcome, *map(str, numbers), why)


def _told(one: Run) -> Iterator[str]:
    arguments = " ".join(f"-a {name}={value}" for name, value in one.arguments.items())
    yield f"run {one.run}: scrapy crawl {one.spider} {arguments}".rstrip()
    yield f"started {one.started_at:{_TIME}} UTC, took {_took(one)}"
    yield f"outcome {one.outcome}" + (f": {one.reason}" if one.reason else "")
    yield ", ".join(f"{getattr(one.counts, name)} {word}" for name, word in _COUNTS)
    for finding in one.findings:
        yield from _finding(finding)
    if one.log:
        yield f"log {one.log}"


def _finding(finding: Finding) -> Iterator[str]:
    where = f" of {finding.section}" if finding.section else ""
    wanted = f", expected {finding.expected}" if finding.expected is not None else ""
    yield f"finding {finding.check}{where}: {finding.found}{wanted}"
    yield f"  what to do: {finding.hint}"


def _took(one: Run) -> str:
    if one.finished_at is None:
        return "?" if one.outcome != "running" else "goes on"
    seconds = int((one.finished_at - one.started_at).total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _as_json(one: Run) -> dict[str, Any]:
    """The columns of `v_runs`."""
    said = asdict(one)
    del said["stats"]
    said.update(said.pop("counts"))
    return {name: _plain(value) for name, value in said.items()}


def _plain(value: object) -> object:
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else value
