"""The index of PostgreSQL: one table with two tsvectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, column, table, text

from pipelines.store.backends.search_index import Documents, Match, Mismatches
from pipelines.store.schema.tables import search_documents
from pipelines.store.search.documents import GAP, HEAD, MAX_WORDS, Document
from pipelines.store.search.query import Phrase, Query

_WEIGHTS = dict(zip(HEAD, "ABCD", strict=True))
_INTO = text(
    "INSERT INTO search_words (key, head, words)"
    " VALUES (:key, CAST(:head AS tsvector), CAST(:words AS tsvector))"
)
_OUT_OF = text("DELETE FROM search_words WHERE key = ANY(:keys)")
_MAKE = (
    "CREATE TABLE IF NOT EXISTS search_words ("
    "key bigint PRIMARY KEY REFERENCES search_documents ON DELETE CASCADE,"
    " head tsvector NOT NULL, words tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS ix_search_words_head ON search_words USING gin (head)",
    "CREATE INDEX IF NOT EXISTS ix_search_words_words ON search_words USING gin (words)",
)
_CLEAR = text("TRUNCATE search_words")
_LAST_KEYS = text(
    "SELECT m.value AS value, (SELECT max(d.key) FROM search_documents d"
    " WHERE d.key >= m.value AND d.key < m.value + :slots) AS last"
    " FROM unnest(CAST(:firsts AS bigint[])) AS m (value)"
)
_DIFFERING = text(
    "SELECT m.key FROM unnest(CAST(:keys AS bigint[]), CAST(:heads AS text[]),"
    " CAST(:words AS text[])) AS m (key, head, words)"
    " LEFT JOIN search_words s ON s.key = m.key"
    " WHERE s.head IS DISTINCT FROM CAST(m.head AS tsvector)"
    " OR s.words IS DISTINCT FROM CAST(m.words AS tsvector)"
)
_STRAY = text(
    "SELECT count(*) FROM search_words s"
    " WHERE NOT EXISTS (SELECT 1 FROM search_documents d WHERE d.key = s.key)"
)


def insert(connection: Connection, documents: Documents) -> None:
    rows = []
    for key, one in documents.items():
        head, words = vectors(one)
        rows.append({"key": key, "head": head, "words": words})
    connection.execute(_INTO, rows)


def vectors(document: Document) -> tuple[str, str]:
    """The texts of the two tsvectors."""
    return _weighted(document.head), _vector(document.words)


def delete(connection: Connection, documents: Documents) -> None:
    connection.execute(_OUT_OF, {"keys": list(documents)})


def purge(connection: Connection, *, is_first: bool) -> bool:
    """Dead rows go with the next VACUUM, which the server makes by itself."""
    return False


def clear(connection: Connection) -> None:
    for statement in _MAKE:
        connection.execute(text(statement))
    connection.execute(_CLEAR)


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


def last_keys(connection: Connection, firsts: Iterable[int], slots: int) -> dict[int, int | None]:
    asked = {"firsts": list(firsts), "slots": slots}
    return {row.value: row.last for row in connection.execute(_LAST_KEYS, asked)}


_TABLE = table("search_words", column("key"))


def match(query: Query, fields: Sequence[str] | None) -> Match:
    parts = []
    if fields is not None:
        weights = "".join(_WEIGHTS[name] for name in fields)
        parts.append(("head" if fields else "words", _all(query.wanted, weights)))
    if query.unwanted:
        parts.append(("words", f"!({_any(query.unwanted)})"))
    if query.names:
        parts.append(("head", _all(query.names, "D")))
    if query.unwanted_names:
        parts.append(("head", f"!({_any(query.unwanted_names, 'D')})"))
    conditions = [_holds(vector, asked, n) for n, (vector, asked) in enumerate(parts)]
    if not conditions:
        return Match(search_documents, search_documents.c.key, [])
    return Match(_TABLE, _TABLE.c.key, conditions)


def _holds(vector: str, asked: str, number: int) -> Any:
    clause = text(f"search_words.{vector} @@ CAST(:asked_{number} AS tsquery)")
    return clause.bindparams(bindparam(f"asked_{number}", asked))


def _all(phrases: Sequence[Phrase], weights: str = "") -> str:
    return " & ".join(_following(phrase, weights) for phrase in phrases)


def _any(phrases: Sequence[Phrase], weights: str = "") -> str:
    return " | ".join(_following(phrase, weights) for phrase in phrases)


def _following(phrase: Phrase, weights: str) -> str:
    label = f":{weights}" if weights else ""
    return "(" + " <-> ".join(f"'{word}'{label}" for word in phrase) + ")"


def compare(
    connection: Connection,
    indexed: Mapping[int, int],
    batches: Iterable[Mapping[int, Document]],
) -> Mismatches:
    lacking = differing = 0
    for made in batches:
        lacking += len(made.keys() - indexed.keys())
        entries = [(indexed[one], *vectors(made[one])) for one in made if one in indexed]
        if entries:
            keys, heads, words = map(list, zip(*entries, strict=True))
            asked = {"keys": keys, "heads": heads, "words": words}
            differing += len(connection.execute(_DIFFERING, asked).all())
    return Mismatches(lacking, differing, connection.execute(_STRAY).scalar_one())
