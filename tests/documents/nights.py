"""The databases that the documents speak of: the demo, and the demo after a second night."""

from __future__ import annotations

import os
import socket
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.crawls.crawl import crawl
from tests.site.process import ReplicaSite


def play(site: ReplicaSite, night: int, database_url: str, folder: Path, *arguments: str) -> None:
    """One night of the replica into the database; its archive, and what a crawl writes beside it,
    into a folder."""
    site.set_night(night)
    ended = crawl(
        "sections",
        site.url,
        database_url,
        "refetch=all",
        *arguments,
        SPOOL_DIR=os.fspath(folder / "spool"),
        ARCHIVE_DIR=os.fspath(folder / "demo-warc"),
        NOTICES_DIR=os.fspath(folder / "notices"),
    )
    assert ended.status == 0, ended.err


def replica_of(database: Path) -> ReplicaSite:
    """The replica where it stood for a SQLite database, if its port is free: an archive names its
    pages by whole urls, so that those of several nights are of one site."""
    return ReplicaSite(port=_free(_port_of(database)))


def _port_of(database: Path) -> int:
    """0 where no night was played yet."""
    if not database.exists():
        return 0
    with (
        closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection,
        suppress(sqlite3.OperationalError),  # none of ours
    ):
        for (root,) in connection.execute("SELECT root FROM site"):
            return urlsplit(root).port or 0
    return 0


def _free(port: int) -> int:
    with socket.socket() as one, suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind(("127.0.0.1", port))
        return port
    return 0
