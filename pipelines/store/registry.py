"""The table `urls`: every article url ever seen, and which article it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from pipelines.store.lists import one_of
from pipelines.store.tables import urls

LONGEST_PATH = 2000
"""PostgreSQL indexes no key beyond 2,700 bytes; no page of the site comes near."""

_AS_NEW: dict[str, Any] = {
    "state": "pending",
    "target": None,
    "published_at": None,
    "attempts": 0,
    "retry_at": None,
    "last_error": None,
    "recheck_at": None,
    "gone_at": None,
}


class Known(NamedTuple):
    """A url as the registry has it; all but `path` is of the article it leads to."""

    path: str
    target: str
    """Canonical path; `path` itself unless that is an alias."""
    state: str
    first_seen_at: datetime
    last_seen_at: datetime
    published_at: datetime | None
    attempts: int
    retry_at: datetime | None
    recheck_at: datetime | None
    gone_at: datetime | None


_OWN, _REAL = urls.alias("own"), urls.alias("real")
_KNOWN = (
    select(
        _OWN.c.path,
        _REAL.c.path,
        _REAL.c.state,
        _REAL.c.first_seen_at,
        _REAL.c.last_seen_at,
        _REAL.c.published_at,
        _REAL.c.attempts,
        _REAL.c.retry_at,
        _REAL.c.recheck_at,
        _REAL.c.gone_at,
    )
    .join(_REAL, _REAL.c.path == func.coalesce(_OWN.c.target, _OWN.c.path))
    .where(one_of(_OWN.c.path, "paths"))
)
_ADD = insert(urls)
_CHANGE = update(urls).where(urls.c.path == bindparam("key"))


def known_urls(connection: Connection, paths: Iterable[str]) -> dict[str, Known]:
    """By path, those of `paths` that were seen before; one query."""
    wanted = set(paths)
    if not wanted:
        return {}
    found = map(Known._make, connection.execute(_KNOWN, {"paths": wanted}))
    return {url.path: url for url in found}


def add_urls(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that hold at least path and first_seen_at, one statement."""
    if rows:
        filled = [{**_AS_NEW, "last_seen_at": row["first_seen_at"], **row} for row in rows]
        connection.execute(_ADD, filled)


def change_urls(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Update rows by path, one statement; each row names the same columns."""
    if not rows:
        return
    keyed = [{"key" if name == "path" else name: row[name] for name in row} for row in rows]
    connection.execute(_CHANGE, keyed)


def is_storable_path(path: object) -> bool:
    return (
        isinstance(path, str)
        and path.startswith("/")
        and len(path) <= LONGEST_PATH
        and path.isascii()
        and "\x00" not in path
    )
