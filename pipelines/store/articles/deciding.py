"""What fresh articles change of the stored ones, decided before anything is written.

Pure functions of rows of `articles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pipelines.store.articles.content import Change, compare
from pipelines.store.articles.keeping import keep_better
from pipelines.store.articles.merging import version_of
from pipelines.store.schema.rows import (
    ArticleRow,
    ChangedRow,
    NewArticleRow,
    PageRow,
    RevisionRow,
    RewrittenRow,
    SeenRow,
    VersionColumns,
)

Outcome = Literal["new", "updated", "unchanged", "rejected", "forgotten"]
"""`forgotten`: it was taken out for good, and is not stored again."""

_LOOK = ("fetched_at", "looked_in", "warc")


@dataclass(slots=True)
class Batch:
    """What a batch writes, decided before anything is written."""

    new: list[NewArticleRow] = field(default_factory=list)
    changed: list[ChangedRow] = field(default_factory=list)
    seen: list[SeenRow] = field(default_factory=list)
    superseded: list[RevisionRow] = field(default_factory=list)
    rewritten: list[RewrittenRow] = field(default_factory=list)
    """Articles whose versions are all written anew; those before the newest are superseded ones."""
    resigned: list[str] = field(default_factory=list)
    """Paths whose text is new, so that a duplicate is to be looked for."""
    kept: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By path, the fields whose stored value stays against a page that reads worse."""


def decide(batch: Batch, old: ArticleRow | None, row: PageRow, run: int | None = None) -> Outcome:
    """What becomes of a fresh row, in which stored values are put back that are better.

    `run`: the run that stores it.
    """
    if old is None:
        batch.new.append({**row, **_first_version(row)})
        batch.resigned.append(row["path"])
        return "new"
    if is_earlier_look(old, row, run):
        return "unchanged"
    return take(batch, old, row)


def take(batch: Batch, old: ArticleRow, row: PageRow) -> Outcome:
    """What becomes of the newest look at a stored article."""
    if kept := keep_better(old, row):
        batch.kept[row["path"]] = tuple(kept)
    change = compare(old, row)
    if change is None:
        # The same page again, which tonight's archive has not: the earlier record still is it.
        row["warc"] = row["warc"] or old["warc"]
        if _is_all_the_same(old, row):
            batch.seen.append(
                {
                    "key": old["id"],
                    "fetched_at": row["fetched_at"],
                    "looked_in": row["looked_in"],
                    "warc": row["warc"],
                }
            )
        else:
            batch.changed.append({"key": old["id"], **row, **_version_in(old)})
        return "unchanged"
    _supersede(batch, old, row, change, seen_at=row["fetched_at"])
    return "updated"


@dataclass(frozen=True, slots=True)
class Reread:
    """What today's reading of the page that a row was read from makes of it."""

    old: ArticleRow
    read: PageRow
    """As the page reads today."""
    row: PageRow
    """The same, with the stored values that stay."""
    kept: tuple[str, ...]
    """Fields whose stored value stays, since it is read worse today."""
    change: Change | None

    @property
    def is_all_the_same(self) -> bool:
        return _is_all_the_same(self.old, self.row)


def reread(old: ArticleRow, row: PageRow) -> Reread:
    """`row` is of the very page that `old` was read from: nobody has looked at the site, and
    whatever differs is our reading."""
    row["path"], row["warc"] = old["path"], old["warc"]
    row["fetched_at"], row["looked_in"] = old["fetched_at"], old["looked_in"]
    read: PageRow = {**row}
    kept = tuple(keep_better(old, row, is_same_page=True))
    change = compare(old, row)
    return Reread(old, read, row, kept, Change(change.fields, "parser") if change else None)


def take_over(batch: Batch, found: Reread, now: datetime) -> None:
    """`now`: since when it is read so."""
    if found.is_all_the_same:
        return
    if found.change is not None:
        _supersede(batch, found.old, found.row, found.change, seen_at=now)
    else:
        batch.changed.append({"key": found.old["id"], **found.row, **_version_in(found.old)})


def _supersede(
    batch: Batch, old: ArticleRow, row: PageRow, change: Change, seen_at: datetime
) -> None:
    by_newspaper = change.cause == "newspaper"
    batch.superseded.append(
        {**version_of(old), "article_id": old["id"], "revision": old["revision"]}
    )
    version: VersionColumns = {
        "newspaper_hash": row["content_hash"] if by_newspaper else old["newspaper_hash"],
        "revision": old["revision"] + 1,
        "revision_seen_at": seen_at,
        "revision_cause": change.cause,
        "revision_changed": change.fields,
        "revisions": old["revisions"] + by_newspaper,
    }
    batch.changed.append({"key": old["id"], **row, **version})
    if "body" in change.fields or "date_published" in change.fields:
        batch.resigned.append(row["path"])


def _is_all_the_same(old: Mapping[str, object], row: Mapping[str, object]) -> bool:
    return all(old[name] == row[name] for name in row if name not in _LOOK)


def is_earlier_look(old: ArticleRow, row: PageRow, run: int | None) -> bool:
    """Whether a later look at the page is stored already (decision 028).

    What the storing `run` fetched itself is the newest look, whatever clocks say. Pages of other
    runs, which waited in the spool, come in the runs' order. Time decides for what has no other
    order: within one run, and for pages out of archives.
    """
    fetched_in, stored_in = row["looked_in"], old["looked_in"]
    if fetched_in is not None:
        if fetched_in == run:
            return False
        if stored_in is not None and stored_in != fetched_in:
            return stored_in > fetched_in
    return row["fetched_at"] < old["fetched_at"]


def _version_in(old: ArticleRow) -> VersionColumns:
    return {
        "newspaper_hash": old["newspaper_hash"],
        "revision": old["revision"],
        "revision_seen_at": old["revision_seen_at"],
        "revision_cause": old["revision_cause"],
        "revision_changed": old["revision_changed"],
        "revisions": old["revisions"],
    }


def _first_version(row: PageRow) -> VersionColumns:
    return {
        "newspaper_hash": row["content_hash"],
        "revision": 1,
        "revision_seen_at": row["fetched_at"],
        "revision_cause": "newspaper",
        "revision_changed": [],
        "revisions": 1,
    }
