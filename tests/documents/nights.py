"""The databases that the documents speak of: the demo, and the demo after a second night."""

from __future__ import annotations

import os
from pathlib import Path

from tests.crawls.crawl import crawl
from tests.site.process import ReplicaSite


def play(site: ReplicaSite, night: int, database_url: str, folder: Path, *arguments: str) -> None:
    """One night of the replica into the database; what a crawl writes beside it, into a folder."""
    site.set_night(night)
    ended = crawl(
        "sections",
        site.url,
        database_url,
        "refetch=all",
        *arguments,
        SPOOL_DIR=os.fspath(folder / "spool"),
        ARCHIVE_DIR=os.fspath(folder / "warc"),
        NOTICES_DIR=os.fspath(folder / "notices"),
    )
    assert ended.status == 0, ended.err
