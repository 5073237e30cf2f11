"""Rows about the raw archive: what it adds to a crawl's CPU, and how much it keeps."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field

from sqlalchemy import make_url

from bench.speed import product
from bench.speed.figures import Figure, span
from bench.speed.ground import Ground, Newspaper
from bench.speed.pairs import Spread, line, paired
from bench.speed.processes import Usage, run
from crawler.runtime import paths, stats_names

MAX_BYTES = 1.05
MAX_CPU = {"packed": 3.0, "plain": 10.0}
"""Percent."""


def packed(ground: Ground) -> Figure:
    """Where the server packs its pages, as newspapers do."""
    return _beside_none(ground, "packed")


def plain(ground: Ground) -> Figure:
    return _beside_none(ground, "plain")


@dataclass(slots=True)
class _Archived:
    """Crawls that keep what the site answers."""

    ground: Ground
    newspaper: Newspaper
    shares: list[float] = field(default_factory=list)
    """Bytes kept for one that the server sent, by run."""

    def crawl(self) -> Usage:
        folder = self.ground.folder / "warc"
        with self.ground.databases.fresh("sqlite") as url:
            told = product.environment(self.newspaper.root, url, self.ground.folder)
            used = run(
                product.crawl(),
                paths.ROOT,
                self.ground.log("warc"),
                {**told, "ARCHIVE_DIR": str(folder)},
                product.FINE,
            )
            self.shares.append(_share(str(make_url(url).database)))
        shutil.rmtree(folder)
        return used


def _beside_none(ground: Ground, kind: str) -> Figure:
    newspaper = ground.newspaper(packed=kind == "packed")
    archived = _Archived(ground, newspaper)
    pairs = paired(archived.crawl, lambda: ground.product("sqlite", newspaper), ground.options.runs)
    more = Spread.of(
        100 * (ours.cpu / theirs.cpu - 1)
        for ours, theirs in zip(pairs.ours, pairs.theirs, strict=True)
    )
    kept = Spread.of(archived.shares)
    # Where the server packs nothing, the archive does.
    reached = more.median <= MAX_CPU[kind] and kept.median <= MAX_BYTES
    return Figure(
        f"{more.median:+.1f} % CPU, {kept.median:.3f} × the bytes",
        span(more, "+.1f"),
        reached,
        [
            line("with the archive", pairs.ours, newspaper.pages),
            line("without", pairs.theirs, newspaper.pages),
        ],
    )


def _share(database: str) -> float:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        (text,) = opened.execute("SELECT stats FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    stats = json.loads(text)
    return float(stats[stats_names.ARCHIVE_BYTES] / stats["downloader/response_bytes"])
