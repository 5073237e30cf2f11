"""Two rows of `articles` that turn out to be one, and a row whose url has changed."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Connection, delete, insert, select, update

from pipelines.store.articles.content import changed_fields, content_hash
from pipelines.store.schema.rows import (
    CONTENT_FIELDS,
    ArticleRow,
    ContentRow,
    NumberedRow,
    RevisionRow,
    StoredRow,
    VersionRow,
)
from pipelines.store.schema.tables import articles, revisions, urls
from pipelines.store.search import index

_VERSION = ("seen_at", "cause", "changed", *CONTENT_FIELDS)


def move_article(connection: Connection, old: str, new: str) -> None:
    """Give the article the url it redirects to, and have that page looked at."""
    connection.execute(update(articles).where(articles.c.path == old).values(path=new))
    # The page may say something else at its new url; what was stored is from the old one. Not
    # where that url is an alias by now itself.
    read = select(articles.c.fetched_at).where(articles.c.path == new).scalar_subquery()
    plan = update(urls).where(urls.c.path == new, urls.c.state == "article")
    connection.execute(plan.values(recheck_at=read))


def merge_articles(
    connection: Connection, alias: str, target: str, *, alias_is_older: bool, has_moved: bool
) -> None:
    """One row of two: the older one's id, the target's url and content, both histories.

    `has_moved`: what the alias's row says was said before the target's. Otherwise both pages stood
    side by side, and its newest version is the target's own in other words.
    """
    query = select(articles).where(articles.c.path.in_([alias, target]))
    rows = {row.path: cast("ArticleRow", dict(row._mapping)) for row in connection.execute(query)}
    kept, lost = (alias, target) if alias_is_older else (target, alias)
    versions = _history(connection, rows[alias], rows[target], has_moved=has_moved)
    kept_id, lost_id = rows[kept]["id"], rows[lost]["id"]
    point = update(articles).where(articles.c.duplicate_of == lost_id)
    connection.execute(point.values(duplicate_of=kept_id))
    connection.execute(delete(revisions).where(revisions.c.article_id == kept_id))
    index.remove(connection, {row["id"]: row for row in rows.values()})
    connection.execute(delete(articles).where(articles.c.id == lost_id))
    merged = _merged(rows[target], versions)
    if merged["duplicate_of"] in (kept_id, lost_id):
        merged["duplicate_of"] = None
    connection.execute(update(articles).where(articles.c.id == kept_id).values(merged))
    index.add(connection, {kept_id: merged})
    older: list[RevisionRow] = [{**one, "article_id": kept_id} for one in versions[:-1]]
    if older:
        connection.execute(insert(revisions), older)


def _history(
    connection: Connection, alias: ArticleRow, target: ArticleRow, *, has_moved: bool
) -> list[NumberedRow]:
    """Both rows' versions in the order they were seen, the target's own last, equal ones once."""
    query = select(*(revisions.c[name] for name in _VERSION)).where(
        revisions.c.article_id.in_([alias["id"], target["id"]])
    )
    found = [cast("VersionRow", row._mapping) for row in connection.execute(query)]
    if has_moved:
        found.append(version_of(alias))
    found.sort(key=lambda version: version["seen_at"])
    found.append(version_of(target))
    history: list[VersionRow] = []
    for version in found:
        if not history:
            history.append({**version, "cause": "newspaper", "changed": []})
        elif changed := changed_fields(history[-1], version):
            history.append({**version, "changed": changed})
    return [{**version, "revision": n} for n, version in enumerate(history, start=1)]


def version_of(row: ArticleRow) -> VersionRow:
    """The version that a row of `articles` holds, as `revisions` keeps it, without its number."""
    return {
        "seen_at": row["revision_seen_at"],
        "cause": row["revision_cause"],
        "changed": row["revision_changed"],
        **content_of(row),
    }


def content_of(row: ContentRow) -> ContentRow:
    return cast("ContentRow", {name: row[name] for name in CONTENT_FIELDS})


def _merged(target: ArticleRow, versions: list[NumberedRow]) -> StoredRow:
    newest = versions[-1]
    newspaper = [one for one in versions if one["cause"] == "newspaper"]
    kept = cast("StoredRow", {name: value for name, value in target.items() if name != "id"})
    return {
        **kept,
        **content_of(newest),
        "content_hash": content_hash(newest),
        "newspaper_hash": content_hash(newspaper[-1]),
        "revision_seen_at": newest["seen_at"],
        "revision_cause": newest["cause"],
        "revision_changed": newest["changed"],
        "revision": newest["revision"],
        "revisions": len(newspaper),
    }
