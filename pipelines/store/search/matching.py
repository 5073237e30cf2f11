"""A query in SQL: which keys match, for each database and each part of the documents."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Dialect

from pipelines.store.backends.registry import search_index_of
from pipelines.store.backends.search_index import Match
from pipelines.store.search.query import Query

HEADLINE = ("headline",)
SUMMARY = ("headline", "keywords", "description")


def matches(query: Query, dialect: Dialect) -> Iterator[Match]:
    """The best ones first: with all words in the headline, in the summary, anywhere.

    Each holds those before it. Without words there is but one, that of all documents.
    """
    match = search_index_of(dialect).match
    if not query.wanted:
        yield match(query, None)
        return
    for fields in (HEADLINE, SUMMARY, ()):
        yield match(query, fields)


def anywhere(query: Query, dialect: Dialect) -> Match:
    """The last of `matches`: all that match."""
    return list(matches(query, dialect))[-1]
