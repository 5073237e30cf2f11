"""The table `urls`: every article url ever seen, and which article it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, exists, func, insert, select, update

from crawler.items import AliasCause
from pipelines.store.backends.value_lists import one_of
from pipelines.store.schema.rows import UrlColumns, UrlRow
from pipelines.store.schema.tables import urls

MAX_PATH_LENGTH = 2000
"""PostgreSQL indexes no key beyond 2,700 bytes; no page of the site comes near."""

AS_NEW: UrlColumns = {
    "state": "pending",
    "target": None,
    "claim": None,
    "cause": None,
    "published_at": None,
    "attempts": 0,
    "retry_at": None,
    "last_error": None,
    "nights": 0,
    "night_at": None,
    "recheck_at": None,
    "gone_at": None,
}


FORGOTTEN = "forgotten"
"""Cause of a url whose article was taken out for good (decision 044)."""


class Known(NamedTuple):
    """A url as the registry has it; all but `path` and `own` is of the article it leads to."""

    path: str
    target: str
    """Canonical path; `path` itself unless that is an alias."""
    state: str
    first_seen_at: datetime
    last_seen_at: datetime
    published_at: datetime | None
    attempts: int
    retry_at: datetime | None
    nights: int
    night_at: datetime | None
    recheck_at: datetime | None
    gone_at: datetime | None
    is_claimed: bool
    """Whether another article's page names this path as its own."""
    own: Own

    @property
    def is_alias(self) -> bool:
        return self.target != self.path

    @property
    def is_forgotten(self) -> bool:
        return self.own.cause == FORGOTTEN

    @property
    def is_no_article(self) -> bool:
        """Neither a stored article nor one that was taken out for good."""
        return self.state != "article" and not self.is_forgotten

    @property
    def may_be_undone(self) -> bool:
        """Whether it is an alias that is asked for again: its page may be an article after all."""
        return self.is_alias and (
            self.own.cause != AliasCause.REDIRECT or self.own.recheck_at is not None
        )


class Own(NamedTuple):
    """What is kept of the url itself, also where it is an alias."""

    cause: str | None
    first_seen_at: datetime
    attempts: int
    retry_at: datetime | None
    recheck_at: datetime | None


_OWN, _REAL, _CLAIMING = urls.alias("own"), urls.alias("real"), urls.alias("claiming")
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
        _REAL.c.nights,
        _REAL.c.night_at,
        _REAL.c.recheck_at,
        _REAL.c.gone_at,
        exists().where(_CLAIMING.c.claim == _REAL.c.path, _CLAIMING.c.state == "article"),
        *(_OWN.c[name] for name in Own._fields),
    )
    .join(_REAL, _REAL.c.path == func.coalesce(_OWN.c.target, _OWN.c.path))
    .where(one_of(_OWN.c.path, "paths"))
)
_FIRST_OWN = Known._fields.index("own")
_ADD = insert(urls)
_CHANGE = update(urls).where(urls.c.path == bindparam("key"))


def known_urls(connection: Connection, paths: Iterable[str]) -> dict[str, Known]:
    """By path, those of `paths` that were seen before; one query."""
    wanted = set(paths)
    if not wanted:
        return {}
    found = connection.execute(_KNOWN, {"paths": wanted})
    return {row[0]: Known._make([*row[:_FIRST_OWN], Own._make(row[_FIRST_OWN:])]) for row in found}


def add_urls(connection: Connection, rows: Sequence[UrlRow]) -> None:
    """Insert rows that hold at least path and first_seen_at, one statement."""
    if rows:
        filled: list[UrlRow] = [
            {**AS_NEW, "last_seen_at": row["first_seen_at"], **row} for row in rows
        ]
        connection.execute(_ADD, filled)


def change_urls(connection: Connection, rows: Sequence[UrlRow]) -> None:
    """Update rows by path, one statement; each row names the same columns."""
    if not rows:
        return
    keyed = [
        {"key" if name == "path" else name: value for name, value in row.items()} for row in rows
    ]
    connection.execute(_CHANGE, keyed)


def is_storable_path(path: object) -> bool:
    return (
        isinstance(path, str)
        and path.startswith("/")
        and len(path) <= MAX_PATH_LENGTH
        and path.isascii()
        and "\x00" not in path
    )
