"""What listing pages and feeds are asked conditionally with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from pipelines.store.content import storable
from pipelines.store.registry import chunks
from pipelines.store.tables import listings


@dataclass(frozen=True, slots=True, kw_only=True)
class Validator:
    """What the site said of a listing's version, and a hash of its body as a second check."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


def validators(connection: Connection, paths: Iterable[str]) -> dict[str, Validator]:
    """By path, those of `paths` that have one."""
    found = {}
    for some in chunks(sorted(set(paths))):
        for row in connection.execute(select(listings).where(listings.c.path.in_(some))):
            found[row.path] = Validator(
                etag=row.etag, last_modified=row.last_modified, body_hash=row.body_hash
            )
    return found


def save_validators(connection: Connection, fresh: Mapping[str, Validator]) -> None:
    rows = [
        {
            "path": path,
            "etag": _text(validator.etag),
            "last_modified": _text(validator.last_modified),
            "body_hash": _text(validator.body_hash),
        }
        for path, validator in fresh.items()
    ]
    if rows:
        connection.execute(delete(listings).where(listings.c.path.in_([r["path"] for r in rows])))
        connection.execute(insert(listings), rows)


def _text(value: str | None) -> str | None:
    return None if value is None else storable(value)
