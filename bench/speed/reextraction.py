"""Articles a second from the archive's pages: read by one process, by two, and stored by a third;
and first of all from the same pages in memory, which tells how fast the machine is by itself.

python -m bench.speed.reextraction ROOT FOLDER MOST      prints the four rates, as JSON

The pages are archived as a server packs them. For the last rate each stored row differs from what
the page says, so that each gets a revision, in a SQLite file.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from bench.speed.extraction import CONTENT_TYPE, article_files
from bench.speed.printing import PAGES
from crawler.extraction import FetchedPage, extract
from crawler.items import Article
from crawler.runtime import garbage_collection
from crawler.urls import Site
from pipelines.archive.exchange import Exchange, Source
from pipelines.archive.folder import Folder
from pipelines.archive.known import KnownPayloads
from pipelines.archive.writer import ArchiveWriter
from pipelines.reextraction.readers import Readers
from pipelines.reextraction.work import CHUNK, Chosen, apply
from pipelines.store import Store, open_engine
from pipelines.store.articles.rereading import Page, pages_after
from pipelines.store.schema.tables import articles
from pipelines.store.schema.versions import ensure

_SENT = ((b"Content-Type", CONTENT_TYPE.encode()), (b"Content-Encoding", b"gzip"))


def main() -> None:
    root, pages_in, most = sys.argv[1:]
    files = article_files(Path(pages_in))[: int(most)]
    with tempfile.TemporaryDirectory() as made:
        folder = Folder(Path(made) / "warc")
        engine = open_engine(f"sqlite:///{made}/news.db")
        ensure(engine)
        stored = _archived(folder, root, files)
        Store(engine).save(stored)
        with engine.connect() as connection:
            pages = pages_after(connection, select(articles.c.id), 0, len(stored))
        rates = [_reading(folder, pages, processes) for processes in (1, 2)]
        since = time.perf_counter()
        done = apply(engine, folder, Chosen(select(articles.c.id), ""), 2, lambda now, of: None)
        if done.effects.revisions != len(stored):
            raise RuntimeError(f"{done.effects.revisions} revisions of {len(stored)} articles")
        rates.append(len(stored) / (time.perf_counter() - since))
        engine.dispose()
    sys.stdout.write(json.dumps([_in_memory(root, files), *rates]))


def _in_memory(root: str, files: Sequence[Path]) -> float:
    site, now = Site(root), datetime.now(UTC)
    pages = [FetchedPage(file.read_bytes(), _path(file), site, now, CONTENT_TYPE) for file in files]
    garbage_collection.settle()
    since = time.perf_counter()
    for page in pages:
        extract(page)
    return len(pages) / (time.perf_counter() - since)


def _reading(folder: Folder, pages: Sequence[Page], processes: int) -> float:
    """Without the start of the processes, which a year's pages do not notice."""
    chunks = [pages[at : at + CHUNK] for at in range(0, len(pages), CHUNK)]
    with Readers(folder, processes) as readers:
        for _ in readers.read(chunks[:processes]):
            pass
        since = time.perf_counter()
        read = sum(row is not None for _, some in readers.read(chunks) for _, row, _ in some)
        seconds = time.perf_counter() - since
    if read != len(pages):
        raise RuntimeError(f"{read} of {len(pages)} pages gave an article")
    return read / seconds


def _archived(folder: Folder, root: str, files: Sequence[Path]) -> list[Article]:
    """As articles that an earlier parser read a little otherwise."""
    source = Source(run=1, spider="sections", database="0" * 32)
    writer = ArchiveWriter(folder, source, "bench/1", KnownPayloads())
    site, now = Site(root), datetime.now(UTC).replace(microsecond=0)
    found = []
    for look, file in enumerate(files, start=1):
        path = _path(file)
        body = file.read_bytes()
        (kept,) = writer.write([_exchange(f"{site.root}{path}", body, now, look)])
        article = extract(FetchedPage(body, path, site, now, CONTENT_TYPE))
        if not isinstance(article, Article):
            raise RuntimeError(f"{path} is no article: {article}")
        changed = f"{article.body} Share this." if article.body else None
        headline = f"{article.headline} |"
        found.append(replace(article, body=changed, headline=headline, warc=str(kept.location)))
    writer.close()
    return found


def _exchange(url: str, body: bytes, now: datetime, look: int) -> Exchange:
    return Exchange(
        url=url, method="GET", request_headers=(), request_body=b"", protocol="HTTP/1.1",
        status=200, headers=_SENT, body=gzip.compress(body, 6), fetched_at=now,
        ip_address=None, look=look, cause="article",
    )  # fmt: skip


def _path(file: Path) -> str:
    parts = file.with_suffix("").parts
    return "/" + "/".join(parts[parts.index(PAGES) + 1 :])


if __name__ == "__main__":
    main()
