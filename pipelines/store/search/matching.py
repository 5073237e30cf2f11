"""A query in SQL: which keys match, for each database and each part of the documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Dialect,
    FromClause,
    bindparam,
    column,
    literal_column,
    select,
    table,
)
from sqlalchemy import text as sql

from pipelines.store.schema.tables import search_documents
from pipelines.store.search.query import Phrase, Query

HEADLINE = ("headline",)
SUMMARY = ("headline", "keywords", "description")
_NAMES = ("names",)
_WEIGHTS = {"headline": "A", "keywords": "B", "description": "C", "names": "D"}


@dataclass(frozen=True, slots=True)
class Match:
    """Where keys come from, and what has to hold of them."""

    source: FromClause
    key: ColumnElement[int]
    conditions: list[ColumnElement[bool]]


def matches(query: Query, dialect: Dialect) -> Iterator[Match]:
    """The best ones first: with all words in the headline, in the summary, anywhere.

    Each holds those before it. Without words there is but one, that of all documents.
    """
    ways = _fts5 if dialect.name == "sqlite" else _vectors
    if not query.wanted:
        yield ways(query, None)
        return
    for fields in (HEADLINE, SUMMARY, ()):
        yield ways(query, fields)


def anywhere(query: Query, dialect: Dialect) -> Match:
    """The last of `matches`: all that match."""
    return list(matches(query, dialect))[-1]


# --- SQLite


def _fts5(query: Query, fields: Sequence[str] | None) -> Match:
    name = "search_heads" if fields else "search_words"
    if fields is None:
        source: FromClause = search_documents
        key: Any = search_documents.c.key
        conditions: list[Any] = []
    else:
        source = table(name, column("rowid"))
        key = literal_column(f"{name}.rowid")
        asked = _fts5_all(query.wanted, fields)
        if query.unwanted and not fields:
            asked = f"({asked}) NOT ({_fts5_any(query.unwanted)})"
        conditions = [literal_column(name).op("MATCH")(asked)]
    # With the sign SQLite walks the matches and looks them up in the list, not the other way.
    listed = literal_column(f"+{name}.rowid") if fields is not None else key
    if query.unwanted and (fields or fields is None):
        conditions.append(listed.not_in(_fts5_keys("search_words", _fts5_any(query.unwanted))))
    if query.names:
        conditions.append(listed.in_(_fts5_keys("search_heads", _fts5_all(query.names, _NAMES))))
    if query.unwanted_names:
        unwanted = _fts5_any(query.unwanted_names, _NAMES)
        conditions.append(listed.not_in(_fts5_keys("search_heads", unwanted)))
    return Match(source, key, conditions)


def _fts5_keys(name: str, asked: str) -> Any:
    other = table(name, column("rowid")).alias(f"other_{name}")
    return select(other.c.rowid).where(literal_column(f"other_{name}.{name}").op("MATCH")(asked))


def _fts5_all(phrases: Sequence[Phrase], fields: Sequence[str] = ()) -> str:
    return _within(" AND ".join(_quoted(phrase) for phrase in phrases), fields)


def _fts5_any(phrases: Sequence[Phrase], fields: Sequence[str] = ()) -> str:
    return _within(" OR ".join(_quoted(phrase) for phrase in phrases), fields)


def _within(expression: str, fields: Sequence[str]) -> str:
    return f"{{{' '.join(fields)}}} : ({expression})" if fields else expression


def _quoted(phrase: Phrase) -> str:
    return f'"{" ".join(phrase)}"'


# --- PostgreSQL

_VECTORS = table("search_words", column("key"))


def _vectors(query: Query, fields: Sequence[str] | None) -> Match:
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
    return Match(_VECTORS, _VECTORS.c.key, conditions)


def _holds(vector: str, asked: str, number: int) -> Any:
    clause = sql(f"search_words.{vector} @@ CAST(:asked_{number} AS tsquery)")
    return clause.bindparams(bindparam(f"asked_{number}", asked))


def _all(phrases: Sequence[Phrase], weights: str = "") -> str:
    return " & ".join(_following(phrase, weights) for phrase in phrases)


def _any(phrases: Sequence[Phrase], weights: str = "") -> str:
    return " | ".join(_following(phrase, weights) for phrase in phrases)


def _following(phrase: Phrase, weights: str) -> str:
    label = f":{weights}" if weights else ""
    return "(" + " <-> ".join(f"'{word}'{label}" for word in phrase) + ")"
