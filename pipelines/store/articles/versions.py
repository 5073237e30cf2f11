"""Read an article's versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, select

from pipelines.store.articles.merging import version_of
from pipelines.store.articles.url_rows import known_urls
from pipelines.store.schema.rows import CONTENT_FIELDS, ArticleRow, Cause, ContentField
from pipelines.store.schema.tables import articles, revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An article's content as it was first seen at `seen_at` (CONTRACT, `v_revisions`)."""

    revision: int
    seen_at: datetime
    cause: Cause
    changed: list[ContentField]
    headline: str | None
    description: str | None
    body: str | None
    byline: str | None
    image_caption: str | None
    keywords: list[str]
    date_published: datetime | None
    date_modified: datetime | None


def versions(connection: Connection, path: str) -> list[Version]:
    """All versions of the article at this path or at the one it is an alias of, oldest first."""
    known = known_urls(connection, [path])
    target = known[path].target if path in known else path
    current = connection.execute(select(articles).where(articles.c.path == target)).first()
    if current is None:
        return []
    columns = ("revision", "seen_at", "cause", "changed", *CONTENT_FIELDS)
    query = (
        select(*(revisions.c[name] for name in columns))
        .where(revisions.c.article_id == current.id)
        .order_by(revisions.c.revision)
    )
    older = [Version(**row._mapping) for row in connection.execute(query)]
    row = cast("ArticleRow", current._mapping)
    return [*older, Version(revision=row["revision"], **version_of(row))]
