"""What fresh articles change of the stored ones, decided before anything is written.

Pure functions of rows of `articles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pipelines.store.content import compare
from pipelines.store.keeping import keep_better
from pipelines.store.merging import version_of

Outcome = Literal["new", "updated", "unchanged", "rejected"]

_SEEN = "fetched_at"
_VERSION = ("newspaper_hash", "revision", "revision_seen_at", "revision_cause",
            "revision_changed", "revisions")  # fmt: skip


@dataclass(slots=True)
class Batch:
    """What a batch writes, decided before anything is written."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)
    superseded: list[dict[str, Any]] = field(default_factory=list)
    resigned: list[str] = field(default_factory=list)
    """Paths whose text is new, so that a duplicate is to be looked for."""
    kept: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By path, the fields whose stored value stays against a page that reads worse."""


def decide(batch: Batch, old: dict[str, Any] | None, row: dict[str, Any]) -> Outcome:
    """What becomes of a fresh row, in which stored values are put back that are better."""
    if old is None:
        batch.new.append(row | _first_version(row))
        batch.resigned.append(row["path"])
        return "new"
    if is_earlier_look(old, row):
        return "unchanged"
    if kept := keep_better(old, row):
        batch.kept[row["path"]] = tuple(kept)
    change = compare(old, row)
    if change is None:
        if all(old[name] == row[name] for name in row if name != _SEEN):
            batch.seen.append({"key": old["id"], _SEEN: row[_SEEN]})
        else:
            batch.changed.append({"key": old["id"], **row, **{n: old[n] for n in _VERSION}})
        return "unchanged"
    by_newspaper = change.cause == "newspaper"
    batch.superseded.append(
        version_of(old) | {"article_id": old["id"], "revision": old["revision"]}
    )
    version = {
        "newspaper_hash": row["content_hash"] if by_newspaper else old["newspaper_hash"],
        "revision": old["revision"] + 1,
        "revision_seen_at": row["fetched_at"],
        "revision_cause": change.cause,
        "revision_changed": change.fields,
        "revisions": old["revisions"] + by_newspaper,
    }
    batch.changed.append({"key": old["id"], **row, **version})
    if "body" in change.fields or "date_published" in change.fields:
        batch.resigned.append(row["path"])
    return "updated"


def is_earlier_look(old: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """From the spool: a later look at the page is stored already."""
    earlier: bool = row["fetched_at"] < old["fetched_at"]
    return earlier


def _first_version(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "newspaper_hash": row["content_hash"],
        "revision": 1,
        "revision_seen_at": row["fetched_at"],
        "revision_cause": "newspaper",
        "revision_changed": [],
        "revisions": 1,
    }
