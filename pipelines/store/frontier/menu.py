"""The sections, as the site's menu lists them, and the slug each of the twins goes by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Row,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from crawler.items import Menu, MenuEntry
from crawler.urls import SECTION_TWINS
from pipelines.store.articles.content import storable
from pipelines.store.backends.registry import backend_of
from pipelines.store.schema.tables import articles, placements, section_days, sections, spans

_TWINS = {**SECTION_TWINS, **{new: old for old, new in SECTION_TWINS.items()}}
_TWINS_IN_MENU = select(sections.c.slug).where(sections.c.slug.in_(_TWINS))


@dataclass(frozen=True, slots=True)
class MenuChange:
    """Slugs that this menu has and the last one had not, and the other way round, sorted."""

    appeared: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)


class Slugs:
    """Which slug a section goes by: the menu's own for one of a pair of twins."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __call__(self, slug: str) -> str:
        return self._in_menu.get(slug, slug) if slug in _TWINS else slug

    @cached_property
    def _in_menu(self) -> dict[str, str]:
        found = self._connection.execute(_TWINS_IN_MENU).scalars().all()
        return {alike: slug for slug in found for alike in (slug, _TWINS[slug])}


def is_known(connection: Connection) -> bool:
    return connection.execute(select(sections.c.slug).limit(1)).first() is not None


def save_menu(connection: Connection, menu: Menu) -> MenuChange:
    """Upsert the menu's sections; keep and mark those it no longer has."""
    entries = _one_of_twins(menu.entries)
    if not entries:
        return MenuChange()  # a page without a menu says nothing about the sections
    known = {row.slug: row for row in connection.execute(select(sections))}
    for entry in entries:
        _take_over(connection, entry.slug, known)
    vanished = [s for s, row in known.items() if not row.vanished_at and not _in(s, entries)]
    appeared = [e.slug for e in entries if e.slug not in known or known[e.slug].vanished_at]
    _write(connection, entries, known.keys(), menu.seen_at)
    mark = update(sections).where(sections.c.slug.in_(vanished)).values(vanished_at=menu.seen_at)
    connection.execute(mark)
    return MenuChange(sorted(appeared), sorted(vanished))


def save_old_menu(connection: Connection, menu: Menu) -> MenuChange:
    """The menu of an archive: the newest one known stays the site's; what an older one has besides
    is kept and marked."""
    newest = connection.scalar(select(func.max(sections.c.last_seen_at)))
    if newest is None or newest <= menu.seen_at:
        return save_menu(connection, menu)
    known = {row.slug: row for row in connection.execute(select(sections))}
    entries = _one_of_twins(menu.entries)
    for entry in entries:
        if (row := known.get(entry.slug)) is not None:
            _seen_then(connection, row, menu.seen_at, newest)
    new = [one for one in entries if one.slug not in known and _TWINS.get(one.slug) not in known]
    _write(connection, new, (), menu.seen_at)
    mark = update(sections).where(sections.c.slug.in_([one.slug for one in new]))
    connection.execute(mark.values(vanished_at=newest))
    return MenuChange()


def _seen_then(connection: Connection, row: Row[Any], at: datetime, newest: datetime) -> None:
    seen: dict[str, datetime] = {"first_seen_at": min(row.first_seen_at, at)}
    if row.last_seen_at < at:
        seen |= {"last_seen_at": at, "vanished_at": newest}
    connection.execute(update(sections).where(sections.c.slug == row.slug).values(seen))


def _one_of_twins(entries: list[MenuEntry]) -> list[MenuEntry]:
    """The entries, the second of a pair of twins left out and its children given to the first."""
    chosen: dict[str, str] = {}
    kept: list[MenuEntry] = []
    for entry in entries:
        slug = chosen.setdefault(entry.slug, entry.slug)
        if slug != entry.slug or any(one.slug == slug for one in kept):
            continue
        if slug in _TWINS:
            chosen[_TWINS[slug]] = slug
        kept.append(entry)
    return [replace(e, parent=chosen.get(e.parent, e.parent) if e.parent else None) for e in kept]


def _in(slug: str, entries: list[MenuEntry]) -> bool:
    return any(entry.slug == slug for entry in entries)


def _take_over(connection: Connection, slug: str, known: dict[str, Row[Any]]) -> None:
    """Give the rows of the twin that was used until now to the one the menu links."""
    twin = _TWINS.get(slug)
    if twin is None or slug in known:
        return
    if twin in known:
        rename = update(sections).where(sections.c.slug == twin).values(slug=slug)
        connection.execute(rename)
        known[slug] = known.pop(twin)
    connection.execute(update(sections).where(sections.c.parent == twin).values(parent=slug))
    connection.execute(update(articles).where(articles.c.section == twin).values(section=slug))
    move_placements(connection, placements.c.section, twin, slug)
    for table in (section_days, spans):
        # Under this slug nothing is noted while a menu links the other.
        connection.execute(delete(table).where(table.c.section == slug))
        connection.execute(update(table).where(table.c.section == twin).values(section=slug))


def move_placements(connection: Connection, column: Column[str], old: str, new: str) -> None:
    """Give the placements whose `column` (path or section) is `old` to `new`, merging the pairs."""
    moved = [literal(new) if one is column else one for one in placements.c]
    source = select(*moved).where(column == old)
    backend = backend_of(connection.dialect)
    statement = backend.insert(placements).from_select(placements.c.keys(), source)
    there, here = placements.c, statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[there.path, there.section],
            set_={
                "first_seen_at": backend.least(there.first_seen_at, here.first_seen_at),
                "last_seen_at": backend.greatest(there.last_seen_at, here.last_seen_at),
                # NULL, a feed's, gives way to any position; SQLite's min() of it would be NULL.
                "best_position": backend.least(
                    func.coalesce(there.best_position, here.best_position),
                    func.coalesce(here.best_position, there.best_position),
                ),
            },
        )
    )
    connection.execute(delete(placements).where(column == old))


def _write(
    connection: Connection, entries: list[MenuEntry], known: Collection[str], seen_at: datetime
) -> None:
    rows = [
        {
            "slug": storable(entry.slug),
            "name": storable(entry.name),
            "parent": entry.parent,
            "position": position,
            "last_seen_at": seen_at,
        }
        for position, entry in enumerate(entries, start=1)
    ]
    new = [{**row, "first_seen_at": seen_at} for row in rows if row["slug"] not in known]
    keyed = ({"key" if name == "slug" else name: row[name] for name in row} for row in rows)
    old = [{**row, "vanished_at": None} for row in keyed if row["key"] in known]
    if new:
        connection.execute(insert(sections), new)
    if old:
        connection.execute(update(sections).where(sections.c.slug == bindparam("key")), old)
