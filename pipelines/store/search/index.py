"""Keep the index in step with `articles`, batch by batch in the store's own transactions.

An entry's key is in the order of publication: the newest matches come first by walking the index
backwards, and a period is a range of keys. `search_documents` says which articles are indexed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from pipelines.store.backends.registry import search_index_of
from pipelines.store.backends.value_lists import one_of
from pipelines.store.schema.rows import SearchedRow
from pipelines.store.schema.tables import search_documents
from pipelines.store.search.documents import SEARCHED, Document, documents

SLOTS = 256
"""Keys of one minute; what more is published in it spills into the next ones."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Rows = Mapping[int, SearchedRow]
"""Rows of `articles` by id."""


_ADD = insert(search_documents)
_OF = select(search_documents).where(one_of(search_documents.c.article_id, "articles"))
_REMOVE = delete(search_documents).where(one_of(search_documents.c.key, "keys"))


def is_searched(old: SearchedRow, new: SearchedRow) -> bool:
    """Whether two rows of an article make different documents."""
    return any(old[name] != new[name] for name in SEARCHED)


def first_key(moment: datetime) -> int:
    """The least key of what was published in this minute or later."""
    return max(0, int((moment - _EPOCH).total_seconds()) // 60) * SLOTS


def add(connection: Connection, rows: Rows) -> None:
    """Index articles that are not in the index."""
    if not rows:
        return
    made = documents(rows)
    keys = _keys(connection, made)
    connection.execute(
        _ADD,
        [
            {"key": keys[article], "article_id": article, "date_published": one.published}
            for article, one in made.items()
        ],
    )
    search_index_of(connection.dialect).insert(
        connection, {keys[article]: one for article, one in made.items()}
    )


def remove(connection: Connection, rows: Rows) -> None:
    """Take articles out of the index; the rows are those they were indexed with."""
    if not rows:
        return
    found = {row.key: row.article_id for row in connection.execute(_OF, {"articles": list(rows)})}
    if found:
        made = documents({key: rows[article] for key, article in found.items()})
        search_index_of(connection.dialect).delete(connection, made)
        connection.execute(_REMOVE, {"keys": list(found)})


def _keys(connection: Connection, made: Mapping[int, Document]) -> dict[int, int]:
    """A free key for each document, in the minute it is sorted by or as soon after as can be."""
    firsts = {article: first_key(one.shown_at) for article, one in made.items()}
    following = _following(connection, set(firsts.values()))
    keys = {}
    for article in sorted(made, key=lambda article: (made[article].shown_at, article)):
        first = firsts[article]
        while (key := _take(connection, following, first)) is None:
            first += SLOTS
        keys[article] = key
    return keys


def _take(connection: Connection, following: dict[int, int], first: int) -> int | None:
    if first not in following:
        following |= _following(connection, {first})
    key = following[first]
    if key >= first + SLOTS:
        return None
    following[first] = key + 1
    return key


def _following(connection: Connection, firsts: Iterable[int]) -> dict[int, int]:
    """By each minute's first key, the one after the last that is taken in it."""
    last_keys = search_index_of(connection.dialect).last_keys
    found = last_keys(connection, sorted(firsts), SLOTS)
    return {first: first if last is None else last + 1 for first, last in found.items()}
