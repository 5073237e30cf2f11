"""Stored articles read again from the page that each row was read from (decision 043)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy import Connection, Select, delete, func, insert, select

from crawler.parsing.clean.dates import CLOCK_ERROR
from pipelines.store.articles.deciding import Batch, Reread, reread, take_over
from pipelines.store.articles.saving import execute, find_again
from pipelines.store.backends.value_lists import one_of
from pipelines.store.duplicates.finding import mark_duplicates
from pipelines.store.frontier.menu import Slugs
from pipelines.store.schema.rows import ArticleRow, PageRow
from pipelines.store.schema.tables import articles, reextractions

FORGOTTEN_AFTER = timedelta(days=30)
"""A killed re-extraction that nobody went on with."""

_STORED = select(articles).where(one_of(articles.c.id, "ids"))


class Page(NamedTuple):
    """The page that a row was read from."""

    article: int
    path: str
    warc: str
    latest: datetime
    """Dates up to it were believed of this page."""


def count_pages(connection: Connection, chosen: Select[int]) -> tuple[int, int]:
    """How many of the chosen articles have a page in the archive, and how many have none."""
    ids = chosen.subquery()
    query = select(func.count(articles.c.warc), func.count()).where(
        articles.c.id.in_(select(ids.c.id))
    )
    archived, total = connection.execute(query).one()
    return archived, total - archived


def pages_after(connection: Connection, chosen: Select[int], after: int, limit: int) -> list[Page]:
    """The next pages of chosen articles, by the articles' ids."""
    ids = chosen.where(articles.c.id > after, articles.c.warc.is_not(None))
    first = ids.order_by(articles.c.id).limit(limit).subquery()
    names = ("id", "path", "warc", "fetched_at", "date_published", "date_modified")
    query = select(*(articles.c[name] for name in names)).where(
        articles.c.id.in_(select(first.c.id))
    )
    return [
        Page(row.id, row.path, row.warc, max(filter(None, row[3:])) + CLOCK_ERROR)
        for row in connection.execute(query.order_by(articles.c.id))
    ]


def read_again(
    connection: Connection, pages: Sequence[Page], rows: Mapping[int, PageRow]
) -> list[Reread]:
    """What today's readings make of the stored rows; nothing is written. `rows` by article.

    Left out is an article whose row is of another page by now: that was read by today's parser.
    """
    found = connection.execute(_STORED, {"ids": list(rows)}).mappings()
    stored = {row["id"]: cast("ArticleRow", dict(row)) for row in found}
    slugs = Slugs(connection)
    made = []
    for page in pages:
        old = stored.get(page.article)
        if old is None or (old["path"], old["warc"]) != (page.path, page.warc):
            continue
        row = rows[page.article]
        row["section"] = slugs(row["section"])
        made.append(reread(old, row))
    return made


def take_all(connection: Connection, found: Sequence[Reread], now: datetime) -> None:
    """Write what has changed, within the caller's transaction."""
    batch = Batch()
    for one in found:
        take_over(batch, one, now)
    execute(connection, batch)
    changed = [one for one in found if not one.is_all_the_same]
    stored = {one.old["path"]: one.old for one in changed}
    by_path = {one.row["path"]: one for one in changed}
    resigned = {by_path[path].old["id"]: by_path[path].row for path in batch.resigned}
    mark_duplicates(connection, resigned, list(resigned))
    find_again(connection, stored, {one.old["id"]: one.row for one in changed})


def done_to(connection: Connection, what: str) -> int:
    """The last article that a killed re-extraction of the same has done; 0 for none."""
    query = select(reextractions.c.article).where(reextractions.c.what == what)
    return connection.scalar(query) or 0


def note_done(connection: Connection, what: str, article: int | None, now: datetime) -> None:
    """`article`: None where all are done."""
    old = reextractions.c.noted_at < now - FORGOTTEN_AFTER
    connection.execute(delete(reextractions).where((reextractions.c.what == what) | old))
    if article is not None:
        row = {"what": what, "article": article, "noted_at": now}
        connection.execute(insert(reextractions), [row])
