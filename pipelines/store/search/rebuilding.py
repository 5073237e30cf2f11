"""Fill the index from `articles`: after the migration that made it, or anew by a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from sqlalchemy import Connection, Engine, delete, func, select, update

from pipelines.store.backends.damage import REINDEX
from pipelines.store.backends.engine import write_transaction
from pipelines.store.backends.errors import wrapped
from pipelines.store.backends.registry import search_index_of
from pipelines.store.schema.rows import SearchedRow
from pipelines.store.schema.tables import articles, search_documents, search_index
from pipelines.store.search.documents import MAX_CHARACTERS, SEARCHED, documents
from pipelines.store.search.index import add

_BATCH = 200
"""Articles of one transaction: at most 200 bodies of `MAX_CHARACTERS` in memory."""

INCOMPLETE = f"the search index is not complete; {REINDEX}"

Progress = Callable[[int, int], None]
"""Is told how many articles are done, of how many."""


def is_complete(connection: Connection) -> bool:
    return bool(connection.execute(select(search_index.c.complete)).scalar())


def rebuild(engine: Engine, progress: Progress) -> int:
    """Index all articles anew, or those that a stopped rebuild had left; how many there were.

    Many short transactions, between which a crawl may write.
    """
    with wrapped(engine.url):
        with write_transaction(engine) as connection:
            if is_complete(connection):
                search_index_of(connection.dialect).clear(connection)
                connection.execute(delete(search_documents))
                connection.execute(update(search_index).values(complete=False))
        return _fill(engine, progress)


def fill_index(engine: Engine, progress: Progress) -> int:
    """Index the articles that a new or a stopped index lacks; how many there were."""
    with wrapped(engine.url):
        with engine.connect() as connection:
            if is_complete(connection):
                return 0
        return _fill(engine, progress)


def index_known(connection: Connection, progress: Progress) -> None:
    """Put into an empty index what `search_documents` says is in it, under the same keys."""
    index = search_index_of(connection.dialect)
    total = connection.execute(_COUNT_KNOWN).scalar_one()
    done, last = 0, -1
    while found := connection.execute(_KNOWN.where(search_documents.c.key > last)).all():
        rows = {row.key: cast("SearchedRow", dict(row._mapping)) for row in found}
        index.insert(connection, documents(rows))
        done, last = done + len(found), found[-1].key
        progress(done, total)


_LACKING = search_documents.c.key.is_(None)
_UNINDEXED = articles.outerjoin(search_documents, search_documents.c.article_id == articles.c.id)
_COUNT = select(func.count()).select_from(_UNINDEXED).where(_LACKING)
ROWS = (
    select(
        articles.c.id,
        articles.c.fetched_at,
        func.substr(articles.c.body, 1, MAX_CHARACTERS).label("body"),
        *(articles.c[name] for name in SEARCHED if name != "body"),
    )
    .order_by(articles.c.id)
    .limit(_BATCH)
)
"""Of the next articles, what documents are made of."""
_KNOWN = (
    ROWS.add_columns(search_documents.c.key)
    .select_from(articles.join(search_documents, search_documents.c.article_id == articles.c.id))
    .order_by(None)
    .order_by(search_documents.c.key)
)
_COUNT_KNOWN = select(func.count()).select_from(search_documents)
_UNINDEXED_ROWS = ROWS.select_from(_UNINDEXED).where(_LACKING)


def _fill(engine: Engine, progress: Progress) -> int:
    with engine.connect() as connection:
        total = connection.execute(_COUNT).scalar_one()
    done = last = 0
    while True:
        with write_transaction(engine) as connection:
            found = connection.execute(_UNINDEXED_ROWS.where(articles.c.id > last)).all()
            if not found:
                connection.execute(update(search_index).values(complete=True))
                return done
            add(connection, {row.id: cast("SearchedRow", dict(row._mapping)) for row in found})
        done, last = done + len(found), found[-1].id
        progress(done, max(total, done))
