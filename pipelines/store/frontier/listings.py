"""What listing pages and feeds said and showed when they were last read whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select

from pipelines.store.articles.content import storable
from pipelines.store.backends.value_lists import one_of
from pipelines.store.schema.tables import listings

Shown = tuple[str, str | None, int | None]
"""An article's path, the section whose own list showed it, and its position there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validator:
    """A listing's version, as the site names it, and what it showed."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    shown: tuple[Shown, ...] = field(default=())
    unchanged_times: int = 0
    """How often in a row the site has answered that nothing changed."""


_OF_PATHS = one_of(listings.c.path, "paths")
_KNOWN = select(listings).where(_OF_PATHS)
_FORGET = delete(listings).where(_OF_PATHS)
_ADD = insert(listings)


def validators(connection: Connection, paths: Iterable[str]) -> dict[str, Validator]:
    """By path, those of `paths` that have one."""
    return {
        row.path: Validator(
            etag=row.etag,
            last_modified=row.last_modified,
            body_hash=row.body_hash,
            shown=tuple((path, section, position) for path, section, position in row.shown),
            unchanged_times=row.unchanged_times,
        )
        for row in connection.execute(_KNOWN, {"paths": set(paths)})
    }


def save_validators(connection: Connection, fresh: Mapping[str, Validator]) -> None:
    rows = [
        {
            "path": path,
            "etag": _text(validator.etag),
            "last_modified": _text(validator.last_modified),
            "body_hash": _text(validator.body_hash),
            "shown": [list(one) for one in validator.shown],
            "unchanged_times": validator.unchanged_times,
        }
        for path, validator in fresh.items()
    ]
    if rows:
        connection.execute(_FORGET, {"paths": list(fresh)})
        connection.execute(_ADD, rows)


def _text(value: str | None) -> str | None:
    return None if value is None else storable(value)
