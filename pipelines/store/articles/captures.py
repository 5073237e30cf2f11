"""Articles out of archives: each capture takes its place by its own time (docs/decisions/042)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import cast

from sqlalchemy import Connection, delete, select

from crawler.items import Alias, Article
from crawler.urls import twin_path
from pipelines.store.articles.aliases import settle
from pipelines.store.articles.capture_rows import CaptureRows, add_looks, last_looks, place_in_crawl
from pipelines.store.articles.content import content_hash
from pipelines.store.articles.deciding import Batch, Outcome, take
from pipelines.store.articles.deciding import decide as decide_live
from pipelines.store.articles.merging import version_of
from pipelines.store.articles.saving import (
    AS_ARTICLE,
    Origin,
    Rows,
    Saved,
    Written,
    save,
    save_each,
    stored_articles,
    write_batch,
)
from pipelines.store.articles.timeline import history_of, reading_of
from pipelines.store.articles.url_rows import Known, add_urls, change_urls, known_urls
from pipelines.store.backends.value_lists import one_of
from pipelines.store.frontier.plan import MAX_PLAN, next_recheck
from pipelines.store.schema.rows import (
    ArticleRow,
    CaptureRow,
    NumberedRow,
    PageRow,
    RevisionRow,
    RewrittenRow,
    UrlColumns,
    UrlRow,
)
from pipelines.store.schema.tables import revisions

_OLDER = select(revisions).where(one_of(revisions.c.article_id, "ids"))
_FORGET = delete(revisions).where(one_of(revisions.c.article_id, "ids"))


def save_captures(
    connection: Connection,
    fresh: Sequence[Article],
    run: int | None,
    parser_version: int,
    now: datetime,
    *,
    singly: bool = False,
) -> list[Saved]:
    """Store captures within the caller's transaction, those of one article one after another;
    with `singly` a refused one costs itself.

    :raises SQLAlchemyError: as `is_row_error` tells, for a row that the database refuses
    """
    origin = Origin(run, parser_version, None, partial(_write, now))
    way = save_each if singly else save
    answers: dict[int, Saved] = {}
    for places in _rounds(connection, fresh):
        saved = way(connection, [fresh[place] for place in places], origin)
        answers |= zip(places, saved, strict=True)
    return [answers[place] for place in range(len(fresh))]


def settle_captured(connection: Connection, found: Iterable[Alias]) -> None:
    """Register aliases of an archive; what an article answered later is believed rather."""
    fresh = list(found)
    last = last_looks(connection, [one.path for one in fresh])
    settle(
        connection,
        [one for one in fresh if one.path not in last or last[one.path] < one.seen_at],
    )


def _rounds(connection: Connection, fresh: Sequence[Article]) -> list[list[int]]:
    """Places of the captures, of one article no two in a round."""
    known = known_urls(connection, {article.path for article in fresh})
    rounds: list[list[int]] = []
    times: dict[str, int] = {}
    for place, article in enumerate(fresh):
        path = known[article.path].target if article.path in known else article.path
        key = min(path, twin_path(path) or path)
        times[key] = number = times.get(key, -1) + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(place)
    return rounds


@dataclass(slots=True)
class _Places:
    """Captures of one round, with what is known of their articles."""

    stored: Mapping[str, ArticleRow]
    older: Mapping[int, list[NumberedRow]]
    looks: CaptureRows
    batch: Batch

    def decide(self, look: CaptureRow, row: PageRow) -> tuple[Outcome, bool]:
        """What becomes of a capture, and whether the article's row is its own from now on."""
        old = self.stored.get(row["path"])
        if old is None:
            return decide_live(self.batch, None, row), True
        if self.looks.is_newest(old, look):
            return take(self.batch, old, row), True
        return self._place(old, look, row), False

    def _place(self, old: ArticleRow, look: CaptureRow, row: PageRow) -> Outcome:
        older = self.older.get(old["id"], [])
        history = history_of(old, older, [*self.looks.of(old["path"]), look], row)
        *before, newest = history
        if [*older, {**version_of(old), "revision": old["revision"]}] == history:
            return "unchanged"
        by_newspaper = [one for one in history if one["cause"] == "newspaper"]
        self.batch.superseded += [
            cast("RevisionRow", {**one, "article_id": old["id"]}) for one in before
        ]
        self.batch.rewritten.append(
            RewrittenRow(
                key=old["id"],
                newspaper_hash=_hash_of(by_newspaper[-1], old, newest),
                revision=newest["revision"],
                revision_seen_at=newest["seen_at"],
                revision_cause=newest["cause"],
                revision_changed=newest["changed"],
                revisions=len(by_newspaper),
            )
        )
        return "updated"


def _hash_of(version: NumberedRow, old: ArticleRow, newest: NumberedRow) -> str:
    return old["content_hash"] if version is newest else content_hash(version)


def _write(
    now: datetime,
    connection: Connection,
    rows: Rows,
    known: Mapping[str, Known],
    run: int | None,
    captures: Mapping[str, str | None],
) -> Written:
    stored = stored_articles(connection, rows, known)
    ids = [one["id"] for one in stored.values()]
    looks = CaptureRows.load(connection, rows)
    places = _Places(stored, _older(connection, ids), looks, Batch())
    outcomes: dict[str, Outcome] = {}
    new_looks: list[CaptureRow] = []
    own: dict[str, PageRow] = {}
    for path, row in rows.items():
        look = _look(row, captures[path])
        outcomes[path], is_newest = places.decide(look, row)
        if is_newest:
            own[path] = row
        # As the row is stored: a page that reads worse may have got better values back.
        new_looks.append({**look, "content_hash": row["content_hash"], "reading": reading_of(row)})
    _write_urls(connection, rows, own, known, looks, now)
    rewritten = [one["key"] for one in places.batch.rewritten]
    if rewritten:
        connection.execute(_FORGET, {"ids": rewritten})
    write_batch(connection, places.batch, {p: stored[p] for p in stored if p in own}, own)
    add_looks(connection, new_looks)
    return outcomes, {}, places.batch.kept


def _look(row: PageRow, capture: str | None) -> CaptureRow:
    crawl, number = place_in_crawl(capture)
    return {
        "path": row["path"],
        "seen_at": row["fetched_at"],
        "content_hash": row["content_hash"],
        "crawl": crawl,
        "number": number,
        "reading": reading_of(row),
    }


def _older(connection: Connection, ids: Sequence[int]) -> dict[int, list[NumberedRow]]:
    found: dict[int, list[NumberedRow]] = {}
    if ids:
        for row in connection.execute(_OLDER, {"ids": ids}).mappings():
            version = dict(row)
            found.setdefault(version.pop("article_id"), []).append(cast("NumberedRow", version))
    for versions in found.values():
        versions.sort(key=lambda one: one["revision"])
    return found


def _write_urls(
    connection: Connection,
    rows: Rows,
    own: Rows,
    known: Mapping[str, Known],
    looks: CaptureRows,
    now: datetime,
) -> None:
    seen = {path: _seen(row, known.get(path)) for path, row in rows.items()}
    plans = {path: _plan(row, seen[path], known.get(path), looks, now) for path, row in own.items()}
    full: dict[str, UrlRow] = {
        path: {"path": path, **AS_ARTICLE, **seen[path], **plan} for path, plan in plans.items()
    }
    add_urls(connection, [row for path, row in full.items() if path not in known])
    change_urls(connection, [row for path, row in full.items() if path in known])
    change_urls(connection, [{"path": p, **seen[p]} for p in rows if p not in own])


def _seen(row: PageRow, url: Known | None) -> UrlColumns:
    at = row["fetched_at"]
    first, last = (at, at) if url is None else (url.first_seen_at, url.last_seen_at)
    return {"first_seen_at": min(first, at), "last_seen_at": max(last, at)}


def _plan(
    row: PageRow, seen: UrlColumns, url: Known | None, looks: CaptureRows, now: datetime
) -> UrlColumns:
    """A url that answered 404 later is gone since then. The site is not asked again for what is
    older than the last recheck of a live article would be."""
    at = row["fetched_at"]
    gone = looks.gone_after(row["path"], at)
    if url is not None and url.gone_at is not None and url.gone_at > at:
        gone = min(gone or url.gone_at, url.gone_at)
    again = next_recheck(row["date_published"], seen["first_seen_at"], at)
    is_over = min(row["date_published"] or seen["first_seen_at"], at) + MAX_PLAN < now
    return {"recheck_at": None if gone or is_over else again, "gone_at": gone}
