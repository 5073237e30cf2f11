"""The table `urls`: every article url ever seen, and which article it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, func, insert, select, update

from pipelines.store.tables import articles, urls

LONGEST_PATH = 2000
"""PostgreSQL indexes no key beyond 2,700 bytes; no page of the site comes near."""

_Value = TypeVar("_Value")

_CHUNK = 5000  # both databases bound the parameters of one statement
_AS_NEW: dict[str, Any] = {
    "state": "pending",
    "target": None,
    "published_at": None,
    "attempts": 0,
    "retry_at": None,
    "last_error": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
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


def known_urls(connection: Connection, paths: Iterable[str]) -> dict[str, Known]:
    """By path, those of `paths` that were seen before; one query."""
    own, real = urls.alias("own"), urls.alias("real")
    query = (
        select(
            own.c.path,
            real.c.path.label("target"),
            real.c.state,
            real.c.first_seen_at,
            real.c.last_seen_at,
            real.c.published_at,
            real.c.attempts,
            real.c.retry_at,
            articles.c.recheck_at,
            articles.c.gone_at,
        )
        .join(real, real.c.path == func.coalesce(own.c.target, own.c.path))
        .outerjoin(articles, articles.c.path == real.c.path)
    )
    return {
        row.path: Known(**row._mapping)
        for some in chunks(sorted(set(paths)))
        for row in connection.execute(query.where(own.c.path.in_(some)))
    }


def add_urls(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that hold at least path and first_seen_at, one statement."""
    if rows:
        filled = [{**_AS_NEW, "last_seen_at": row["first_seen_at"], **row} for row in rows]
        connection.execute(insert(urls), filled)


def change_urls(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Update rows by path, one statement; each row names the same columns."""
    if not rows:
        return
    keyed = [{"key" if name == "path" else name: row[name] for name in row} for row in rows]
    connection.execute(update(urls).where(urls.c.path == bindparam("key")), keyed)


def is_storable_path(path: object) -> bool:
    return (
        isinstance(path, str)
        and path.startswith("/")
        and len(path) <= LONGEST_PATH
        and path.isascii()
        and "\x00" not in path
    )


def chunks(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """The values in lists short enough for one statement."""
    iterator = iter(values)
    while some := list(islice(iterator, _CHUNK)):
        yield some
