"""Is the index in step with the articles? Every word of it is compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from sqlalchemy import Connection, func, select

from pipelines.store.backends.damage import REINDEX
from pipelines.store.backends.engine import savepoint
from pipelines.store.backends.errors import DAMAGED, one_line
from pipelines.store.backends.registry import search_index_of
from pipelines.store.schema.rows import SearchedRow
from pipelines.store.schema.tables import articles, search_documents
from pipelines.store.search.documents import Document, documents
from pipelines.store.search.rebuilding import INCOMPLETE, ROWS, is_complete

_KEYS = select(search_documents.c.article_id, search_documents.c.key)
_DATES = (
    select(func.count())
    .select_from(search_documents.join(articles))
    .where(search_documents.c.date_published.is_distinct_from(articles.c.date_published))
)


def faults(connection: Connection) -> list[str]:
    """What is wrong, one line each; to be asked in one transaction that sees one state."""
    if not is_complete(connection):
        return [INCOMPLETE]
    indexed = {row.article_id: row.key for row in connection.execute(_KEYS)}
    index = search_index_of(connection.dialect)
    try:
        with savepoint(connection):
            lacking, differing, stray = index.compare(connection, indexed, _batches(connection))
    except DAMAGED as error:
        return [f"the search index is damaged: {one_line(error)}; {REINDEX}"]
    counts = {
        "articles are not in it": lacking,
        "articles are in it with other words": differing,
        "entries in it are of no article": stray,
        "articles are in it with another date": connection.execute(_DATES).scalar_one(),
    }
    found = [f"{number} {what}" for what, number in counts.items() if number]
    return [f"the search index is out of step: {', '.join(found)}; {REINDEX}"] if found else []


def _batches(connection: Connection) -> Iterator[dict[int, Document]]:
    last = 0
    while rows := connection.execute(ROWS.where(articles.c.id > last)).all():
        yield documents({row.id: cast("SearchedRow", dict(row._mapping)) for row in rows})
        last = rows[-1].id
