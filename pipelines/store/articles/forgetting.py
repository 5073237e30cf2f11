"""One article out of the database for good, and what keeps it from coming back (decision 044)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, Engine, Select, Table, delete, func, insert, select, update

from crawler.urls import canonical, twin_path
from pipelines.store.articles.url_rows import AS_NEW, FORGOTTEN, add_urls, change_urls, known_urls
from pipelines.store.backends.engine import write_transaction
from pipelines.store.backends.registry import search_index_of
from pipelines.store.schema.rows import ArticleRow, UrlRow
from pipelines.store.schema.tables import (
    articles,
    captures,
    forgotten,
    listings,
    placements,
    rejections,
    revisions,
    signatures,
    urls,
)
from pipelines.store.search import index


@dataclass(frozen=True, slots=True)
class Tombstone:
    path: str
    article: str
    forgotten_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be forgotten: an article by all the paths that lead to it."""

    article: str
    paths: tuple[str, ...]
    """Its own first."""
    is_buried: bool
    """Whether the database has forgotten it already."""


def subject(connection: Connection, url: str) -> Subject:
    """By any url of it, stored or not: the spool or the archive may have what the database has
    not."""
    path = canonical(url)
    stone = select(forgotten.c.article).where(forgotten.c.path == path)
    article = connection.scalar(stone)
    if article is not None:
        others = select(forgotten.c.path).where(forgotten.c.article == article)
        return Subject(article, _in_order(article, connection.execute(others).scalars()), True)
    known = known_urls(connection, [path])
    article = known[path].target if path in known else path
    led = select(urls.c.path).where((urls.c.target == article) | (urls.c.claim == article))
    led = led.where(urls.c.state != "article")
    aliases = [path, *connection.execute(led).scalars()]
    twins = [twin for one in (article, *aliases) if (twin := twin_path(one)) is not None]
    return Subject(article, _in_order(article, [*aliases, *_unstored(connection, twins)]), False)


def _unstored(connection: Connection, paths: Sequence[str]) -> list[str]:
    """Without those at which an article of their own is stored."""
    known = known_urls(connection, paths)
    return [path for path in paths if path not in known or known[path].state != "article"]


def _in_order(article: str, paths: Collection[str] | object) -> tuple[str, ...]:
    others = set(cast("Collection[str]", paths)) - {article}
    return (article, *sorted(others))


def copies(connection: Connection, one: Subject) -> dict[str, int]:
    """Rows that hold something of it, by table; those without any are left out."""
    ids = select(articles.c.id).where(articles.c.path.in_(one.paths)).scalar_subquery()
    counted: dict[Table, Select[int]] = {
        articles: _count(articles).where(articles.c.path.in_(one.paths)),
        revisions: _count(revisions).where(revisions.c.article_id.in_(ids)),
        signatures: _count(signatures).where(signatures.c.article_id.in_(ids)),
        placements: _count(placements).where(placements.c.path.in_(one.paths)),
        rejections: _count(rejections).where(rejections.c.path.in_(one.paths)),
        captures: _count(captures).where(captures.c.path.in_(one.paths)),
        urls: _count(urls).where(
            urls.c.path.in_(one.paths), urls.c.cause.is_distinct_from(FORGOTTEN)
        ),
    }
    found = {table.name: connection.scalar(query) or 0 for table, query in counted.items()}
    found[listings.name] = len(_showing(connection, one))
    return {name: count for name, count in found.items() if count}


def is_stored(connection: Connection, one: Subject) -> bool:
    return bool(connection.scalar(_count(articles).where(articles.c.path.in_(one.paths))))


def is_list(connection: Connection, path: str) -> bool:
    """Whether a crawl reads it as a list of articles."""
    return bool(connection.scalar(_count(listings).where(listings.c.path == path)))


def bury(connection: Connection, one: Subject, reason: str, now: datetime) -> None:
    """Delete it, and set its tombstones, within the caller's transaction; again without effect."""
    _erase(connection, one)
    known = known_urls(connection, one.paths)
    # Aliases first: none may lead to a url that is one no more.
    row: UrlRow = {**AS_NEW, "path": "", "state": "absent", "cause": FORGOTTEN}
    change_urls(connection, [{**row, "path": path} for path in one.paths if path in known])
    add_urls(
        connection,
        [
            {**row, "path": path, "first_seen_at": now, "last_seen_at": now}
            for path in one.paths
            if path not in known
        ],
    )
    stones = select(forgotten.c.path).where(forgotten.c.path.in_(one.paths))
    buried = set(connection.execute(stones).scalars())
    rows = [
        {"path": path, "article": one.article, "forgotten_at": now, "reason": reason}
        for path in one.paths
        if path not in buried
    ]
    if rows:
        connection.execute(insert(forgotten), rows)


def purge(engine: Engine) -> None:
    """Have the search index keep no words of what was deleted; in steps, between which others
    write."""
    index_of_it, is_first = search_index_of(engine.dialect), True
    while True:
        with write_transaction(engine) as connection:
            if not index_of_it.purge(connection, is_first=is_first):
                return
        is_first = False


def _erase(connection: Connection, one: Subject) -> None:
    query = select(articles).where(articles.c.path.in_(one.paths))
    stored = [cast("ArticleRow", dict(row._mapping)) for row in connection.execute(query)]
    index.remove(connection, {row["id"]: row for row in stored})
    ids = [row["id"] for row in stored]
    for table in (revisions, signatures):
        connection.execute(delete(table).where(table.c.article_id.in_(ids)))
    point = update(articles).where(articles.c.duplicate_of.in_(ids))
    connection.execute(point.values(duplicate_of=None))
    connection.execute(delete(articles).where(articles.c.id.in_(ids)))
    connection.execute(delete(placements).where(placements.c.path.in_(one.paths)))
    for looked_at in (rejections, captures):
        connection.execute(delete(looked_at).where(looked_at.c.path.in_(one.paths)))
    connection.execute(update(urls).where(urls.c.claim.in_(one.paths)).values(claim=None))
    for path, shown in _showing(connection, one).items():
        rest = [entry for entry in shown if entry[0] not in one.paths]
        connection.execute(update(listings).where(listings.c.path == path).values(shown=rest))


def _showing(connection: Connection, one: Subject) -> dict[str, list[list[object]]]:
    """Listings that showed it when they were read last, with all that they showed."""
    query = select(listings.c.path, listings.c.shown)
    return {
        row.path: row.shown
        for row in connection.execute(query)
        if any(entry[0] in one.paths for entry in row.shown)
    }


def tombstones(connection: Connection) -> list[Tombstone]:
    columns = (forgotten.c[name] for name in ("path", "article", "forgotten_at", "reason"))
    query = select(*columns).order_by(forgotten.c.forgotten_at, forgotten.c.path)
    return [Tombstone(*row) for row in connection.execute(query)]


def tombstone(connection: Connection, one: Subject) -> Tombstone | None:
    """The newest of its paths."""
    stones = (stone for stone in tombstones(connection) if stone.path in one.paths)
    return max(stones, key=lambda stone: stone.forgotten_at, default=None)


def _count(table: Table) -> Select[int]:
    return select(func.count()).select_from(table)
