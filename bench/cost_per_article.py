"""What a night costs the database, with a small archive in it and with a large one.

    python -m bench.cost_per_article

Fills a SQLite database to 1,000 and then to 250,000 articles, and after each plays the store's
part of the same night: 60 listings of nine cards, one of them new in each, and five pages of old
articles that say nothing new. With `--database-url` on another database, which is filled as well.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from bench.large_archive import fill, made_up, sighting_of
from crawler.items import Article
from pipelines.store import RunCounts, Store, Validator, open_engine
from pipelines.store.schema.versions import ensure

LISTINGS = 60
CARDS = 9
REREAD = 5


@dataclass
class Cost:
    queries: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)

    def line(self, archive: int, new: int) -> str:
        queries, seconds = self.queries.total(), self.seconds.total()
        return (
            f"{archive:>9,} {queries:>9,} {queries / new:>12.1f} {1000 * seconds:>9.0f} ms"
            f" {1000 * seconds / new:>9.2f} ms"
        )


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database_url or f"sqlite:///{Path(folder) / 'archive.db'}"
        engine = open_engine(url)
        ensure(engine)
        store = Store(engine)
        _say(
            f"{'archive':>9} {'queries':>9} {'per article':>12} {'a night':>12} {'per article':>12}"
        )
        first = 0
        for archive in options.archives:
            for _ in fill(store, archive, first):
                pass
            cost = night(store, engine, archive)
            _say(cost.line(archive, LISTINGS))
            for call, number in sorted(cost.queries.items()):
                _say(f"{'':>9} {number:>9,}   {call} ({1000 * cost.seconds[call]:.0f} ms)")
            first = archive + LISTINGS
        engine.dispose()


def night(store: Store, engine: Engine, archive: int) -> Cost:
    """The store's work of one crawl; the articles it brings are the next ones of the archive."""
    cost = Cost()
    fresh = [made_up(n) for n in range(archive, archive + LISTINGS)]
    now = fresh[-1].fetched_at
    with _measured(engine, cost) as measure:
        run = measure("start_run", lambda: store.start_run("sections", {}, now))
        measure("due", lambda: store.due(now, "recent"))
        paths = [f"/listing-{n}" for n in range(LISTINGS)]
        measure("validators", lambda: store.validators(paths))
        for place, article in enumerate(fresh):
            _listing(store, measure, article, archive - 1 - CARDS * place, now)
        old = [made_up(archive - 1 - n) for n in range(REREAD)]
        reread = [replace(one, fetched_at=now) for one in old]
        for batch in (fresh[:40], [*fresh[40:], *reread]):
            measure("save", partial(store.save, batch, run))
        measure("finish_run", lambda: store.finish_run(run, "succeeded", None, RunCounts(), now))
    return cost


def _listing(
    store: Store, measure: Callable[..., Any], article: Article, newest_known: int, now: datetime
) -> None:
    """A page of cards: the new article on top, then known ones."""
    known = [made_up(max(0, newest_known - n)) for n in range(CARDS - 1)]
    cards = [replace(sighting_of(one), seen_at=now) for one in (article, *known)]
    measure("record", lambda: store.record(cards, "none", now))
    version = Validator(etag="x", shown=tuple((c.path, c.section, c.position) for c in cards))
    measure("save_validators", lambda: store.save_validators({f"/l{article.path}": version}))


@contextmanager
def _measured(engine: Engine, cost: Cost) -> Iterator[Callable[[str, Callable[[], Any]], Any]]:
    name = ""

    def count(*_: object) -> None:
        cost.queries[name] += 1

    def measure(call: str, work: Callable[[], Any]) -> Any:
        nonlocal name
        name, since = call, time.perf_counter()
        answer = work()
        cost.seconds[call] += time.perf_counter() - since  # type: ignore[assignment]
        return answer

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield measure
    finally:
        event.remove(engine, "before_cursor_execute", count)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.cost_per_article", description=__doc__)
    parser.add_argument("--database-url", help="an empty database; it is left filled")
    parser.add_argument("--archives", type=int, nargs="+", default=[1_000, 250_000])
    return parser.parse_args()


if __name__ == "__main__":
    main()
