"""Keep the index in step with `articles`, batch by batch in the store's own transactions.

An index entry's key is in the order of publication: the newest matches come first by walking
the index backwards, and a period is a range of keys. `search_documents` says which articles are
indexed. On SQLite the index is two FTS5 tables that keep no text, on PostgreSQL one table with
two tsvectors; neither is in the metadata.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update

from pipelines.store.engine import take_turn, writing
from pipelines.store.errors import wrapped
from pipelines.store.registry import chunks
from pipelines.store.search.documents import (
    GAP,
    HEAD,
    MOST_CHARACTERS,
    SEARCHED,
    Document,
    document,
)
from pipelines.store.tables import articles, search_documents, search_index

SLOTS = 256
"""Keys of one minute; what more is published in it spills into the next ones."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BATCH = 200
"""Articles of one transaction of a rebuild: at most 200 bodies of `MOST_CHARACTERS` at once."""

Rows = Mapping[int, Mapping[str, Any]]
"""Rows of `articles` by id."""


def is_searched(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether two rows of an article make different documents."""
    return any(old[name] != new[name] for name in SEARCHED)


def first_key(moment: datetime) -> int:
    """The least key of what was published in this minute or later."""
    return max(0, int((moment - _EPOCH).total_seconds()) // 60) * SLOTS


def add(connection: Connection, rows: Rows) -> None:
    """Index articles that are not in the index."""
    if not rows:
        return
    made = {article: document(row) for article, row in rows.items()}
    keys = _keys(connection, made)
    connection.execute(
        insert(search_documents),
        [
            {"key": keys[article], "article_id": article, "date_published": one.published}
            for article, one in made.items()
        ],
    )
    _insert(connection, {keys[article]: one for article, one in made.items()})


def remove(connection: Connection, rows: Rows) -> None:
    """Take articles out of the index; the rows are those they were indexed with."""
    for some in chunks(sorted(rows)):
        query = select(search_documents).where(search_documents.c.article_id.in_(some))
        found = {row.key: row.article_id for row in connection.execute(query)}
        if found:
            _delete(connection, {key: rows[article] for key, article in found.items()})
            keys = search_documents.c.key.in_(list(found))
            connection.execute(delete(search_documents).where(keys))


def is_complete(connection: Connection) -> bool:
    return bool(connection.execute(select(search_index.c.complete)).scalar())


def rebuild(engine: Engine, progress: Callable[[int, int], None], *, resume: bool = False) -> int:
    """Index all articles anew, or go on where a rebuild was stopped; how many were indexed.

    Many short transactions, between which a crawl may write. `progress`: is told how many are
    done, of how many.
    """
    with wrapped(engine.url):
        with _turn(engine) as connection:
            if is_complete(connection) and resume:
                return 0
            if is_complete(connection):
                _clear(connection)
            connection.execute(update(search_index).values(complete=False))
        return _fill(engine, progress)


def _fill(engine: Engine, progress: Callable[[int, int], None]) -> int:
    unindexed = articles.outerjoin(
        search_documents, search_documents.c.article_id == articles.c.id
    ).select
    lacking = search_documents.c.key.is_(None)
    columns = [articles.c[name] for name in (*SEARCHED, "fetched_at") if name != "body"]
    body = func.substr(articles.c.body, 1, MOST_CHARACTERS).label("body")
    batch = (
        unindexed()
        .with_only_columns(articles.c.id, body, *columns)
        .where(lacking)
        .order_by(articles.c.id)
        .limit(_BATCH)
    )
    with engine.connect() as connection:
        total = connection.execute(
            unindexed().with_only_columns(func.count()).where(lacking)
        ).scalar_one()
    done = last = 0
    while True:
        with _turn(engine) as connection:
            found = connection.execute(batch.where(articles.c.id > last)).all()
            rows = {row.id: dict(row._mapping) for row in found}
            add(connection, rows)
            if not rows:
                connection.execute(update(search_index).values(complete=True))
                return done
        done, last = done + len(rows), max(rows)
        progress(done, max(total, done))


def _turn(engine: Engine) -> Any:
    """A transaction in which no other program writes."""
    from contextlib import contextmanager

    @contextmanager
    def turn() -> Iterator[Connection]:
        with writing(engine).begin() as connection:
            take_turn(connection)
            yield connection

    return turn()


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


_FOLLOWING = {
    "sqlite": "SELECT m.value, (SELECT max(d.key) FROM search_documents d"
    " WHERE d.key >= m.value AND d.key < m.value + :slots) FROM json_each(:firsts) m",
    "postgresql": "SELECT m.value, (SELECT max(d.key) FROM search_documents d"
    " WHERE d.key >= m.value AND d.key < m.value + :slots)"
    " FROM unnest(CAST(:firsts AS bigint[])) AS m (value)",
}


def _following(connection: Connection, firsts: Iterable[int]) -> dict[int, int]:
    """By each minute's first key, the one after the last that is taken in it."""
    given: Any = sorted(firsts)
    if connection.dialect.name == "sqlite":
        given = str(given)
    query = text(_FOLLOWING[connection.dialect.name])
    found = connection.execute(query, {"firsts": given, "slots": SLOTS})
    return {first: first if last is None else last + 1 for first, last in found}


def _insert(connection: Connection, documents: Mapping[int, Document]) -> None:
    if connection.dialect.name == "postgresql":
        statement = "INSERT INTO search_words (key, head, words) VALUES (:key, :head, :words)"
        statement = statement.replace(":head", "CAST(:head AS tsvector)")
        statement = statement.replace(":words)", "CAST(:words AS tsvector))")
        rows = [
            {"key": key, "head": _weighted(one.head), "words": _vector(one.words)}
            for key, one in documents.items()
        ]
        connection.execute(text(statement), rows)
        return
    _fts5(connection, "", documents)


def _delete(connection: Connection, rows: Mapping[int, Mapping[str, Any]]) -> None:
    if connection.dialect.name == "postgresql":
        statement = text("DELETE FROM search_words WHERE key = ANY(:keys)")
        connection.execute(statement, {"keys": list(rows)})
        return
    # A table that keeps no text has to be told what is taken out.
    _fts5(connection, "delete", {key: document(row) for key, row in rows.items()})


def _fts5(connection: Connection, command: str, documents: Mapping[int, Document]) -> None:
    fields = ", ".join(HEAD)
    values = ", ".join(f":{name}" for name in HEAD)
    first, given = ("search_heads, ", "'delete', ") if command else ("", "")
    connection.execute(
        text(f"INSERT INTO search_heads ({first}rowid, {fields}) VALUES ({given}:key, {values})"),
        [
            {"key": key, **{name: " ".join(one.head[name]) for name in HEAD}}
            for key, one in documents.items()
        ],
    )
    connection.execute(
        text(
            f"INSERT INTO search_words ({first.replace('heads', 'words')}rowid, words)"
            f" VALUES ({given}:key, :words)"
        ),
        [{"key": key, "words": " ".join(one.words)} for key, one in documents.items()],
    )


def _weighted(head: Mapping[str, list[str]]) -> str:
    """A tsvector's text with one weight a field of `HEAD`, A to D."""
    parts, start = [], 1
    for name, weight in zip(HEAD, "ABCD", strict=True):
        parts.append(_vector(head[name], start, weight))
        start += len(head[name]) + 1  # no phrase reaches into the next field
    return " ".join(parts)


def _vector(words: list[str], start: int = 1, weight: str = "") -> str:
    places: dict[str, list[str]] = defaultdict(list)
    for place, word in enumerate(words, start=start):
        if word != GAP:
            places[word].append(f"{place}{weight}")
    return " ".join(f"'{word}':{','.join(some)}" for word, some in places.items())


def _clear(connection: Connection) -> None:
    connection.execute(delete(search_documents))
    if connection.dialect.name == "postgresql":
        connection.execute(text("TRUNCATE search_words"))
        return
    for table in ("search_heads", "search_words"):
        connection.execute(text(f"INSERT INTO {table} ({table}) VALUES ('delete-all')"))
