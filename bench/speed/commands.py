"""Rows about commands that do little, whose time is their start."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from statistics import median

from bench.speed import product
from bench.speed.figures import Figure, span
from bench.speed.ground import Ground
from bench.speed.pairs import Spread, line
from bench.speed.processes import Usage, run
from crawler.runtime import paths
from tests.site.process import ReplicaSite

NIGHT_SECONDS = 3.0
IMPORT_SECONDS = 1.0
LIST_SECONDS = 0.5
IMPORT_LINE = re.compile(r"^import time:\s+(\d+) \|", re.MULTILINE)


def unchanged_night(ground: Ground) -> Figure:
    """The replica's menu once more, right after a crawl of it."""
    with ReplicaSite() as site, ground.databases.fresh("sqlite") as url:
        _night(ground, site.url, url)
        site.reset_log()
        nights = [_night(ground, site.url, url) for _ in range(ground.options.runs)]
        asked = len(site.log()) / len(nights)
        site.set_validators()
        told = [_night(ground, site.url, url) for _ in range(ground.options.runs + 1)][1:]
        log = ground.log("imports")
        imports = [_import_seconds(ground, site.url, url, log) for _ in range(3)]
    seconds = Spread.of(one.seconds for one in nights)
    loading = median(imports)
    return Figure(
        f"{seconds.median:.2f} s, {loading:.2f} s of it imports",
        span(seconds),
        seconds.median < NIGHT_SECONDS and loading < IMPORT_SECONDS,
        [
            line(f"{asked:.0f} requests a night, all answered whole", nights),
            line("the same where the site answers that nothing changed (304)", told),
            "imports: the sum of `-X importtime`, in runs of their own",
        ],
    )


def _night(ground: Ground, site_url: str, database_url: str, *python: str) -> Usage:
    command, told = product.crawl(), product.environment(site_url, database_url, ground.folder)
    log = ground.folder / "night.log"
    return run([command[0], *python, *command[1:]], paths.ROOT, log, told, product.FINE)


def _import_seconds(ground: Ground, site_url: str, database_url: str, log: Path) -> float:
    _night(ground, site_url, database_url, "-X", "importtime")
    lines = (ground.folder / "night.log").read_text(encoding="utf-8")
    return sum(int(found) for found in IMPORT_LINE.findall(lines)) / 1e6


def schedule_list(ground: Ground) -> Figure:
    command = [sys.executable, "-m", "schedules", "list"]
    told = product.environment("http://127.0.0.1:9", "sqlite:///:memory:", ground.folder)
    log = ground.log("schedules")
    runs = [run(command, paths.ROOT, log, told) for _ in range(ground.options.runs + 1)][1:]
    seconds = Spread.of(one.seconds for one in runs)
    return Figure(
        f"{seconds.median:.2f} s",
        span(seconds),
        seconds.median < LIST_SECONDS,
        [line("schedules list", runs)],
    )
