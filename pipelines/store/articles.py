"""Write articles: new rows, corrections with their history, and rows that say nothing new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from crawler.items import Alias, Article, Failure
from crawler.urls import twin_path
from pipelines.store.aliases import settle
from pipelines.store.content import compare, content_hash
from pipelines.store.duplicates import mark_duplicates
from pipelines.store.engine import savepoint
from pipelines.store.errors import is_row_error, row_reason
from pipelines.store.frontier import record_failures
from pipelines.store.menu import Slugs
from pipelines.store.merging import version_of
from pipelines.store.plan import next_recheck
from pipelines.store.registry import Known, add_urls, change_urls, chunks, known_urls
from pipelines.store.rows import article_row
from pipelines.store.search import index
from pipelines.store.tables import articles, rejections, revisions

JUST_LOOKED_AT = timedelta(hours=1)
"""Two stories of one night that say the same stood there side by side: neither has moved."""

Outcome = Literal["new", "updated", "unchanged", "rejected"]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an article; `path` is the one it is stored under, an alias's target."""

    path: str
    outcome: Outcome
    reason: str | None = None
    """Why it was rejected."""
    repeats: str | None = None
    """Path of another article with the same text, where that was found now: it may have moved."""


@dataclass(slots=True)
class _Batch:
    """What a batch writes, decided before anything is written."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)
    superseded: list[dict[str, Any]] = field(default_factory=list)
    resigned: list[str] = field(default_factory=list)
    """Paths whose text is new, so that a duplicate is to be looked for."""


def save(
    connection: Connection, fresh: Sequence[Article], run: int | None, parser_version: int
) -> list[Saved]:
    """Store articles within the caller's transaction; a refused row costs that row only."""
    try:
        with savepoint(connection):
            return _save(connection, fresh, run, parser_version)
    except SQLAlchemyError as error:
        if not is_row_error(error):
            raise
    return [_save_one(connection, article, run, parser_version) for article in fresh]


def _save_one(
    connection: Connection, article: Article, run: int | None, parser_version: int
) -> Saved:
    try:
        with savepoint(connection):
            return _save(connection, [article], run, parser_version)[0]
    except SQLAlchemyError as error:
        if not is_row_error(error):
            raise
        reason = row_reason(error)
    return _reject(connection, article.path, run, reason)


def _save(
    connection: Connection, fresh: Sequence[Article], run: int | None, parser_version: int
) -> list[Saved]:
    rows: dict[int, dict[str, Any]] = {}
    answers: dict[int, Saved] = {}
    for place, article in enumerate(fresh):
        try:
            rows[place] = article_row(article, parser_version)
        except (TypeError, ValueError, AttributeError) as error:
            answers[place] = _reject(connection, article.path, run, str(error))
    settle(connection, _aliases(fresh[place] for place in rows))
    settle(connection, _twins(connection, [fresh[place] for place in rows]))
    known = known_urls(connection, (row["path"] for row in rows.values()))
    slugs = Slugs.load(connection)
    last: dict[str, int] = {}
    for place, row in rows.items():
        row["path"] = known[row["path"]].target if row["path"] in known else row["path"]
        row["section"] = slugs(row["section"])
        last[row["path"]] = place
    targets = {url.target: url for url in known.values()}
    written = {path: rows[place] for path, place in last.items()}
    outcomes, repeats = _write(connection, written, targets)
    for place, row in rows.items():
        # Of several with one key the last is stored, and counted once.
        outcome = outcomes[row["path"]] if last[row["path"]] == place else "unchanged"
        answers[place] = Saved(row["path"], outcome, repeats=repeats.get(row["path"]))
    return [answers[place] for place in range(len(fresh))]


def _aliases(fresh: Iterable[Article]) -> list[Alias]:
    return [
        Alias(path=alias, target=article.path, seen_at=article.fetched_at)
        for article in fresh
        for alias in article.aliases
    ]


def _twins(connection: Connection, fresh: Sequence[Article]) -> list[Alias]:
    """`/turkey/…` and `/turkiye/…` are one article: the one that came first keeps its url."""
    others = {article.path: twin for article in fresh if (twin := twin_path(article.path))}
    if not others:
        return []
    known = known_urls(connection, {*others, *others.values()})
    stored = {path for path, url in known.items() if url.state == "article" and url.target == path}
    aliases: list[Alias] = []
    for article in fresh:
        twin = others.get(article.path)
        if twin in stored and article.path not in stored:
            aliases.append(Alias(path=article.path, target=twin, seen_at=article.fetched_at))
        elif twin is not None:
            stored.add(article.path)
    return aliases


def _write(
    connection: Connection, rows: Mapping[str, dict[str, Any]], known: Mapping[str, Known]
) -> tuple[dict[str, Outcome], dict[str, str]]:
    """Write rows by canonical path: urls first, which articles refer to. What became of each, and
    which articles it repeats."""
    stored = _stored(connection, rows)
    batch = _Batch()
    outcomes: dict[str, Outcome] = {}
    for path, row in rows.items():
        first_seen = known[path].first_seen_at if path in known else row["fetched_at"]
        row["recheck_at"] = next_recheck(row["date_published"], first_seen, row["fetched_at"])
        outcomes[path] = _decide(batch, stored.get(path), row)
    _write_urls(connection, rows, known)
    if batch.superseded:
        connection.execute(insert(revisions), batch.superseded)
    if batch.new:
        connection.execute(insert(articles), batch.new)
    for updates in (batch.changed, batch.seen):
        if updates:
            connection.execute(update(articles).where(articles.c.id == bindparam("key")), updates)
    ids = {path: old["id"] for path, old in stored.items()} | _ids(connection, batch.new)
    pairs = mark_duplicates(connection, {ids[path]: rows[path] for path in batch.resigned})
    _index(connection, stored, {ids[path]: row for path, row in rows.items()})
    return outcomes, _look_again(connection, pairs, ids, rows)


def _look_again(
    connection: Connection,
    pairs: Mapping[int, int],
    ids: Mapping[str, int],
    rows: Mapping[str, dict[str, Any]],
) -> dict[str, str]:
    """A story that comes at another url may have moved there: the stored one is looked at again,
    and if it redirects the two become one. By path of the fresh article, the stored one's."""
    fresh = {key: path for path, key in ids.items()}
    met = {
        (earlier if later in fresh else later): fresh.get(later) or fresh.get(earlier)
        for later, earlier in pairs.items()
        if (later in fresh) != (earlier in fresh)
    }
    if not met:
        return {}
    now = max(row["fetched_at"] for row in rows.values())
    there = (
        articles.c.id.in_(met)
        & articles.c.gone_at.is_(None)
        & (articles.c.fetched_at < now - JUST_LOOKED_AT)
    )
    found = connection.execute(select(articles.c.id, articles.c.path).where(there)).all()
    if not found:
        return {}
    old = [row.id for row in found]
    connection.execute(update(articles).where(articles.c.id.in_(old)).values(recheck_at=now))
    return {path: row.path for row in found if (path := met[row.id]) is not None}


def _index(connection: Connection, stored: Mapping[str, dict[str, Any]], rows: index.Rows) -> None:
    """Have the search find what the articles say now."""
    known = {old["id"]: old for old in stored.values()}
    fresh = {
        key: row
        for key, row in rows.items()
        if key not in known or index.is_searched(known[key], row)
    }
    index.remove(connection, {key: known[key] for key in known.keys() & fresh})
    index.add(connection, fresh)


def _ids(connection: Connection, new: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    query = select(articles.c.path, articles.c.id)
    return {
        row.path: row.id
        for some in chunks(sorted(row["path"] for row in new))
        for row in connection.execute(query.where(articles.c.path.in_(some)))
    }


def _stored(connection: Connection, paths: Iterable[str]) -> dict[str, dict[str, Any]]:
    query = select(articles)
    return {
        row.path: dict(row._mapping)
        for some in chunks(sorted(paths))
        for row in connection.execute(query.where(articles.c.path.in_(some)))
    }


def _decide(batch: _Batch, old: dict[str, Any] | None, row: dict[str, Any]) -> Outcome:
    if old is None:
        batch.new.append(row | _first_version(row))
        batch.resigned.append(row["path"])
        return "new"
    if row["fetched_at"] < old["fetched_at"]:
        return "unchanged"  # from the spool: a later look at the page is stored already
    _keep_what_was_said(old, row)
    change = compare(old, row)
    if change is None:
        if all(old[name] == row[name] for name in row if name not in _SEEN):
            batch.seen.append({"key": old["id"], **{name: row[name] for name in _SEEN}})
        else:
            batch.changed.append({"key": old["id"], **row, **{n: old[n] for n in _VERSION}})
        return "unchanged"
    by_newspaper = change.cause == "newspaper"
    batch.superseded.append(
        version_of(old) | {"article_id": old["id"], "revision": old["revision"]}
    )
    version = {
        "newspaper_hash": row["content_hash"] if by_newspaper else old["newspaper_hash"],
        "revision": old["revision"] + 1,
        "revision_seen_at": row["fetched_at"],
        "revision_cause": change.cause,
        "revision_changed": change.fields,
        "revisions": old["revisions"] + by_newspaper,
    }
    batch.changed.append({"key": old["id"], **row, **version})
    if "body" in change.fields or "date_published" in change.fields:
        batch.resigned.append(row["path"])
    return "updated"


def _keep_what_was_said(old: Mapping[str, Any], row: dict[str, Any]) -> None:
    """A page that is silent on a field does not take back what a card or feed said of it, nor the
    text itself: that a page came without one is our trouble, which the run's findings tell."""
    kept = [
        name
        for name, source in old["sources"].items()
        if (source == "listing" or name in _NEVER_TAKEN_BACK)
        and name in row
        and row[name] is None
        and old[name] is not None
    ]
    if kept:
        row.update({name: old[name] for name in kept})
        row["sources"] = row["sources"] | {name: old["sources"][name] for name in kept}
        row["content_hash"] = content_hash(row)


_NEVER_TAKEN_BACK = frozenset({"headline", "body"})
_SEEN = ("fetched_at", "recheck_at", "gone_at")
_VERSION = ("newspaper_hash", "revision", "revision_seen_at", "revision_cause",
            "revision_changed", "revisions")  # fmt: skip


def _first_version(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "newspaper_hash": row["content_hash"],
        "revision": 1,
        "revision_seen_at": row["fetched_at"],
        "revision_cause": "newspaper",
        "revision_changed": [],
        "revisions": 1,
    }


def _write_urls(
    connection: Connection, rows: Mapping[str, dict[str, Any]], known: Mapping[str, Known]
) -> None:
    had = {"state": "article", "published_at": None, "attempts": 0, "retry_at": None,
           "last_error": None}  # fmt: skip
    new = [path for path in rows if path not in known]
    add_urls(
        connection,
        [{"path": path, "first_seen_at": rows[path]["fetched_at"], **had} for path in new],
    )
    seen = {p: max(known[p].last_seen_at, rows[p]["fetched_at"]) for p in rows if p in known}
    change_urls(connection, [{"path": p, "last_seen_at": at, **had} for p, at in seen.items()])


def _reject(connection: Connection, path: object, run: int | None, reason: str) -> Saved:
    """Write down why an article was refused; its url stays pending and is tried another night."""
    now = datetime.now(UTC)
    name = ascii(path)[1:-1][:200] if isinstance(path, str) else repr(path)[:200]
    row = {"path": name, "run": run, "rejected_at": now, "reason": reason}
    connection.execute(insert(rejections), [row])
    failure = Failure(path=name, cause="rejected", detail=reason, seen_at=now)
    record_failures(connection, [failure])
    return Saved(name, "rejected", reason)
