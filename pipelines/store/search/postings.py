"""The index itself: two FTS5 tables that keep no text, or one table with two tsvectors.

Neither is in the metadata; a migration makes them. Both take the words as they are, separated by
blanks, and nothing but words comes here: there is nothing to be quoted.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import islice

from sqlalchemy import Connection, text

from pipelines.store.search.documents import GAP, HEAD, MAX_WORDS, Document

Documents = Mapping[int, Document]
"""Documents by key."""

_INTO_FTS5 = (
    "INSERT INTO search_heads (rowid, headline, keywords, description, names)"
    " VALUES (?, ?, ?, ?, ?)",
    "INSERT INTO search_words (rowid, words) VALUES (?, ?)",
)
# A table that keeps no text has to be told what is taken out.
_OUT_OF_FTS5 = (
    "INSERT INTO search_heads (search_heads, rowid, headline, keywords, description, names)"
    " VALUES ('delete', ?, ?, ?, ?, ?)",
    "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', ?, ?)",
)
_CLEAR_FTS5 = (
    text("INSERT INTO search_heads (search_heads) VALUES ('delete-all')"),
    text("INSERT INTO search_words (search_words) VALUES ('delete-all')"),
)
_INTO_VECTORS = text(
    "INSERT INTO search_words (key, head, words)"
    " VALUES (:key, CAST(:head AS tsvector), CAST(:words AS tsvector))"
)
_OUT_OF_VECTORS = text("DELETE FROM search_words WHERE key = ANY(:keys)")
_CLEAR_VECTORS = text("TRUNCATE search_words")


def insert(connection: Connection, documents: Documents) -> None:
    if connection.dialect.name == "sqlite":
        _fts5(connection, documents, _INTO_FTS5)
        return
    rows = []
    for key, one in documents.items():
        head, words = vectors(one)
        rows.append({"key": key, "head": head, "words": words})
    connection.execute(_INTO_VECTORS, rows)


def vectors(document: Document) -> tuple[str, str]:
    """The texts of the two tsvectors."""
    return _weighted(document.head), _vector(document.words)


def delete(connection: Connection, documents: Documents) -> None:
    """Take out documents, which are the very ones that were put in."""
    if connection.dialect.name == "sqlite":
        _fts5(connection, documents, _OUT_OF_FTS5)
        return
    connection.execute(_OUT_OF_VECTORS, {"keys": list(documents)})


def clear(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in _CLEAR_FTS5 if is_sqlite else (_CLEAR_VECTORS,):
        connection.execute(statement)


def _fts5(connection: Connection, documents: Documents, statements: tuple[str, str]) -> None:
    # FTS5 writes out what it has gathered whenever a key is less than the one before.
    ordered = sorted(documents.items())
    heads, words = statements
    head_rows = [(key, *(" ".join(one.head[name]) for name in HEAD)) for key, one in ordered]
    connection.exec_driver_sql(heads, head_rows)
    connection.exec_driver_sql(words, [(key, " ".join(one.words)) for key, one in ordered])


def _weighted(head: Mapping[str, list[str]]) -> str:
    """A tsvector's text with one weight a field of `HEAD`, A to D."""
    parts, start = [], 1
    for name, weight in zip(HEAD, "ABCD", strict=True):
        parts.append(_vector(head[name], start, weight))
        start += len(head[name]) + 1  # no phrase reaches into the next field
    return " ".join(parts)


def _vector(words: list[str], start: int = 1, weight: str = "") -> str:
    """The words with their places; PostgreSQL puts those of one word together."""
    placed = zip(words, islice(_places(), start - 1, None), strict=False)
    return " ".join([f"'{word}{place}{weight}" for word, place in placed if word != GAP])


@cache
def _places() -> list[str]:
    """What follows a word, by its place: to write each anew takes as long as the rest of a vector.

    No place is beyond `MAX_WORDS`: a head is shorter.
    """
    return [f"':{place}" for place in range(1, MAX_WORDS + 1)]
