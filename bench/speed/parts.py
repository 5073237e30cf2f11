"""Rows about one part of the work, by itself."""

from __future__ import annotations

import json
import subprocess
import sys

from bench.speed.figures import Figure, span
from bench.speed.ground import Ground
from bench.speed.pairs import Spread
from crawler.runtime import paths

SMALL, LARGE = 1_000, 250_000
NIGHTS_A_RUN = 4  # the disk has its say: a night takes 0.2 s
MAX_GROWTH = 1.1
ARTICLES_A_SECOND = 1_000
PAGES_IN_MEMORY = 1_000
READ_A_SECOND = 800
MIN_SCALING = 1.75


def extraction(ground: Ground) -> Figure:
    newspaper = ground.newspaper()
    given = [newspaper.root, str(newspaper.folder), str(PAGES_IN_MEMORY)]
    rates = [float(_output("extraction", given)) for _ in range(ground.options.runs)]
    rate = Spread.of(rates)
    return Figure(
        f"{rate.median:,.0f} articles/s",
        span(rate, ",.0f"),
        rate.median >= ARTICLES_A_SECOND,
        [f"{1000 / rate.median:.2f} ms CPU an article, whole processes in turn"],
    )


def reextraction(ground: Ground) -> Figure:
    """Whole rounds in turn; wall time, so that a machine that is busy otherwise shows less."""
    newspaper = ground.newspaper()
    given = [newspaper.root, str(newspaper.folder), str(PAGES_IN_MEMORY)]
    rounds = [json.loads(_output("reextraction", given)) for _ in range(ground.options.runs)]
    _, one, _, stored = (Spread.of(rates) for rates in zip(*rounds, strict=True))
    scaling = Spread.of(two / one for _, one, two, _ in rounds)
    share = Spread.of(one / bare for bare, one, _, _ in rounds)
    return Figure(
        f"{one.median:,.0f} articles/s, × {scaling.median:.2f}, {stored.median:,.0f} articles/s",
        f"{span(one, ',.0f')}; {span(scaling)}; {span(stored, ',.0f')}",
        one.median >= READ_A_SECOND
        and scaling.median >= MIN_SCALING
        and stored.median >= READ_A_SECOND,
        [
            f"{PAGES_IN_MEMORY:,} pages a round, of which each gets a revision",
            f"one process reads {share.median:.2f} [{span(share)}] times as many articles a second"
            " as are extracted from the same pages in memory",
        ],
    )


def archive(ground: Ground) -> Figure:
    """A night of 60 listings, an article new in each, in the store alone, on SQLite."""
    folder = ground.folder / "archives"
    folder.mkdir()
    given = [str(folder), str(SMALL), str(LARGE), str(NIGHTS_A_RUN * ground.options.runs)]
    nights = json.loads(_output("archives", given))
    ratio = Spread.of(large / small for small, large in nights)
    small, large = (Spread.of(costs) for costs in zip(*nights, strict=True))
    return Figure(
        f"{ratio.median:.2f}",
        span(ratio),
        ratio.median <= MAX_GROWTH,
        [
            f"{SMALL:,} articles: {small.median:.2f} ms an article [{span(small)}]",
            f"{LARGE:,} articles: {large.median:.2f} ms an article [{span(large)}]",
            f"{len(nights)} nights of each, in turn",
        ],
    )


def _output(module: str, given: list[str]) -> str:
    command = [sys.executable, "-m", f"bench.speed.{module}", *given]
    done = subprocess.run(command, cwd=paths.ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout
