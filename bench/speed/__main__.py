"""`make bench`: every row of the table, or the ones that are named; then docs/performance.md."""

from __future__ import annotations

import argparse
import signal
import sys

from bench.speed import page, product
from bench.speed.figures import Row
from bench.speed.ground import Ground, Options
from bench.speed.table import ROWS
from crawler.runtime import paths

PROFILE = paths.ROOT / "data" / "profile.txt"


def main() -> int:
    chosen = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers end with it
    options = Options(chosen.articles, chosen.runs, chosen.gzip)
    with Ground(options) as ground:
        if chosen.profile:
            _profile(ground, chosen.profile)
            return 0
        for row in ROWS:
            if row.name in chosen.row or (not chosen.row and (chosen.long or not row.long)):
                _measure(ground, row)
    if not chosen.dry:
        page.write(ROWS)
        _say(f"{page.FILE.relative_to(paths.ROOT)} is written")
    return 0


def _measure(ground: Ground, row: Row) -> None:
    _say(f"{row.name}: {row.what}; goal: {row.goal}")
    figure = row.measure(ground)
    verdict = "reached" if figure.reached else "not yet"
    _say(f"  {figure.value} [{figure.spread}] {verdict}")
    for detail in figure.details:
        _say(f"    {detail}")
    page.keep(row, figure, ground.options)


def _profile(ground: Ground, kind: str) -> None:
    PROFILE.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "bench.speed.watched", "profile", str(PROFILE)]
    ground.product(kind, ground.newspaper(), [*command, *product.arguments()])
    _say(f"{PROFILE.relative_to(paths.ROOT)} is written")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=__doc__)
    parser.add_argument(
        "--row", action="append", default=[], choices=[row.name for row in ROWS], help="only this"
    )
    parser.add_argument("--long", action="store_true", help="also the rows that take long")
    parser.add_argument("--articles", type=int, default=1_000, help="of the newspaper; 1,000")
    parser.add_argument("--runs", type=int, default=5, help="counted pairs of a row; 5")
    parser.add_argument("--gzip", action="store_true", help="serve the pages packed")
    parser.add_argument("--dry", action="store_true", help="leave docs/performance.md as it is")
    parser.add_argument(
        "--profile", choices=("sqlite", "postgresql"), help="a profile into data/profile.txt"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
