"""Crawl the replica's second night, with its corrections, into a database that has the first.

python -m tests.documents.second_night data/demo.db
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.runtime.paths import resolve
from tests.documents.nights import play
from tests.site.process import ReplicaSite


def main() -> None:
    with ReplicaSite() as site, TemporaryDirectory() as folder:
        play(site, 2, f"sqlite:///{resolve(sys.argv[1])}", Path(folder))


if __name__ == "__main__":
    main()
