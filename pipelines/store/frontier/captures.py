"""What archives say of urls besides their articles: sights in lists, and answers of 404 and 410."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from crawler.items import Absence, Sighting
from pipelines.store.articles.capture_rows import add_looks, gone_look, last_looks
from pipelines.store.articles.url_rows import (
    Known,
    add_urls,
    change_urls,
    is_storable_path,
    known_urls,
)
from pipelines.store.frontier.menu import Slugs
from pipelines.store.frontier.placements import joined_by_time, note
from pipelines.store.frontier.urls import absent_row
from pipelines.store.schema.rows import UrlColumns


def record_captured(connection: Connection, sightings: Iterable[Sighting]) -> None:
    """Write sights of an archived list down: a url is seen first and last where any list showed it
    first and last, in whatever order they come."""
    seen = [one for one in sightings if is_storable_path(one.path)]
    times: dict[str, list[datetime]] = {}
    for one in seen:
        times.setdefault(one.path, []).append(one.seen_at)
    known = known_urls(connection, times)
    seen = [one for one in seen if one.path not in known or not known[one.path].is_forgotten]
    add_urls(
        connection,
        [
            {"path": path, "first_seen_at": min(at), "last_seen_at": max(at)}
            for path, at in times.items()
            if path not in known
        ],
    )
    rows: dict[str, UrlColumns] = {}
    for path, url in known.items():
        first, last = min(times[path]), max(times[path])
        for name, before in ((path, url.own.first_seen_at), (url.target, url.first_seen_at)):
            row = rows.get(name, {"first_seen_at": before, "last_seen_at": url.last_seen_at})
            rows[name] = {
                "first_seen_at": min(row["first_seen_at"], first),
                "last_seen_at": max(row["last_seen_at"], last),
            }
    change_urls(connection, [{"path": path, **row} for path, row in rows.items()])
    note(connection, seen, Slugs(connection), joined_by_time)


def record_captured_absences(connection: Connection, absences: Sequence[Absence]) -> list[str]:
    """Note where an archive has a 404 or 410; the articles that are gone since now.

    An article that answered later is not withdrawn. What is no article by its words alone says
    nothing: the archive may hold an error page.
    """
    usable = [one for one in absences if one.gone and is_storable_path(one.path)]
    known = known_urls(connection, {one.path for one in usable})
    usable = [one for one in usable if one.path not in known or _may_be_gone(known[one.path])]
    add_looks(connection, [gone_look(one.path, one.seen_at) for one in usable])
    last = last_looks(connection, [one.path for one in usable])
    gone: dict[str, datetime] = {}
    for one in usable:
        url = known.get(one.path)
        if url is not None and one.path in last and last[one.path] < one.seen_at:
            before = gone.get(one.path) or url.gone_at or one.seen_at
            gone[one.path] = min(before, one.seen_at)
    change_urls(
        connection, [{"path": p, "gone_at": at, "recheck_at": None} for p, at in gone.items()]
    )
    absent = {p: one for one in usable if (p := one.path) in known and known[p].state == "pending"}
    change_urls(connection, [absent_row(known[p], one) for p, one in absent.items()])
    return sorted(path for path in gone if known[path].gone_at is None)


def _may_be_gone(url: Known) -> bool:
    return not (url.is_alias or url.is_forgotten)
