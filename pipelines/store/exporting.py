"""Read `v_articles` in bounded memory, with values as Python has them."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    Select,
    TextClause,
    TextualSelect,
    bindparam,
    func,
    select,
    text,
)

from crawler.article_fields import FIELDS, Content
from pipelines.store.backends.column_types import TYPES
from pipelines.store.backends.errors import StoreError, wrapped
from pipelines.store.backends.registry import backend_of
from pipelines.store.schema.tables import articles
from pipelines.store.schema.views import ARTICLES, select_articles
from pipelines.store.search.finding import at_home_or_placed, matching_ids, section_slugs
from pipelines.store.search.periods import published_since, published_until
from pipelines.store.search.query import Query
from pipelines.store.search.rebuilding import INCOMPLETE, is_complete

Value = str | int | datetime | date | list[str] | dict[str, str] | None
Row = dict[str, Value]
"""A row of `v_articles`: by column, what `COLUMNS` says that it holds."""

_AT_ONCE = 100
_OF_THE_STORE: dict[str, Content] = {
    "url": "text",
    "sections": "list",
    "first_seen_at": "time",
    "last_seen_at": "time",
    "gone_at": "time",
    "revisions": "number",
    "duplicate_of": "text",
    "warc": "text",
}
COLUMNS: dict[str, Content] = {
    name: FIELDS[name].content if name in FIELDS else _OF_THE_STORE[name] for name in ARTICLES
}
"""The view's columns in their order, with what is in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which articles; all of it has to hold. Days are the newspaper's, inclusive."""

    since: date | None = None
    until: date | None = None
    sections: tuple[str, ...] = ()
    """With those below them in the menu; any one."""
    search: Query | None = None


class Articles:
    """The selected articles as they were at one moment, in the order they were first stored.

    :raises WrongQuery: there is no such section
    :raises StoreError: from iterating as well: the database cannot be asked
    """

    def __init__(self, engine: Engine, selection: Selection) -> None:
        self._engine = engine
        self._selection = selection

    def count(self) -> int:
        with wrapped(self._engine.url), self._engine.connect() as connection:
            chosen = selected(connection, self._selection).subquery()
            return connection.execute(select(func.count()).select_from(chosen)).scalar_one()

    def __iter__(self) -> Generator[Row, None, None]:
        """To be closed where it is not read to its end: it holds a connection."""
        # What others commit meanwhile is not seen.
        snapshot = backend_of(self._engine.dialect).snapshot(self._engine)
        with wrapped(self._engine.url), snapshot.connect() as connection:
            chosen = selected(connection, self._selection).order_by(articles.c.id)
            statement = _rows(connection.dialect)
            streamed = connection.execute(chosen, execution_options={"yield_per": _AT_ONCE})
            with streamed:
                for some in streamed.scalars().partitions(_AT_ONCE):
                    for row in connection.execute(statement, {"ids": list(some)}).all():
                        yield dict(row._mapping)


def selected(connection: Connection, selection: Selection) -> Select[int]:
    """Their ids, in no order."""
    chosen = select(articles.c.id)
    if selection.since:
        chosen = chosen.where(articles.c.date_published >= published_since(selection.since))
    if selection.until:
        chosen = chosen.where(articles.c.date_published < published_until(selection.until))
    if selection.sections:
        slugs = section_slugs(connection, selection.sections)
        chosen = chosen.where(at_home_or_placed(slugs))
    if selection.search:
        if not is_complete(connection):
            raise StoreError(INCOMPLETE)
        chosen = chosen.where(articles.c.id.in_(matching_ids(connection, selection.search)))
    return chosen


def _rows(dialect: Dialect) -> TextualSelect:
    query: TextClause = text(f"{select_articles(dialect)} WHERE a.id IN :ids ORDER BY a.id")
    types = {name: TYPES[content] for name, content in COLUMNS.items()}
    return query.bindparams(bindparam("ids", expanding=True)).columns(**types)
