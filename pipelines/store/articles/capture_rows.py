"""The table `captures`: where the captures of archives stand in their articles' histories."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self, cast

from sqlalchemy import Connection, select

from pipelines.store.articles.url_rows import known_urls
from pipelines.store.backends.registry import backend_of
from pipelines.store.backends.value_lists import one_of
from pipelines.store.schema.rows import ArticleRow, CaptureRow
from pipelines.store.schema.tables import articles, captures

NO_ARTICLE = ""
"""In place of a content's hash: the page answered 404 or 410."""
_OF_PATHS = select(captures).where(one_of(captures.c.path, "paths"))
_STORED = select(captures.c.path, captures.c.seen_at).where(one_of(captures.c.path, "paths"))
_LAST = select(articles.c.path, articles.c.fetched_at).where(one_of(articles.c.path, "paths"))


@dataclass(frozen=True, slots=True)
class CaptureRows:
    """What is known of some urls, by path."""

    by_path: dict[str, list[CaptureRow]]

    @classmethod
    def load(cls, connection: Connection, paths: Iterable[str]) -> Self:
        found: dict[str, list[CaptureRow]] = {}
        for row in connection.execute(_OF_PATHS, {"paths": list(paths)}).mappings():
            found.setdefault(row["path"], []).append(cast("CaptureRow", dict(row)))
        return cls(found)

    def of(self, path: str) -> Sequence[CaptureRow]:
        """Those that met an article."""
        return [one for one in self.by_path.get(path, ()) if one["content_hash"] != NO_ARTICLE]

    def gone_after(self, path: str, at: datetime) -> datetime | None:
        """When the page first answered 404 or 410 after it had answered as an article."""
        times = [
            one["seen_at"]
            for one in self.by_path.get(path, ())
            if one["content_hash"] == NO_ARTICLE and one["seen_at"] > at
        ]
        return min(times, default=None)

    def is_newest(self, old: ArticleRow, look: CaptureRow) -> bool:
        """Whether a look is newer than the stored one: by its number where one crawl of ours made
        both, else by its time."""
        last = self._last(old)
        if last is not None and last["crawl"] and last["crawl"] == look["crawl"]:
            return look["number"] >= last["number"]
        if last is None or look["seen_at"] != last["seen_at"]:
            return look["seen_at"] > old["fetched_at"]
        return _order(look) > _order(last)

    def _last(self, old: ArticleRow) -> CaptureRow | None:
        """The stored look, where it was one out of an archive."""
        found = [one for one in self.of(old["path"]) if one["seen_at"] == old["fetched_at"]]
        return max(found, key=_order, default=None)


def place_in_crawl(capture: str | None) -> tuple[str, int]:
    """Which crawl of ours looked, and the look's number within it; of another's look nothing."""
    crawl, _, number = (capture or "").rpartition(":")
    return (crawl, int(number)) if crawl else ("", 0)


def last_looks(connection: Connection, paths: Collection[str]) -> dict[str, datetime]:
    """By path, when a stored article was looked at last."""
    return dict(connection.execute(_LAST, {"paths": paths}).all())


def add_looks(connection: Connection, rows: Sequence[CaptureRow]) -> None:
    """One that is there already stays."""
    if rows:
        statement = backend_of(connection.dialect).insert(captures).on_conflict_do_nothing()
        connection.execute(statement, rows)


def gone_look(path: str, seen_at: datetime, capture: str | None = None) -> CaptureRow:
    crawl, number = place_in_crawl(capture)
    return {
        "path": path,
        "seen_at": seen_at,
        "content_hash": NO_ARTICLE,
        "crawl": crawl,
        "number": number,
        "reading": {},
    }


def stored_captures(connection: Connection, paths: Collection[str]) -> set[tuple[str, datetime]]:
    """Path and time of each look that is known, by the paths that are asked for: what came by an
    alias is its article's."""
    targets = {url.path: url.target for url in known_urls(connection, paths).values()}
    known: dict[str, set[datetime]] = {}
    for row in connection.execute(_STORED, {"paths": [*paths, *targets.values()]}):
        known.setdefault(row.path, set()).add(row.seen_at)
    return {
        (path, at)
        for path in paths
        for at in known.get(path, set()) | known.get(targets.get(path, path), set())
    }


def _order(look: CaptureRow) -> tuple[datetime, int, str]:
    return look["seen_at"], look["number"], look["content_hash"]
