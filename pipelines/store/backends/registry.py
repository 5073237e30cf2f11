"""Which of the two a connection is to: the one place where the dialect's name decides."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Dialect

from pipelines.store.backends import postgresql, sqlite
from pipelines.store.backends.backend import Backend
from pipelines.store.backends.postgresql import tsvectors
from pipelines.store.backends.search_index import SearchIndex
from pipelines.store.backends.sqlite import fts5

BACKENDS: Mapping[str, Backend] = {"sqlite": sqlite, "postgresql": postgresql}
_INDEXES: Mapping[str, SearchIndex] = {"sqlite": fts5, "postgresql": tsvectors}


def backend_of(dialect: Dialect) -> Backend:
    return BACKENDS[dialect.name]


def search_index_of(dialect: Dialect) -> SearchIndex:
    return _INDEXES[dialect.name]
