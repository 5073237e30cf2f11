"""Other urls of an article: redirects, old slugs, in-site canonicals (CONTRACT, promises 1 and 6).

An article that is stored gives its row up only to one that says the same: a site may lead every
url to one page by mistake (docs/decisions/021).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, and_, bindparam, func, select, union, update

from crawler.items import Alias, AliasCause
from pipelines.store.articles.merging import merge_articles, move_article
from pipelines.store.articles.sameness import Witness
from pipelines.store.articles.url_rows import (
    AS_NEW,
    FORGOTTEN,
    add_urls,
    change_urls,
    is_storable_path,
)
from pipelines.store.backends.value_lists import one_of
from pipelines.store.frontier.menu import move_placements
from pipelines.store.frontier.plan import (
    CROWD,
    NIGHT,
    NIGHTS_TO_BELIEVE,
    RECHECKS,
    next_recheck,
    next_try,
    nights_so_far,
)
from pipelines.store.schema.rows import UrlRow
from pipelines.store.schema.tables import placements, urls

_OF_PATHS = one_of(urls.c.path, "paths")
_COLUMNS = ("path", "state", "target", "claim", "cause", "first_seen_at", "last_seen_at",
            "attempts", "retry_at", "last_error", "nights", "night_at", "recheck_at",
            "gone_at")  # fmt: skip
# Two conditions joined by OR would have PostgreSQL walk through the whole table.
_URLS = select(*(urls.c[name] for name in _COLUMNS)).where(
    urls.c.path.in_(
        union(select(urls.c.path).where(_OF_PATHS), select(urls.c.target).where(_OF_PATHS))
    )
)
_RECENT_REDIRECTS = and_(
    one_of(urls.c.target, "paths"),
    urls.c.cause == AliasCause.REDIRECT.value,
    urls.c.last_seen_at >= bindparam("since"),
)
_CROWDED = (
    select(urls.c.target)
    .where(_RECENT_REDIRECTS)
    .group_by(urls.c.target)
    .having(func.count() >= CROWD)
)
_DOUBT = (
    update(urls)
    .where(_RECENT_REDIRECTS, urls.c.recheck_at.is_(None))
    .values(recheck_at=bindparam("at"))
)
_RETARGET = (
    update(urls)
    .where(urls.c.target == bindparam("old"))
    # What it named itself, should the one between be no alias after all.
    .values(target=bindparam("new"), claim=func.coalesce(urls.c.claim, bindparam("old")))
)
_GIVE_BACK = (
    update(urls)
    .where(urls.c.claim == bindparam("own"), urls.c.state == "alias")
    .values(target=bindparam("own"), claim=None)
)


def settle(
    connection: Connection,
    aliases: Iterable[Alias],
    same: Collection[tuple[str, str]] = frozenset(),
) -> None:
    """Register aliases; an article that stood at one moves to the target, or merges with its.

    `same` are pairs of an alias and its target that say the same, as the caller knows of pages
    that are not stored yet. A stored article whose target says something else, or nothing yet,
    keeps its row: the claim is noted, and the url is looked at again like a failed one.

    An alias whose target was never seen is kept, and the target becomes pending. Aliases known
    already cost one query together.
    """
    usable = [one for one in aliases if is_storable_path(one.path) and is_storable_path(one.target)]
    usable = [one for one in usable if one.path != one.target]
    if not usable:
        return
    known = _load(connection, {path for one in usable for path in (one.path, one.target)})
    plan = _Plan(known, Witness(connection, same))
    forgotten = {path for path, url in known.items() if url.cause == FORGOTTEN}
    for alias in usable:
        if not forgotten.intersection((alias.path, alias.target)):
            plan.link(alias)
    _write(connection, plan)


def undo(connection: Connection, paths: Collection[str]) -> None:
    """Make aliases urls of their own again, with the aliases that came with them."""
    if paths:
        change_urls(connection, [{"path": path, **AS_NEW} for path in paths])
        connection.execute(_GIVE_BACK, [{"own": path} for path in paths])


@dataclass(slots=True)
class _Url:
    path: str
    state: str
    target: str | None
    claim: str | None
    cause: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    attempts: int = 0
    retry_at: datetime | None = None
    last_error: str | None = None
    nights: int = 0
    night_at: datetime | None = None
    recheck_at: datetime | None = None
    gone_at: datetime | None = None
    is_new: bool = False
    is_changed: bool = False

    def put_off(self, alias: Alias) -> None:
        """The article stays and is looked at again with the pauses of failures."""
        self.attempts += 1
        self.retry_at = next_try(self.attempts, alias.seen_at)
        self.last_error = f"{alias.cause}: leads to {alias.target}"
        if self.gone_at is None:
            self.recheck_at = min(self.recheck_at or alias.seen_at, alias.seen_at)
        self.is_changed = True

    def note_claim(self, claim: str, alias: Alias) -> None:
        if self.claim != claim:
            self.nights, self.night_at = 0, None
        nights = nights_so_far(self.nights, self.night_at, alias.seen_at)
        if nights > self.nights:
            self.nights, self.night_at = nights, alias.seen_at
        self.claim, self.cause = claim, alias.cause.value
        self.is_changed = True

    def become_alias(self, target: str, alias: Alias) -> None:
        self.state, self.target, self.cause = "alias", target, alias.cause.value
        self.claim = self.night_at = self.gone_at = None
        self.nights = 0
        self.plan_recheck(alias, for_good=self.is_for_good)

    @property
    def is_for_good(self) -> bool:
        return self.cause == AliasCause.REDIRECT

    def plan_recheck(self, alias: Alias, *, for_good: bool) -> None:
        again = None if for_good else next_recheck(None, self.first_seen_at, alias.seen_at)
        self.recheck_at = again
        self.attempts, self.retry_at, self.last_error = 0, None, None
        self.is_changed = True


@dataclass(slots=True)
class _Plan:
    """What the aliases change, decided before anything is written."""

    urls: dict[str, _Url]
    witness: Witness
    handed_over: list[tuple[str, str]] = field(default_factory=list)
    """Alias and target: what is kept under the former's path belongs to the latter."""
    led: list[tuple[str, str]] = field(default_factory=list)
    """The same where the former had no article, or may have it back."""
    crowding: dict[str, datetime] = field(default_factory=dict)
    """Targets that urls without an article lead to for good, since when."""
    moves: list[tuple[str, str]] = field(default_factory=list)
    merges: list[tuple[str, str, bool, bool]] = field(default_factory=list)
    """Alias, target, whether the alias's article is the older one, and whether it has moved."""

    def link(self, alias: Alias) -> None:
        source = self._get(alias.path, alias.seen_at)
        real = self._get(alias.target, alias.seen_at)
        if real.target is not None and real.target != alias.path:
            real = self.urls[real.target]
        if source.target == real.path:
            self._confirm(source, alias)
        elif source.state == "article" and not self._believes(source, real, alias):
            source.put_off(alias)
        else:
            self._make_alias(source, real, alias)

    def _get(self, path: str, seen_at: datetime) -> _Url:
        if path not in self.urls:
            self.urls[path] = _Url(path, "pending", None, None, None, seen_at, seen_at, is_new=True)
        return self.urls[path]

    def _confirm(self, source: _Url, alias: Alias) -> None:
        """An alias that leads where it led before; from now on for good, if it says so."""
        is_doubted = source.recheck_at is not None
        if source.cause == AliasCause.REDIRECT and not is_doubted:
            return
        stays_doubted = source.cause == alias.cause == AliasCause.REDIRECT
        source.cause = alias.cause.value
        source.plan_recheck(alias, for_good=source.is_for_good and not stays_doubted)

    def _believes(self, source: _Url, real: _Url, alias: Alias) -> bool:
        """Whether a stored article gives its row up; notes the claim where it does not."""
        for_good = alias.cause == AliasCause.REDIRECT
        if real.target == source.path:
            return for_good  # what was its alias is its url now: nothing else stands there
        if self.witness.same(source.path, real.path):
            return True
        source.note_claim(real.path, alias)
        return (
            for_good
            and real.state == "article"
            and source.nights >= NIGHTS_TO_BELIEVE
            and not self.witness.has_rival(source.path, real.path)
        )

    def _make_alias(self, source: _Url, real: _Url, alias: Alias) -> None:
        for_good = alias.cause == AliasCause.REDIRECT
        if real.target == source.path:
            # The site turned an alias round: what was the target now leads to it.
            real.state, real.target, real.cause = "pending", None, None
        self._take_article(source, real, has_moved=for_good)
        if for_good:
            real.first_seen_at = min(real.first_seen_at, source.first_seen_at)
        real.is_changed = True
        for url in self.urls.values():
            if url.target == source.path:
                url.target, url.claim = real.path, url.claim or source.path
                url.is_changed = True
        if not source.is_new:
            is_move = for_good and source.state == "article"
            (self.handed_over if is_move else self.led).append((source.path, real.path))
        if for_good and source.state != "article":
            self.crowding[real.path] = alias.seen_at
        source.become_alias(real.path, alias)

    def _take_article(self, source: _Url, real: _Url, *, has_moved: bool) -> None:
        if source.state != "article":
            return
        if real.state == "article":
            older = source.first_seen_at <= real.first_seen_at
            self.merges.append((source.path, real.path, older, has_moved))
            return
        self.moves.append((source.path, real.path))
        self.witness.move(source.path, real.path)
        real.state = "article"
        real.gone_at = source.gone_at


def _load(connection: Connection, paths: set[str]) -> dict[str, _Url]:
    found = connection.execute(_URLS, {"paths": paths}).mappings()
    return {row["path"]: _Url(**row) for row in found}


def _write(connection: Connection, plan: _Plan) -> None:
    new = [url for url in plan.urls.values() if url.is_new]
    # Targets first: an alias refers to its target's row.
    add_urls(connection, [_row(url) for url in new if url.target is None])
    add_urls(connection, [_row(url) for url in new if url.target is not None])
    old = [url for url in plan.urls.values() if url.is_changed and not url.is_new]
    change_urls(connection, [_row(url) for url in old])
    _retarget(connection, plan.led)
    _hand_over(connection, plan.handed_over)
    for path, target in plan.moves:
        move_article(connection, path, target)
    for path, target, alias_is_older, has_moved in plan.merges:
        merge_articles(connection, path, target, alias_is_older=alias_is_older, has_moved=has_moved)
    _doubt_crowds(connection, plan.crowding)


def _doubt_crowds(connection: Connection, targets: dict[str, datetime]) -> None:
    """Have aliases looked at again of which many led to one page in one night, whatever their
    redirects say of themselves."""
    if not targets:
        return
    now = max(targets.values())
    since = now - NIGHT
    crowded = connection.execute(_CROWDED, {"paths": list(targets), "since": since}).scalars().all()
    if crowded:
        connection.execute(_DOUBT, {"paths": crowded, "since": since, "at": now + RECHECKS[0]})


def _row(url: _Url) -> UrlRow:
    return cast("UrlRow", {name: getattr(url, name) for name in _COLUMNS})


def _retarget(connection: Connection, pairs: list[tuple[str, str]]) -> None:
    if pairs:
        connection.execute(_RETARGET, [{"old": old, "new": new} for old, new in pairs])


def _hand_over(connection: Connection, pairs: list[tuple[str, str]]) -> None:
    """Point an alias's own aliases at its target, and move its placements there."""
    if not pairs:
        return
    _retarget(connection, pairs)
    olds = [old for old, _ in pairs]
    query = select(placements.c.path).where(placements.c.path.in_(olds)).distinct()
    placed = set(connection.execute(query).scalars())
    for old, new in pairs:
        if old in placed:
            move_placements(connection, placements.c.path, old, new)
