"""Which urls are to be asked for: what listings showed, what failed, what is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, union_all, update

from crawler.items import Absence, Failure, Sighting
from crawler.urls import home_section
from pipelines.store.content import folded, storable
from pipelines.store.lists import one_of
from pipelines.store.menu import Slugs
from pipelines.store.placements import note
from pipelines.store.plan import next_try
from pipelines.store.registry import (
    Known,
    add_urls,
    change_urls,
    is_storable_path,
    known_urls,
)
from pipelines.store.tables import articles, placements, site, urls

_LONGEST_ERROR = 500

_TOUCH = (
    update(urls)
    .where(one_of(urls.c.path, "paths"), urls.c.last_seen_at < bindparam("at"))
    .values(last_seen_at=bindparam("at"))
)
_HEADLINES = select(articles.c.path, articles.c.headline).where(one_of(articles.c.path, "paths"))
_STORED = urls.c.state == "article"
_RECHECK = (
    update(urls)
    .where(one_of(urls.c.path, "paths"), _STORED, urls.c.gone_at.is_(None))
    .values(recheck_at=bindparam("at"))
)
_PLACED = select(placements.c.path).where(
    one_of(placements.c.path, "paths"), one_of(placements.c.section, "sections")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The times of publication a run is about: from `since` on, before `until`."""

    since: datetime | None = None
    until: datetime | None = None

    def covers(self, published: datetime | None) -> bool:
        if published is None:
            return True
        after_since = self.since is None or self.since <= published
        return after_since and (self.until is None or published < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What the store makes of a listing."""

    wanted: frozenset[str]
    """Canonical paths to be asked for now."""
    known: frozenset[str]
    """Paths, as the listing shows them, that were seen before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingUrl:
    """A url whose article is still to be had; `retry_at` None: in the next run."""

    path: str
    url: str
    attempts: int
    last_error: str | None
    retry_at: datetime | None


def record(
    connection: Connection,
    sightings: Iterable[Sighting],
    refetch: str,
    now: datetime,
    window: Window,
) -> Recorded:
    """Write sightings down; what is to be asked for now, and what was known before."""
    seen = [one for one in sightings if is_storable_path(one.path)]
    known = known_urls(connection, (one.path for one in seen))
    first = {one.path: one.seen_at for one in reversed(seen)}
    new = [path for path in dict.fromkeys(one.path for one in seen) if path not in known]
    add_urls(connection, [{"path": path, "first_seen_at": first[path]} for path in new])
    _touch(connection, known.values(), max((one.seen_at for one in seen), default=now))
    placed = [(known[one.path].target if one.path in known else one.path, one) for one in seen]
    corrected = note(connection, placed, Slugs(connection))
    corrected -= _read_already(connection, corrected, placed)
    _recheck_now(connection, corrected, now)
    old = {url.target for url in known.values() if _wanted(url, refetch, now, window)}
    if refetch != "none":
        old |= {u.target for u in known.values() if u.target in corrected and _may_try(u, now)}
    return Recorded(wanted=frozenset(old.union(new)), known=frozenset(known))


def due(
    connection: Connection,
    now: datetime,
    refetch: str,
    sections: Collection[str] | None,
    window: Window,
) -> list[str]:
    """Paths that wait for an article, and the known ones that `refetch` names, oldest first."""
    may_try = or_(urls.c.retry_at.is_(None), urls.c.retry_at <= now)
    pending = select(urls.c.id, urls.c.path).where(urls.c.state == "pending", may_try)
    known = select(urls.c.id, urls.c.path).where(_STORED)
    if window.since is not None or window.until is not None:
        known = known.join(articles, articles.c.path == urls.c.path)
    if window.since is not None:
        known = known.where(articles.c.date_published >= window.since)
    if window.until is not None:
        known = known.where(articles.c.date_published < window.until)
    if refetch != "all":
        known = known.where(urls.c.recheck_at <= now, urls.c.gone_at.is_(None), may_try)
    query = pending if refetch == "none" else union_all(pending, known)
    rows = sorted((row.id, row.path) for row in connection.execute(query))
    paths = [path for _, path in rows]
    return paths if sections is None else _only_of(connection, paths, sections)


def record_failures(connection: Connection, failures: Sequence[Failure]) -> None:
    """Put the next try off, further with each failure in a row."""
    usable = {one.path: one for one in failures if is_storable_path(one.path)}
    known = known_urls(connection, usable)
    rows: dict[str, dict[str, Any]] = {}
    for path, failure in usable.items():
        url = known.get(path)
        target = url.target if url else path
        reason = f"{failure.cause}: {failure.detail}" if failure.detail else failure.cause
        rows[target] = {"path": target, **_failed(url, reason, failure.seen_at)}
    _add_or_change(connection, rows.values(), known, state="pending")


def record_absences(connection: Connection, absences: Sequence[Absence]) -> list[str]:
    """Mark articles as gone and other urls as absent; the paths that were not gone before."""
    usable = {one.path: one for one in absences if is_storable_path(one.path)}
    known = known_urls(connection, usable)
    # An alias that stopped redirecting says nothing about its article.
    usable = {p: one for p, one in usable.items() if p not in known or known[p].target == p}
    stored = {path for path in usable if path in known and known[path].state == "article"}
    rows = {
        path: {"path": path, **_failed(known.get(path), absence.reason, absence.seen_at)}
        for path, absence in usable.items()
    }
    _add_or_change(connection, [rows[p] for p in rows if p in stored], known, state="article")
    _add_or_change(connection, [rows[p] for p in rows if p not in stored], known, state="absent")
    gone = sorted(p for p in stored if usable[p].gone and not known[p].gone_at)
    change_urls(
        connection,
        [{"path": p, "gone_at": usable[p].seen_at, "recheck_at": None} for p in gone],
    )
    return gone


def skip(connection: Connection, published: Mapping[str, datetime | None], now: datetime) -> None:
    """Note pages that were read and lie outside the run's window; stored articles stay."""
    usable = {path: when for path, when in published.items() if is_storable_path(path)}
    known = known_urls(connection, usable)
    outcome = {"state": "skipped", "attempts": 0, "retry_at": None, "last_error": None}
    rows = {
        path: {
            "path": known[path].target if path in known else path,
            "published_at": when,
            **outcome,
        }
        for path, when in usable.items()
        if path not in known or known[path].state != "article"
    }
    change_urls(connection, [row for path, row in rows.items() if path in known])
    new = [row for path, row in rows.items() if path not in known]
    add_urls(connection, [{**row, "first_seen_at": now} for row in new])


def pending(connection: Connection) -> list[PendingUrl]:
    """Urls that wait for their article or, after a failure, for another look; oldest first."""
    root = select(site.c.root).scalar_subquery()
    query = (
        select(
            urls.c.path,
            (root + urls.c.path).label("url"),
            urls.c.attempts,
            urls.c.last_error,
            urls.c.retry_at,
        )
        .where(
            or_(
                urls.c.state == "pending",
                _STORED & (urls.c.attempts > 0) & urls.c.gone_at.is_(None),
            )
        )
        .order_by(urls.c.id)
    )
    return [PendingUrl(**row._mapping) for row in connection.execute(query)]


def _wanted(url: Known, refetch: str, now: datetime, window: Window) -> bool:
    if url.state == "skipped":
        return window.covers(url.published_at)
    if url.state != "article":
        return _may_try(url, now)
    if refetch == "none":
        return False
    if url.gone_at is not None:
        return _may_try(url, now)
    if refetch == "all":
        return True
    return url.recheck_at is not None and url.recheck_at <= now and _may_try(url, now)


def _may_try(url: Known, now: datetime) -> bool:
    return url.retry_at is None or url.retry_at <= now


def _touch(connection: Connection, known: Iterable[Known], seen_at: datetime) -> None:
    paths = {path for url in known for path in (url.path, url.target)}
    if paths:
        connection.execute(_TOUCH, {"paths": paths, "at": seen_at})


def _read_already(
    connection: Connection, corrected: set[str], placed: Iterable[tuple[str, Sighting]]
) -> set[str]:
    """Articles whose stored headline is the one that the card shows now: another list of the same
    night led to the correction."""
    if not corrected:
        return set()
    shown = {path: one.headline for path, one in placed if path in corrected and one.headline}
    return {
        row.path
        for row in connection.execute(_HEADLINES, {"paths": list(shown)})
        if row.headline and folded(row.headline) == folded(shown[row.path] or "")
    }


def _recheck_now(connection: Connection, paths: set[str], now: datetime) -> None:
    """Make a correction seen on a card outlive this run, in case the article is not had in it."""
    if paths:
        connection.execute(_RECHECK, {"paths": paths, "at": now})


def _failed(url: Known | None, reason: str, seen_at: datetime) -> dict[str, Any]:
    attempts = (url.attempts if url else 0) + 1
    return {
        "attempts": attempts,
        "retry_at": next_try(attempts, seen_at),
        "last_error": storable(reason)[:_LONGEST_ERROR],
        "first_seen_at": min(url.first_seen_at, seen_at) if url else seen_at,
    }


def _add_or_change(
    connection: Connection,
    rows: Iterable[dict[str, Any]],
    known: Mapping[str, Known],
    state: str,
) -> None:
    there = {url.target: url.state for url in known.values()}
    # A failure leaves an article an article and a skipped page skipped.
    kept = {"article", "skipped", "absent"} if state == "pending" else {"article"}
    written = [
        {**row, "state": there[row["path"]] if there.get(row["path"]) in kept else state}
        for row in rows
    ]
    change_urls(connection, [row for row in written if row["path"] in there])
    add_urls(connection, [row for row in written if row["path"] not in there])


def _only_of(connection: Connection, paths: list[str], sections: Collection[str]) -> list[str]:
    slugs = Slugs(connection)
    wanted = {slugs(section) for section in sections}
    placed = set(connection.execute(_PLACED, {"paths": paths, "sections": wanted}).scalars())
    return [path for path in paths if path in placed or slugs(home_section(path)) in wanted]
