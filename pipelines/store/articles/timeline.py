"""An article's history, made anew of all looks that are known. Pure functions of rows.

A live look is the newest one and only adds to the history. A capture of an archive may be of any
time before: it takes its place, which may part one version in two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from pipelines.store.articles.content import changed_fields, compare, content_hash
from pipelines.store.articles.merging import content_of, version_of
from pipelines.store.schema.rows import (
    ArticleRow,
    CaptureRow,
    Cause,
    ContentRow,
    NumberedRow,
    PageRow,
    ReadingRow,
    VersionRow,
)

_HELD = 1 << 40
"""In place of a look's number: it came after one that a wrong clock has dated later."""


@dataclass(frozen=True, slots=True)
class Point:
    """What an article said at a time."""

    at: datetime
    order: tuple[datetime, int, str]
    """By which points are sorted. A look of a crawl whose clock was wrong keeps its place."""
    content: ContentRow
    hash: str
    reading: ReadingRow | None
    """None where only the version is kept."""
    cause: Cause | None = None
    """Of a stored version that followed another one."""
    after: str | None = None
    """The hash of that one."""


def history_of(
    old: ArticleRow, older: Sequence[VersionRow], looks: Iterable[CaptureRow], row: PageRow
) -> list[NumberedRow]:
    """The article's versions with that of `row`, which is older than the newest look.

    `older`: the stored versions before the newest one, in their order.
    """
    points = _points(old, older, looks, row)
    last = max(points[-1].order[0], old["fetched_at"])
    newest = Point(
        old["fetched_at"], (last, 0, ""), version_of(old), old["content_hash"], reading_of(old)
    )
    return _numbered([*points, newest])


def reading_of(row: PageRow) -> ReadingRow:
    return {
        "sources": row["sources"],
        "flags": row["flags"],
        "parser_version": row["parser_version"],
    }


def _points(
    old: ArticleRow, older: Sequence[VersionRow], looks: Iterable[CaptureRow], row: PageRow
) -> list[Point]:
    stored = {(one.at, one.hash): one for one in _stored(old, older)}
    said: dict[str, ContentRow] = {one.hash: one.content for one in stored.values()}
    said[row["content_hash"]] = row
    for look in looks:
        at, found = look["seen_at"], look["content_hash"]
        if found not in said:
            continue  # of a version that is another article's by now
        point = stored.get((at, found)) or Point(at, (at, 0, ""), said[found], found, None)
        held = point.order[1] >= _HELD
        order = point.order if held else (at, look["number"], found)
        stored[at, found] = replace(point, order=order, reading=look["reading"])
    return sorted(stored.values(), key=lambda point: point.order)


def _stored(old: ArticleRow, older: Sequence[VersionRow]) -> list[Point]:
    points: list[Point] = []
    latest, before = None, None
    for place, version in enumerate((*older, version_of(old))):
        found = content_hash(version)
        # Live looks keep their order, whatever a wrong clock said of them.
        at = version["seen_at"]
        latest = at if latest is None else max(latest, at)
        cause: Cause | None = None if before is None else version["cause"]
        order = (latest, _HELD + place if at < latest else 0, "")
        points.append(Point(at, order, version, found, None, cause, before))
        before = found
    return points


def _numbered(points: Sequence[Point]) -> list[NumberedRow]:
    history: list[NumberedRow] = []
    newspaper = before = points[0]
    for point in _with_readings(points):
        changed = changed_fields(before.content, point.content) if history else []
        if history and not changed:
            before = replace(point, content=before.content, hash=before.hash)
            continue
        cause = _cause(before, point, newspaper.hash) if history else "newspaper"
        if cause == "newspaper":
            newspaper = point
        history.append(
            cast(
                "NumberedRow",
                {
                    **content_of(point.content),
                    "seen_at": point.at,
                    "cause": cause,
                    "changed": changed,
                    "revision": len(history) + 1,
                },
            )
        )
        before = point
    return history


def _with_readings(points: Sequence[Point]) -> list[Point]:
    """How a version was read, where any look at it is known."""
    known = {one.hash: one.reading for one in points if one.reading is not None}
    return [
        one if one.reading is not None else replace(one, reading=known.get(one.hash))
        for one in points
    ]


def _cause(before: Point, point: Point, newspaper: str) -> Cause:
    if before.reading and point.reading:
        change = compare(
            cast("ArticleRow", {**_row(before), "newspaper_hash": newspaper}),
            cast("PageRow", _row(point)),
        )
        return change.cause if change is not None else "newspaper"
    if point.cause is not None and point.after == before.hash:
        return point.cause
    return "newspaper"


def _row(point: Point) -> dict[str, object]:
    return {**point.content, **(point.reading or {}), "content_hash": point.hash}
