"""Where a section's own list showed an article."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, cast

from sqlalchemy import Connection, bindparam, case, func, insert, select, union, update

from crawler.items import Sighting
from pipelines.store.articles.content import folded, storable
from pipelines.store.backends.value_lists import one_of
from pipelines.store.frontier.menu import Slugs
from pipelines.store.schema.rows import PlacementRow
from pipelines.store.schema.tables import placements, urls


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCard:
    """What a card said of its article, for pages that do not say it themselves."""

    headline: str | None
    day: date | None


Join: TypeAlias = Callable[[PlacementRow, PlacementRow], PlacementRow]
_OF_PATHS = one_of(placements.c.path, "paths")
_IS_ITS_OWN = urls.c.target.is_(None)
_CARDS = (
    select(
        func.coalesce(urls.c.target, urls.c.path).label("path"),
        # An old slug stays listed with its old headline.
        case((_IS_ITS_OWN, placements.c.headline)).label("headline"),
        placements.c.day,
    )
    .join(urls, urls.c.path == placements.c.path)
    .where(
        urls.c.path.in_(
            union(
                select(urls.c.path).where(one_of(urls.c.path, "paths")),
                select(urls.c.path).where(one_of(urls.c.target, "paths")),
            )
        )
    )
    .order_by(placements.c.day.is_not(None), _IS_ITS_OWN, placements.c.last_seen_at)
)
_KNOWN = select(placements).where(_OF_PATHS)
_ADD = insert(placements)
_CHANGE = update(placements).where(
    placements.c.path == bindparam("key_path"), placements.c.section == bindparam("key_section")
)


def cards(connection: Connection, paths: Iterable[str]) -> dict[str, LastCard]:
    """By path, the card that showed an article last; only those of `paths` that have one."""
    return {
        row.path: LastCard(headline=row.headline, day=row.day)
        for row in connection.execute(_CARDS, {"paths": set(paths)})
    }


def note(
    connection: Connection,
    sightings: Iterable[Sighting],
    slugs: Slugs,
    join: Join | None = None,
) -> set[str]:
    """Write placements down, each under the path that the list showed: an alias may be undone.

    `join`: what becomes of two of one article and list; by default the second one is the newer.
    Returns the paths whose card shows another headline than in the same list before: the
    newspaper has corrected the article.
    """
    joined = join or _joined
    rows: dict[tuple[str, str], PlacementRow] = {}
    for sighting in sightings:
        if sighting.section is not None:
            row = _row(storable(slugs(sighting.section)), sighting)
            key = (row["path"], row["section"])
            rows[key] = joined(rows[key], row) if key in rows else row
    known = _known(connection, {path for path, _ in rows})
    corrected = {
        path
        for (path, section), row in rows.items()
        if (path, section) in known and _corrected(known[path, section], row)
    }
    _write(connection, rows, known, joined)
    return corrected


def _row(section: str, sighting: Sighting) -> PlacementRow:
    return {
        "path": sighting.path,
        "section": section,
        "first_seen_at": sighting.seen_at,
        "last_seen_at": sighting.seen_at,
        "best_position": sighting.position,
        # A feed's title may be worded differently: only a card is compared with one.
        "headline": storable(sighting.headline)
        if sighting.headline and sighting.position is not None
        else None,
        "day": sighting.day,
    }


def _joined(old: PlacementRow, new: PlacementRow) -> PlacementRow:
    positions = [row["best_position"] for row in (old, new) if row["best_position"] is not None]
    return {
        **new,
        "first_seen_at": min(old["first_seen_at"], new["first_seen_at"]),
        # Not the later one: a night with a wrong clock may lie ahead.
        "last_seen_at": new["last_seen_at"],
        "best_position": min(positions, default=None),
        "headline": new["headline"] or old["headline"],
        "day": new["day"] or old["day"],
    }


def joined_by_time(one: PlacementRow, other: PlacementRow) -> PlacementRow:
    """Of sights out of an archive, which come in any order."""
    older, newer = sorted((one, other), key=lambda row: row["last_seen_at"])
    return {**_joined(older, newer), "last_seen_at": newer["last_seen_at"]}


def _corrected(old: PlacementRow, new: PlacementRow) -> bool:
    if not old["headline"] or not new["headline"]:
        return False
    return folded(old["headline"]) != folded(new["headline"])


def _known(connection: Connection, paths: set[str]) -> dict[tuple[str, str], PlacementRow]:
    if not paths:
        return {}
    found = connection.execute(_KNOWN, {"paths": paths}).mappings()
    return {(row["path"], row["section"]): cast("PlacementRow", row) for row in found}


def _write(
    connection: Connection,
    rows: dict[tuple[str, str], PlacementRow],
    known: dict[tuple[str, str], PlacementRow],
    joined: Join,
) -> None:
    new = [row for key, row in rows.items() if key not in known]
    old = [joined(known[key], row) for key, row in rows.items() if key in known]
    if new:
        connection.execute(_ADD, new)
    if old:
        keys = {"path": "key_path", "section": "key_section"}
        keyed = [{keys.get(name, name): value for name, value in row.items()} for row in old]
        connection.execute(_CHANGE, keyed)
