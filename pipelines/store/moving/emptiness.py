"""Nothing is written over: a target is empty, or has our schema without rows."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, inspect, select

from crawler.runtime.exceptions import ArgumentError
from pipelines.store.backends.errors import describe
from pipelines.store.backup.counts import VERSION
from pipelines.store.schema.tables import articles, is_described, metadata, search_index, site
from pipelines.store.schema.views import NAMES

SEEDED = (site, search_index)
"""Each has a row in a new schema."""


def require_empty(connection: Connection) -> None:
    """Raises `ArgumentError` where a table of ours has rows."""
    there = set(inspect(connection).get_table_names())
    if articles.name in there:
        number = connection.execute(select(func.count()).select_from(articles)).scalar_one()
        if number:
            raise _refused(connection, f"{number} articles")
    filled = [
        table.name
        for table in metadata.sorted_tables
        if table.name in there
        and table not in SEEDED
        and connection.execute(select(1).select_from(table).limit(1)).first() is not None
    ]
    if filled:
        raise _refused(connection, f"rows in {', '.join(filled)}")


def require_ours_alone(connection: Connection) -> None:
    """Raises `ArgumentError` where others have tables or views, which went with a file that is
    replaced."""
    if theirs := sorted(_of_others(connection)):
        raise _refused(connection, f"others' tables or views: {', '.join(theirs)}")


def _of_others(connection: Connection) -> Iterator[str]:
    ours = {*metadata.tables, *NAMES, VERSION}
    found = inspect(connection)
    for name in (*found.get_table_names(), *found.get_view_names()):
        if name not in ours and is_described(name, "table", ()):
            yield name


def _refused(connection: Connection, what: str) -> ArgumentError:
    where = describe(connection.engine.url)
    return ArgumentError(f"{where} has {what}; --to names an empty database")
