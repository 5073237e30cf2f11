"""Items as a crawl yields them, and short ways to look at the views."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from crawler.items import Article, Kind, Menu, MenuEntry, Sighting

NOW = datetime(2026, 10, 1, 23, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PATH = "/world/asia-pacific/quake-shakes-tokyo"


def article(path: str = PATH, **fields: Any) -> Article:
    defaults: dict[str, Any] = {
        "kind": Kind.ARTICLE,
        "section": "asia-pacific",
        "fetched_at": NOW,
        "headline": f"Headline of {path}",
        "body": f"First paragraph of {path}.\n\nSecond paragraph.",
        "date_published": NOW - HOUR,
        "sources": {"headline": "site", "body": "site", "date_published": "site"},
    }
    return Article(path=path, **(defaults | fields))


def sighting(path: str = PATH, **fields: Any) -> Sighting:
    defaults: dict[str, Any] = {
        "listing": "/world/asia-pacific",
        "seen_at": NOW,
        "section": "asia-pacific",
        "position": 1,
    }
    return Sighting(path=path, **(defaults | fields))


def menu(*slugs: str, seen_at: datetime = NOW, **parents: str) -> Menu:
    """Sections in this order; `parents` names those of subsections, `_` for `-`."""
    parent = {child.replace("_", "-"): slug for child, slug in parents.items()}
    entries = [MenuEntry(slug=slug, name=slug.title(), parent=parent.get(slug)) for slug in slugs]
    return Menu(entries=entries, seen_at=seen_at)


def rows(engine: Engine, query: str) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(text(query))]


def one(engine: Engine, query: str) -> dict[str, Any]:
    (row,) = rows(engine, query)
    return row
