"""Crawl the replica's second night, with its corrections, into a database that has the first.

python -m tests.documents.second_night data/demo.db
"""

from __future__ import annotations

import sys

from crawler.runtime.paths import resolve
from tests.documents.nights import play, replica_of


def main() -> None:
    database = resolve(sys.argv[1])
    with replica_of(database) as site:
        play(site, 2, f"sqlite:///{database}", database.parent)


if __name__ == "__main__":
    main()
