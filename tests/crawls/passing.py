"""Nights that pass for a database, not for the tests: whatever it keeps becomes older."""

from __future__ import annotations

from sqlalchemy import Column, Table, text

from pipelines.store import open_engine
from pipelines.store.backends.column_types import UTCDateTime
from pipelines.store.schema.tables import articles, urls

_SOONER = {
    "sqlite": "datetime({}, '-{} days')",
    "postgresql": "{} - interval '{} days'",
}
_ABOUT_THE_STORY = {"date_published", "date_modified", "published_at"}


def nights_pass(database_url: str, nights: int = 1) -> None:
    engine = open_engine(database_url)
    sooner = _SOONER[engine.dialect.name]
    with engine.begin() as connection:
        for table in (urls, articles):
            names = [column.name for column in _times(table)]
            changed = ", ".join(f"{name} = {sooner.format(name, nights)}" for name in names)
            connection.execute(text(f"UPDATE {table.name} SET {changed}"))
    engine.dispose()


def _times(table: Table) -> list[Column[object]]:
    return [
        column
        for column in table.columns
        if isinstance(column.type, UTCDateTime) and column.name not in _ABOUT_THE_STORY
    ]
