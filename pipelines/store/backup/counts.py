"""Rows by table: what a copy must have as many of as what it was made from."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.store import StoreError

ARTICLES = "articles"
VERSION = "alembic_version"

Counts = Mapping[str, int]


def compare(copy: object, found: Counts, expected: Counts) -> None:
    """Raises `StoreError` where a copy lacks rows, or has more."""
    for name in sorted(found.keys() | expected.keys()):
        if found.get(name) != expected.get(name):
            raise StoreError(
                f"{copy} is no true copy: {name} has {found.get(name, 0)} rows"
                f" instead of {expected.get(name, 0)}"
            )


def require_ours(copy: object, found: Counts) -> None:
    """Raises `StoreError` for a database that is whole, but not one of ours."""
    if not found.get(VERSION) or ARTICLES not in found:
        raise StoreError(f"{copy} holds no articles of this program")
