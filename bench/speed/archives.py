"""A night's cost in the database with a large archive in it, and with a small one, in turn.

python -m bench.speed.archives FOLDER 1000 250000 5      prints milliseconds an article, as JSON
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.cost_per_article import LISTINGS, night
from bench.large_archive import fill
from pipelines.store import Store, open_engine
from pipelines.store.schema.versions import ensure


class Archive:
    def __init__(self, file: Path, articles: int) -> None:
        self.engine = open_engine(f"sqlite:///{file}")
        ensure(self.engine)
        self.store = Store(self.engine)
        self.articles = articles
        for _ in fill(self.store, articles):
            pass

    def next_night(self) -> float:
        """Milliseconds an article."""
        cost = night(self.store, self.engine, self.articles)
        self.articles += LISTINGS
        return 1000 * cost.seconds.total() / LISTINGS


def main() -> None:
    folder, small, large, nights = sys.argv[1:]
    archives = [Archive(Path(folder) / f"{size}.db", int(size)) for size in (small, large)]
    for archive in archives:
        archive.next_night()
    found = [[archive.next_night() for archive in archives] for _ in range(int(nights))]
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
