"""Other urls of an article: redirects, old slugs, in-site canonicals (CONTRACT, promise 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, union, update

from crawler.items import Alias
from pipelines.store.lists import one_of
from pipelines.store.menu import move_placements
from pipelines.store.merging import merge_articles, move_article
from pipelines.store.registry import add_urls, change_urls, is_storable_path
from pipelines.store.tables import placements, urls

_OF_PATHS = one_of(urls.c.path, "paths")
_COLUMNS = ("path", "state", "target", "first_seen_at", "last_seen_at", "recheck_at", "gone_at")
# Two conditions joined by OR would have PostgreSQL walk through the whole table.
_URLS = select(*(urls.c[name] for name in _COLUMNS)).where(
    urls.c.path.in_(
        union(select(urls.c.path).where(_OF_PATHS), select(urls.c.target).where(_OF_PATHS))
    )
)


def settle(connection: Connection, aliases: Iterable[Alias]) -> None:
    """Register aliases; an article that stood at one moves to the target, or merges with its.

    An alias whose target was never seen is kept, and the target becomes pending. Aliases known
    already cost one query together.
    """
    usable = [one for one in aliases if is_storable_path(one.path) and is_storable_path(one.target)]
    usable = [one for one in usable if one.path != one.target]
    if not usable:
        return
    plan = _Plan(_load(connection, {path for one in usable for path in (one.path, one.target)}))
    for alias in usable:
        plan.link(alias.path, alias.target, alias.seen_at)
    _write(connection, plan)


@dataclass(slots=True)
class _Url:
    path: str
    state: str
    target: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    recheck_at: datetime | None = None
    gone_at: datetime | None = None
    is_new: bool = False
    is_changed: bool = False


@dataclass(slots=True)
class _Plan:
    """What the aliases change, decided before anything is written."""

    urls: dict[str, _Url]
    handed_over: list[tuple[str, str]] = field(default_factory=list)
    """Alias and target: what is kept under the former's path belongs to the latter."""
    moves: list[tuple[str, str]] = field(default_factory=list)
    merges: list[tuple[str, str, bool]] = field(default_factory=list)
    """Alias, target, and whether the alias's article is the older one."""

    def link(self, path: str, target: str, seen_at: datetime) -> None:
        source = self._get(path, seen_at)
        real = self._get(target, seen_at)
        if real.target is not None and real.target != path:
            real = self.urls[real.target]
        if source.target == real.path:
            return
        if real.target == path:
            # The site turned an alias round: what was the target now leads to it.
            real.state, real.target = "pending", None
            real.is_changed = True
        self._take_article(source, real)
        real.first_seen_at = min(real.first_seen_at, source.first_seen_at)
        real.is_changed = True
        self._point(source, real.path)

    def _get(self, path: str, seen_at: datetime) -> _Url:
        if path not in self.urls:
            self.urls[path] = _Url(path, "pending", None, seen_at, seen_at, is_new=True)
        return self.urls[path]

    def _take_article(self, source: _Url, real: _Url) -> None:
        if source.state != "article":
            return
        if real.state == "article":
            older = source.first_seen_at <= real.first_seen_at
            self.merges.append((source.path, real.path, older))
        else:
            self.moves.append((source.path, real.path))
            real.state = "article"
            real.gone_at = source.gone_at

    def _point(self, source: _Url, target: str) -> None:
        for url in self.urls.values():
            if url.target == source.path:
                url.target = target
                url.is_changed = True
        if not source.is_new:
            self.handed_over.append((source.path, target))
        source.state, source.target = "alias", target
        source.recheck_at = source.gone_at = None
        source.is_changed = True


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
    _hand_over(connection, plan.handed_over)
    for path, target in plan.moves:
        move_article(connection, path, target)
    for path, target, alias_is_older in plan.merges:
        merge_articles(connection, path, target, alias_is_older=alias_is_older)


def _row(url: _Url) -> dict[str, Any]:
    return {name: getattr(url, name) for name in _COLUMNS}


def _hand_over(connection: Connection, pairs: list[tuple[str, str]]) -> None:
    """Point an alias's own aliases at its target, and move its placements there."""
    if not pairs:
        return
    retarget = update(urls).where(urls.c.target == bindparam("old"))
    connection.execute(retarget, [{"old": old, "target": new} for old, new in pairs])
    olds = [old for old, _ in pairs]
    query = select(placements.c.path).where(placements.c.path.in_(olds)).distinct()
    placed = set(connection.execute(query).scalars())
    for old, new in pairs:
        if old in placed:
            move_placements(connection, placements.c.path, old, new)
