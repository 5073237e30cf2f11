"""What fresh pages say of the urls of their articles, weighed before they are stored.

A canonical link is believed where both pages say the same, whichever is stored first: texts that
say something else are never one article, whatever a template names (docs/decisions/021).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from crawler.items import Alias, AliasCause
from pipelines.store.articles.aliases import settle, undo
from pipelines.store.articles.sameness import said, same_story
from pipelines.store.articles.url_rows import (
    Known,
    add_urls,
    change_urls,
    is_storable_path,
    known_urls,
)
from pipelines.store.backends.value_lists import one_of
from pipelines.store.schema.rows import PageRow, StoryRow
from pipelines.store.schema.tables import urls

_CLAIMANTS = select(urls.c.path, urls.c.claim, urls.c.cause).where(
    one_of(urls.c.claim, "paths"), urls.c.state == "article"
)


@dataclass(frozen=True, slots=True)
class Claims:
    """What became of the claims around a batch of pages."""

    known: dict[str, Known]
    """The registry as it is now."""
    repeated: Mapping[int, str]
    """Pages that need no row, by their place, and the path of the article that they repeat."""
    unbelieved: Mapping[str, tuple[str, PageRow]]
    """By path, the canonical path that a page names, and its row."""


def weigh(
    connection: Connection,
    rows: Mapping[int, PageRow],
    named: Mapping[int, str | None],
    known: Mapping[str, Known],
) -> Claims | None:
    """Settle what these pages and the stored ones say of each other's urls; None where they say
    nothing, as nearly always.

    `rows` are those of `articles` by the page's place, `named` its canonical path.
    """
    pages = {row["path"]: row for row in rows.values()}
    canonicals = _canonicals(rows, named, known)
    claimed = [p for p in pages if p in known and known[p].is_claimed and not known[p].is_alias]
    aliases = {p for p in pages if p in known and known[p].may_be_undone}
    if not (canonicals or claimed or aliases):
        return None
    found = connection.execute(_CLAIMANTS, {"paths": claimed}).all() if claimed else []
    texts: dict[str, StoryRow] = {
        **said(connection, {*(one.path for one in found), *canonicals.values()}),
        **pages,
    }
    moves = [
        Alias(path=one.path, target=one.claim, cause=AliasCause(one.cause),
              seen_at=pages[one.claim]["fetched_at"])
        for one in found
        if one.path not in pages and same_story(texts[one.path], pages[one.claim])
    ]  # fmt: skip
    repeats = _repeats(canonicals, texts)
    moves += [
        Alias(path=path, target=target, cause=AliasCause.CANONICAL,
              seen_at=pages[path]["fetched_at"])
        for path, target in repeats.items()
    ]  # fmt: skip
    undo(connection, aliases - repeats.keys())
    settle(connection, moves, {(one.path, one.target) for one in moves})
    unbelieved = {p: (c, pages[p]) for p, c in canonicals.items() if p not in repeats}
    return Claims(
        known_urls(connection, {*pages, *canonicals.values()}),
        {place: repeats[row["path"]] for place, row in rows.items() if row["path"] in repeats},
        unbelieved,
    )


def note_claims(connection: Connection, unbelieved: Mapping[str, tuple[str, PageRow]]) -> None:
    """Keep what stored pages name as their canonical path, and have that asked for."""
    if not unbelieved:
        return
    canonicals = {path: canonical for path, (canonical, _) in unbelieved.items()}
    change_urls(
        connection,
        [
            {"path": path, "claim": canonical, "cause": AliasCause.CANONICAL.value}
            for path, canonical in canonicals.items()
        ],
    )
    there = known_urls(connection, canonicals.values())
    first = {canonical: row["fetched_at"] for canonical, row in unbelieved.values()}
    add_urls(
        connection,
        [{"path": path, "first_seen_at": at} for path, at in first.items() if path not in there],
    )


def _canonicals(
    rows: Mapping[int, PageRow], named: Mapping[int, str | None], known: Mapping[str, Known]
) -> dict[str, str]:
    """The article that each page names instead of itself, by the page's path."""
    found: dict[str, str] = {}
    for place, row in rows.items():
        canonical = named[place]
        if canonical is None or not is_storable_path(canonical):
            continue
        target = known[canonical].target if canonical in known else canonical
        path = row["path"]
        is_alias = path in known and known[path].is_alias and not known[path].may_be_undone
        if target != path and not is_alias:
            found[path] = target
    return found


def _repeats(canonicals: Mapping[str, str], texts: Mapping[str, StoryRow]) -> dict[str, str]:
    """Pages that say what their canonical says, with the article that it leads to."""
    repeats: dict[str, str] = {}
    for path, canonical in canonicals.items():
        target = _end(repeats, canonical)
        if target != path and target in texts and same_story(texts[path], texts[target]):
            repeats[path] = target
    return repeats


def _end(repeats: Mapping[str, str], path: str) -> str:
    while path in repeats:
        path = repeats[path]
    return path
