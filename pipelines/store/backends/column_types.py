"""Column types that mean the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

from crawler.article_fields import Content

Id = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite counts its own rowid only for a key declared INTEGER."""

JsonColumn = JSON().with_variant(JSONB(), "postgresql")
"""A JSON list or object: text on SQLite, `jsonb` on PostgreSQL."""


class UTCDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC to the second, read back aware.

    `timestamptz` on PostgreSQL; on SQLite text that sorts: `2021-10-15 15:27:00` (CONTRACT,
    tables for analysts).

    :raises ValueError: for a naive datetime, wrapped by SQLAlchemy as a StatementError
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        moment = to_second(value)
        if dialect.name == "sqlite":
            return moment.isoformat(sep=" ")[:19]
        return moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        moment: datetime = value
        return moment.astimezone(UTC)


TYPES: dict[Content, TypeEngine[Any]] = {
    "text": Text(),
    "number": Integer(),
    "time": UTCDateTime(),
    "day": Date(),
    "list": JsonColumn,
    "object": JsonColumn,
}
"""By what a field of an article holds."""


def to_second(moment: datetime) -> datetime:
    """The same moment in UTC, cut to the second, as the database gives it back.

    :raises ValueError: for a naive datetime
    """
    if moment.tzinfo is None:
        raise ValueError(f"naive datetime {moment.isoformat()}: times are aware, in UTC")
    return moment.astimezone(UTC).replace(microsecond=0)
