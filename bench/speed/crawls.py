"""Rows about the whole crawl: its speed beside others', its memory, its storage."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from statistics import median

from bench.speed import product
from bench.speed.databases import KINDS
from bench.speed.figures import Figure, span
from bench.speed.ground import Ground, Newspaper
from bench.speed.pairs import Pairs, Spread, line, paired
from bench.speed.processes import Usage

MUCH = 5_000
FEW_ARTICLES = 70
SIZES = (1_000, 5_000, 20_000)
FEW_RUNS = 3
AT_LEAST = {"sqlite": 1.0, "postgresql": 0.8, "tutorial": 6.0}
AT_MOST = {"sqlite": 7.0, "postgresql": 10.0, "memory": 1.5, "growth": 1.1}


def into_sqlite(ground: Ground) -> Figure:
    return _beside_stock(ground, "sqlite")


def into_postgresql(ground: Ground) -> Figure:
    return _beside_stock(ground, "postgresql")


def _beside_stock(ground: Ground, kind: str) -> Figure:
    newspaper, small = ground.newspaper(), ground.newspaper(FEW_ARTICLES)
    pairs = _with_stock(ground, kind, newspaper, ground.options.runs)
    figure = _faster(pairs, "stock Scrapy", newspaper.pages, AT_LEAST[kind])
    few = _with_stock(ground, kind, small, FEW_RUNS)
    more = newspaper.pages - small.pages
    ours, theirs = more / _longer(pairs.ours, few.ours), more / _longer(pairs.theirs, few.theirs)
    figure.details.append(
        f"each page beyond the first {small.pages}, so without start and end: "
        f"{ours:,.0f} and {theirs:,.0f} pages/s, {ours / theirs:.2f}"
    )
    return figure


def _with_stock(ground: Ground, kind: str, newspaper: Newspaper, times: int) -> Pairs:
    return paired(lambda: ground.product(kind, newspaper), lambda: ground.stock(newspaper), times)


def _longer(many: Sequence[Usage], few: Sequence[Usage]) -> float:
    """By how many seconds the median of one is above the other's."""
    return median(one.seconds for one in many) - median(one.seconds for one in few)


def beside_tutorial(ground: Ground) -> Figure:
    newspaper = ground.newspaper()
    pairs = paired(
        lambda: ground.product("sqlite", newspaper),
        lambda: ground.tutorial(newspaper),
        ground.options.runs,
    )
    return _faster(pairs, "tutorials' pipeline", newspaper.pages, AT_LEAST["tutorial"])


def _faster(pairs: Pairs, other: str, pages: int, goal: float) -> Figure:
    speed = pairs.speed()
    return Figure(
        f"{speed.median:.2f}",
        span(speed),
        speed.median >= goal,
        [line("this pipeline", pairs.ours, pages), line(other, pairs.theirs, pages)],
    )


def storage(ground: Ground) -> Figure:
    shares = {kind: [_storage_share(ground, kind) for _ in range(FEW_RUNS)] for kind in KINDS}
    found = {kind: Spread.of(share for share, _ in runs) for kind, runs in shares.items()}
    return Figure(
        " and ".join(f"{found[kind].median:.1f} %" for kind in KINDS),
        " and ".join(span(found[kind], ".1f") for kind in KINDS),
        all(found[kind].median <= AT_MOST[kind] for kind in KINDS),
        [f"{kind}: {said}" for kind, runs in shares.items() for _, said in runs[-1:]],
    )


def _storage_share(ground: Ground, kind: str) -> tuple[float, str]:
    """The store's share of the process's CPU in percent, and its dearest methods."""
    file = ground.folder / "storage.json"
    command = [sys.executable, "-m", "bench.speed.watched", "storage", str(file)]
    newspaper = ground.newspaper()
    ground.product(kind, newspaper, [*command, *product.arguments()])
    told = json.loads(file.read_text(encoding="utf-8"))
    methods = sorted(told["store"].items(), key=lambda one: -one[1])
    shown = ", ".join(f"{name} {1000 * seconds:.0f} ms" for name, seconds in methods[:5])
    total = sum(told["store"].values())
    a_piece = 1000 * total / newspaper.articles
    said = f"{total:.2f} s of {told['process']:.2f} s CPU, {a_piece:.2f} ms an article: {shown}"
    return 100 * total / told["process"], said


def memory(ground: Ground) -> Figure:
    newspaper = ground.newspaper(MUCH)
    pairs = _with_stock(ground, "sqlite", newspaper, FEW_RUNS)
    peaks = pairs.memory()
    lines = [line("this pipeline", pairs.ours, newspaper.pages)]
    lines.append(line("stock Scrapy", pairs.theirs, newspaper.pages))
    return Figure(f"{peaks.median:.2f}", span(peaks), peaks.median <= AT_MOST["memory"], lines)


def growth(ground: Ground) -> Figure:
    """Peak memory with twenty times the articles, as a multiple."""
    peaks: dict[int, list[Usage]] = {}
    for size in SIZES:
        newspaper = ground.newspaper(size)
        peaks[size] = [ground.product("sqlite", newspaper) for _ in range(FEW_RUNS)]
    least, *_, most = (median(one.peak_mb for one in peaks[size]) for size in SIZES)
    ratios = Spread.of(
        large.peak_mb / small.peak_mb
        for small, large in zip(peaks[SIZES[0]], peaks[SIZES[-1]], strict=True)
    )
    lines = [line(f"{size:,} articles", runs, size) for size, runs in peaks.items()]
    return Figure(f"{most / least:.2f}", span(ratios), most / least <= AT_MOST["growth"], lines)
