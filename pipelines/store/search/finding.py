"""Answer a query: which articles, in which order, and where in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Exists, Select, exists, func, or_, select
from sqlalchemy import true as always

from pipelines.store.backends.errors import wrapped
from pipelines.store.backends.search_index import Match
from pipelines.store.frontier.menu import Slugs
from pipelines.store.schema.tables import (
    articles,
    placements,
    search_documents,
    sections,
    site,
    urls,
)
from pipelines.store.search.documents import MAX_CHARACTERS
from pipelines.store.search.excerpts import Fragment, excerpt, marked
from pipelines.store.search.index import first_key
from pipelines.store.search.matching import anywhere, matches
from pipelines.store.search.periods import published_since, published_until
from pipelines.store.search.query import Query, WrongQuery

_CHUNK = 100
"""Articles read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found; names as in `v_articles`."""

    url: str
    kind: str
    section: str
    date_published: datetime | None
    byline: str | None
    headline: list[Fragment]
    excerpt: list[Fragment]


def find(engine: Engine, query: Query, limit: int) -> list[Hit]:
    """The best matches: all words in the headline, then in keywords and description, then in the
    body; of equal ones the newest first. The same on both databases.

    :raises WrongQuery: there is no such section
    :raises StoreError: the database cannot be asked
    """
    with wrapped(engine.url), engine.connect() as connection:
        found = _ids(connection, query, limit)
        return [
            hit
            for n in range(0, len(found), _CHUNK)
            for hit in _hits(connection, found[n : n + _CHUNK], query)
        ]


def matching_ids(connection: Connection, query: Query) -> Select[tuple[int]]:
    """All articles that match, as a query for their ids.

    :raises WrongQuery: there is no such section
    """
    conditions = list(_filters(connection, query))
    match = anywhere(query, connection.dialect)
    return _select(match, conditions).with_only_columns(search_documents.c.article_id)


def _ids(connection: Connection, query: Query, limit: int) -> list[int]:
    conditions = list(_filters(connection, query))
    found: dict[int, None] = {}
    for match in matches(query, connection.dialect):
        newest = _select(match, conditions).order_by(match.key.desc()).limit(limit)
        found |= dict.fromkeys(row.article_id for row in connection.execute(newest))
        if len(found) >= limit:
            break
    return list(found)[:limit]


def _select(match: Match, conditions: Sequence[ColumnElement[bool]]) -> Select[tuple[int]]:
    query = select(search_documents.c.article_id).where(*match.conditions, *conditions)
    if match.source is search_documents:
        return query
    return query.select_from(
        match.source.join(search_documents, search_documents.c.key == match.key)
    )


def _filters(connection: Connection, query: Query) -> Iterator[ColumnElement[bool]]:
    """What has to hold of a document whatever its words."""
    published = search_documents.c.date_published
    if query.since:
        start = published_since(query.since)
        yield search_documents.c.key >= first_key(start)
        yield published >= start
    if query.until:
        end = published_until(query.until)
        # A day more: of a minute with very many articles some have keys of later ones.
        yield search_documents.c.key < first_key(end + timedelta(days=1))
        yield published < end
    if query.sections:
        yield _in_sections(section_slugs(connection, query.sections))
    if query.unwanted_sections:
        yield ~_in_sections(section_slugs(connection, query.unwanted_sections))


def _in_sections(slugs: Sequence[str]) -> Exists:
    return exists().where(articles.c.id == search_documents.c.article_id, at_home_or_placed(slugs))


def at_home_or_placed(slugs: Sequence[str]) -> ColumnElement[bool]:
    """Whether an article has one of the sections in its `sections`."""
    seen = placements.c.section.in_(slugs)
    placed = exists().where(placements.c.path == articles.c.path, seen)
    by_alias = exists().where(
        urls.c.target == articles.c.path, placements.c.path == urls.c.path, seen
    )
    return or_(articles.c.section.in_(slugs), placed, by_alias)


def section_slugs(connection: Connection, asked: Sequence[str]) -> list[str]:
    """The sections with those below them in the menu, as `scrapy crawl sections` takes them.

    :raises WrongQuery: there is no such section
    """
    menu = connection.execute(select(sections.c.slug, sections.c.parent))
    parents = {row.slug: row.parent for row in menu}
    by_menu = Slugs(connection)
    chosen = [by_menu(slug) for slug in asked]
    for slug in chosen:
        if slug not in parents and not _is_home(connection, slug):
            near = get_close_matches(slug, parents, n=3) or sorted(parents)[:5]
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            raise WrongQuery(f"there is no section {slug!r}{hint}")
    return sorted({*chosen, *(slug for slug, parent in parents.items() if parent in chosen)})


def _is_home(connection: Connection, slug: str) -> bool:
    query = select(always()).where(articles.c.section == slug).limit(1)
    return connection.execute(query).first() is not None


def _hits(connection: Connection, ids: Sequence[int], query: Query) -> Iterator[Hit]:
    names = ("kind", "section", "headline", "description", "keywords", "date_published", "byline")
    rows = select(
        articles.c.id,
        (select(site.c.root).scalar_subquery() + articles.c.path).label("url"),
        func.substr(articles.c.body, 1, MAX_CHARACTERS).label("body"),
        *(articles.c[name] for name in names),
    ).where(articles.c.id.in_(ids))
    found = {row.id: row for row in connection.execute(rows)}
    for key in ids:
        if key in found:
            yield _hit(found[key], query)


def _hit(row: Any, query: Query) -> Hit:
    texts = (row.body, row.description, ", ".join(row.keywords))
    return Hit(
        url=row.url,
        kind=row.kind,
        section=row.section,
        date_published=row.date_published,
        byline=row.byline,
        headline=marked(row.headline, query.wanted),
        excerpt=excerpt(texts, query.wanted),
    )
