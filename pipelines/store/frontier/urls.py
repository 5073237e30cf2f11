"""Which urls are to be asked for: what listings showed, what failed, what is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, or_, select, union, union_all, update

from crawler.items import Absence, AliasCause, Failure, Sighting
from crawler.runtime.printable import line
from crawler.urls import home_section
from pipelines.store.articles.aliases import undo
from pipelines.store.articles.capture_rows import add_looks, gone_look
from pipelines.store.articles.content import folded, storable
from pipelines.store.articles.url_rows import (
    Known,
    add_urls,
    change_urls,
    is_storable_path,
    known_urls,
)
from pipelines.store.backends.value_lists import one_of
from pipelines.store.frontier.coverage import note_looks
from pipelines.store.frontier.menu import Slugs
from pipelines.store.frontier.placements import note
from pipelines.store.frontier.plan import (
    ABSENT_FOR,
    NIGHTS_TO_BELIEVE,
    next_recheck,
    next_try,
    nights_so_far,
)
from pipelines.store.schema.rows import UrlColumns, UrlRow
from pipelines.store.schema.tables import articles, placements, site, urls

_MAX_ERROR_LENGTH = 500

_TOUCH = (
    update(urls)
    .where(one_of(urls.c.path, "paths"), urls.c.last_seen_at != bindparam("at"))
    .values(last_seen_at=bindparam("at"))
)
_HEADLINES = select(articles.c.path, articles.c.headline).where(one_of(articles.c.path, "paths"))
_STORED = urls.c.state == "article"
_MAY_BE_UNDONE = and_(
    urls.c.state == "alias",
    or_(urls.c.cause != AliasCause.REDIRECT, urls.c.recheck_at.is_not(None)),
)
_RECHECK = (
    update(urls)
    .where(one_of(urls.c.path, "paths"), _STORED, urls.c.gone_at.is_(None))
    .values(recheck_at=bindparam("at"))
)
_PLACED = (
    select(urls.c.path, urls.c.target)
    .join(placements, placements.c.path == urls.c.path)
    .where(
        urls.c.path.in_(
            union(
                select(urls.c.path).where(one_of(urls.c.path, "paths")),
                select(urls.c.path).where(one_of(urls.c.target, "paths")),
            )
        ),
        one_of(placements.c.section, "sections"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The times of publication a run is about: from `since` on, before `until`."""

    since: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None

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
    forgotten: frozenset[str] = frozenset()
    """Paths of articles that were taken out for good: not to be asked for by any way."""


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
    run: int | None = None,
) -> Recorded:
    """Write sightings down; what is to be asked for now, and what was known before."""
    seen = [one for one in sightings if is_storable_path(one.path)]
    known = known_urls(connection, (one.path for one in seen))
    first = {one.path: one.seen_at for one in reversed(seen)}
    new = [path for path in dict.fromkeys(one.path for one in seen) if path not in known]
    add_urls(connection, [{"path": path, "first_seen_at": first[path]} for path in new])
    _touch(connection, known.values(), max((one.seen_at for one in seen), default=now))
    forgotten = frozenset(path for path, url in known.items() if url.is_forgotten)
    seen = [one for one in seen if one.path not in forgotten]
    slugs = Slugs(connection)
    if run is not None and not window:
        note_looks(connection, seen, slugs, run)
    corrected = note(connection, seen, slugs)
    corrected -= _read_already(connection, corrected, seen)
    _recheck_now(connection, corrected, now)
    old = {url.target for url in known.values() if _wanted(url, refetch, now, window)}
    old |= {url.path for url in known.values() if _asked_itself(url, refetch, now)}
    if refetch != "none":
        old |= {u.target for u in known.values() if u.target in corrected and _may_try(u, now)}
    return Recorded(
        wanted=frozenset(old.union(new)) - forgotten, known=frozenset(known), forgotten=forgotten
    )


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
    known = select(urls.c.id, urls.c.path).where(or_(_STORED, _MAY_BE_UNDONE))
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
    rows: dict[str, UrlRow] = {}
    for path, failure in usable.items():
        reason = f"{failure.cause}: {failure.detail}" if failure.detail else failure.cause
        rows[path] = {"path": path, **_failed(known.get(path), reason, failure.seen_at)}
    # What is known stays what it is: an article an article, a skipped page skipped.
    change_urls(connection, [row for path, row in rows.items() if path in known])
    add_urls(connection, [row for path, row in rows.items() if path not in known])


def record_absences(connection: Connection, absences: Sequence[Absence]) -> list[str]:
    """Mark articles as gone and other urls as absent; the paths that were not gone before."""
    usable = {one.path: one for one in absences if is_storable_path(one.path)}
    known = known_urls(connection, usable)
    # An alias that stopped redirecting says nothing about its article.
    aliases = [p for p in usable if p in known and known[p].is_alias]
    change_urls(connection, [_looked_at(known[p], usable.pop(p).seen_at) for p in aliases])
    rows = {p: absent_row(known.get(p), absence) for p, absence in usable.items()}
    change_urls(connection, [row for p, row in rows.items() if p in known])
    add_urls(connection, [row for p, row in rows.items() if p not in known])
    add_looks(
        connection,
        [
            gone_look(p, one.seen_at)
            for p, one in usable.items()
            if one.gone and (p not in known or known[p].is_no_article)
        ],
    )
    gone = sorted(
        p for p, one in usable.items()
        if one.gone and p in known and known[p].state == "article" and not known[p].gone_at
    )  # fmt: skip
    change_urls(
        connection,
        [{"path": p, "gone_at": usable[p].seen_at, "recheck_at": None} for p in gone],
    )
    return gone


def skip(connection: Connection, published: Mapping[str, datetime | None], now: datetime) -> None:
    """Note pages that were read and lie outside the run's window; stored articles stay."""
    usable = {path: when for path, when in published.items() if is_storable_path(path)}
    known = known_urls(connection, usable)
    undone = [path for path in known if known[path].may_be_undone]
    if undone:
        undo(connection, undone)
        known = known_urls(connection, usable)
    outcome: UrlColumns = {"state": "skipped", "attempts": 0, "retry_at": None, "last_error": None}
    rows: dict[str, UrlRow] = {
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


def _asked_itself(url: Known, refetch: str, now: datetime) -> bool:
    """Whether an alias is looked at: its page may be an article of its own by now."""
    if refetch == "none" or not url.may_be_undone:
        return False
    if url.own.retry_at is not None and url.own.retry_at > now:
        return False
    return refetch == "all" or (url.own.recheck_at is not None and url.own.recheck_at <= now)


def _may_try(url: Known, now: datetime) -> bool:
    return url.retry_at is None or url.retry_at <= now


def _touch(connection: Connection, known: Iterable[Known], seen_at: datetime) -> None:
    paths = {path for url in known for path in (url.path, url.target)}
    if paths:
        connection.execute(_TOUCH, {"paths": paths, "at": seen_at})


def _read_already(
    connection: Connection, corrected: set[str], seen: Iterable[Sighting]
) -> set[str]:
    """Articles whose stored headline is the one that the card shows now: another list of the same
    night led to the correction."""
    if not corrected:
        return set()
    shown = {one.path: one.headline for one in seen if one.path in corrected and one.headline}
    return {
        row.path
        for row in connection.execute(_HEADLINES, {"paths": list(shown)})
        if row.headline and folded(row.headline) == folded(shown[row.path] or "")
    }


def _recheck_now(connection: Connection, paths: set[str], now: datetime) -> None:
    """Make a correction seen on a card outlive this run, in case the article is not had in it."""
    if paths:
        connection.execute(_RECHECK, {"paths": paths, "at": now})


def _failed(url: Known | None, reason: str, seen_at: datetime) -> UrlColumns:
    """What a failure says of the url itself: one of an alias is no trouble of its article."""
    attempts = (url.own.attempts if url else 0) + 1
    return {
        "attempts": attempts,
        "retry_at": next_try(attempts, seen_at),
        "last_error": line(storable(reason))[:_MAX_ERROR_LENGTH],
        "first_seen_at": url.own.first_seen_at if url else seen_at,
    }


def absent_row(url: Known | None, absence: Absence) -> UrlRow:
    """What an absence makes of a url that is no alias.

    404 and 410 are answers. What is no article at first sight may be an error or consent page: the
    url stays what it is, and becomes absent where that was so on several nights.
    """
    row: UrlRow = {"path": absence.path, **_failed(url, absence.reason, absence.seen_at)}
    state = url.state if url is not None else "pending"
    nights = url.nights if url is not None else 0
    night_at, recheck_at = (url.night_at, url.recheck_at) if url is not None else (None, None)
    if state == "article":
        if not absence.gone and url is not None and url.gone_at is None:
            recheck_at = min(recheck_at or absence.seen_at, absence.seen_at)
    elif absence.gone:
        state = "absent"
    else:
        so_far = nights_so_far(nights, night_at, absence.seen_at)
        if so_far > nights:
            nights, night_at = so_far, absence.seen_at
        if state in ("pending", "absent") and nights >= NIGHTS_TO_BELIEVE:
            state = "absent"
            row["retry_at"] = absence.seen_at + ABSENT_FOR
    return {
        **row, "state": state, "nights": nights, "night_at": night_at, "recheck_at": recheck_at
    }  # fmt: skip


def _looked_at(url: Known, seen_at: datetime) -> UrlRow:
    """An alias whose page is none: it stays one, and is looked at again by its plan."""
    again = next_recheck(None, url.own.first_seen_at, seen_at) if url.may_be_undone else None
    return {"path": url.path, "recheck_at": again}


def _only_of(connection: Connection, paths: list[str], sections: Collection[str]) -> list[str]:
    slugs = Slugs(connection)
    wanted = {slugs(section) for section in sections}
    found = connection.execute(_PLACED, {"paths": paths, "sections": wanted})
    placed = {path for row in found for path in row}
    return [path for path in paths if path in placed or slugs(home_section(path)) in wanted]
