"""How a database stands: what waits, and how fresh it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from pipelines.store.schema.tables import articles, urls


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    pending_urls: int
    oldest_pending_at: datetime | None
    """When the oldest of them was first seen."""
    newest_published_at: datetime | None
    newest_arrived_at: datetime | None
    """When the article that came in last was first seen."""


def standing(connection: Connection) -> Standing:
    """Each figure comes from an index, or from the newest rows."""
    waiting = select(func.count(), func.min(urls.c.first_seen_at)).where(urls.c.state == "pending")
    pending, oldest = connection.execute(waiting).one()
    newest = select(articles.c.path).order_by(articles.c.id.desc()).limit(1).scalar_subquery()
    arrived = select(urls.c.first_seen_at).where(urls.c.path == newest)
    return Standing(
        pending_urls=pending,
        oldest_pending_at=oldest,
        newest_published_at=connection.scalar(select(func.max(articles.c.date_published))),
        newest_arrived_at=connection.scalar(arrived),
    )
