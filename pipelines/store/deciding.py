"""What fresh articles change of the stored ones, decided before anything is written.

Pure functions of rows of `articles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pipelines.store.content import compare, content_hash
from pipelines.store.merging import version_of

Outcome = Literal["new", "updated", "unchanged", "rejected"]

_NEVER_TAKEN_BACK = frozenset({"headline", "body"})
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


def decide(batch: Batch, old: dict[str, Any] | None, row: dict[str, Any]) -> Outcome:
    if old is None:
        batch.new.append(row | _first_version(row))
        batch.resigned.append(row["path"])
        return "new"
    if is_earlier_look(old, row):
        return "unchanged"
    _keep_what_was_said(old, row)
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


def _keep_what_was_said(old: Mapping[str, Any], row: dict[str, Any]) -> None:
    """A page that is silent on a field does not take back what a card or feed said of it, nor the
    text itself: that a page came without one is our trouble, which the run's findings tell."""
    kept = [
        name
        for name, source in old["sources"].items()
        if (source == "listing" or name in _NEVER_TAKEN_BACK)
        and name in row
        and row[name] is None
        and old[name] is not None
    ]
    if kept:
        row.update({name: old[name] for name in kept})
        row["sources"] = row["sources"] | {name: old["sources"][name] for name in kept}
        row["content_hash"] = content_hash(row)


def _first_version(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "newspaper_hash": row["content_hash"],
        "revision": 1,
        "revision_seen_at": row["fetched_at"],
        "revision_cause": "newspaper",
        "revision_changed": [],
        "revisions": 1,
    }
