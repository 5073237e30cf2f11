"""The search index of either database: what is put in, taken out, asked for and compared.

Its tables are not in the metadata; a migration makes them. Both take the words as they are,
separated by blanks, and nothing but words comes here: there is nothing to be quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sqlalchemy import ColumnElement, Connection, FromClause

from pipelines.store.search.documents import Document
from pipelines.store.search.query import Query

Documents = Mapping[int, Document]
"""Documents by key."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where keys come from, and what has to hold of them."""

    source: FromClause
    key: ColumnElement[int]
    conditions: list[ColumnElement[bool]]


class Mismatches(NamedTuple):
    lacking: int
    differing: int
    stray: int


class SearchIndex(Protocol):
    """Of one database; the modules `sqlite.fts5` and `postgresql.tsvectors` are the two."""

    def insert(self, connection: Connection, documents: Documents) -> None: ...

    def delete(self, connection: Connection, documents: Documents) -> None:
        """Take out documents, which are the very ones that were put in."""

    def purge(self, connection: Connection, *, is_first: bool) -> bool:
        """Take a short step to an index without words of deleted documents; whether there is
        another one to be taken."""

    def clear(self, connection: Connection) -> None: ...

    def last_keys(
        self, connection: Connection, firsts: Iterable[int], slots: int
    ) -> dict[int, int | None]:
        """By the first key of some ranges of `slots` keys, the last one that is taken."""

    def match(self, query: Query, fields: Sequence[str] | None) -> Match:
        """Documents with all words in these fields; `()`: anywhere; None: of no words."""

    def compare(
        self,
        connection: Connection,
        indexed: Mapping[int, int],
        batches: Iterable[Mapping[int, Document]],
    ) -> Mismatches:
        """The index against all documents, by article; `indexed`: the key of each article."""
