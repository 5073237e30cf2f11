"""What listing pages and feeds said and showed when they were last read whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select

from pipelines.store.content import storable
from pipelines.store.registry import chunks
from pipelines.store.tables import listings

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


def validators(connection: Connection, paths: Iterable[str]) -> dict[str, Validator]:
    """By path, those of `paths` that have one."""
    found = {}
    for some in chunks(sorted(set(paths))):
        for row in connection.execute(select(listings).where(listings.c.path.in_(some))):
            found[row.path] = Validator(
                etag=row.etag,
                last_modified=row.last_modified,
                body_hash=row.body_hash,
                shown=tuple((path, section, position) for path, section, position in row.shown),
                unchanged_times=row.unchanged_times,
            )
    return found


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
        connection.execute(delete(listings).where(listings.c.path.in_([r["path"] for r in rows])))
        connection.execute(insert(listings), rows)


def _text(value: str | None) -> str | None:
    return None if value is None else storable(value)
