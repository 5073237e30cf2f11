"""Which stored article an article repeats at another url (CONTRACT, `duplicate_of`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from pipelines.store.registry import chunks
from pipelines.store.similarity import Text, band_hashes, nearly_same
from pipelines.store.tables import articles, signatures, urls

_MOST_OF_A_BAND = 16
"""Articles kept under one key: what more of them share is a formula of the newspaper's."""
_MOST_COMPARED = 8
"""Candidates compared exactly with one article, those with most keys in common first."""


@dataclass(frozen=True, slots=True)
class _Article:
    id: int
    published: datetime
    duplicate_of: int | None
    text: Text

    def is_before(self, other: _Article) -> bool:
        return (self.published, self.id) < (other.published, other.id)


def mark_duplicates(
    connection: Connection, rows: Mapping[int, Mapping[str, Any]]
) -> dict[int, int]:
    """Sign these articles, whose bodies are new, and settle `duplicate_of`; rows by id.

    Returns the pairs found now, the later article's id to the earlier one's.

    A fixed number of queries a call. Of two that say the same the one published later points to
    the other, whichever was stored first.
    """
    if not rows:
        return {}
    texts = {key: Text(row["body"]) for key, row in rows.items()}
    _forget(connection, list(texts))
    candidates = _sign(connection, {key: t for key, t in texts.items() if t.is_comparable})
    for target, key in _pointing_at(connection, list(texts)):
        candidates[target].append(key)
    met = {key for keys in candidates.values() for key in keys}
    found = _load(connection, met | candidates.keys(), texts)
    targets = _decide(found, candidates)
    changed = {k: t for k, t in targets.items() if found[k].duplicate_of != t}
    _write(connection, changed)
    return {later: earlier for later, earlier in changed.items() if earlier is not None}


def _forget(connection: Connection, ids: list[int]) -> None:
    """Drop what is known of the texts that these articles had before."""
    connection.execute(delete(signatures).where(signatures.c.article_id.in_(ids)))
    of_old_text = articles.c.id.in_(ids) & articles.c.duplicate_of.is_not(None)
    connection.execute(update(articles).where(of_old_text).values(duplicate_of=None))


def _sign(connection: Connection, fresh: Mapping[int, Text]) -> defaultdict[int, list[int]]:
    """Store the articles' keys; who shares which, those with most in common first."""
    keys = {article: band_hashes(text) for article, text in fresh.items()}
    wanted = sorted({key for some in keys.values() for key in some})
    query = select(signatures.c.hash, signatures.c.article_id)
    bands: dict[int, list[int]] = defaultdict(list)
    for some in chunks(wanted):
        for row in connection.execute(query.where(signatures.c.hash.in_(some))):
            bands[row.hash].append(row.article_id)
    common: dict[int, Counter[int]] = defaultdict(Counter)
    rows = []
    for article, own in keys.items():
        for key in own:
            for met in bands[key]:
                common[article][met] += 1
            if len(bands[key]) < _MOST_OF_A_BAND:
                bands[key].append(article)
                rows.append({"hash": key, "article_id": article})
    if rows:
        connection.execute(insert(signatures), rows)
    return defaultdict(
        list,
        {key: [met for met, _ in c.most_common(_MOST_COMPARED)] for key, c in common.items()},
    )


def _pointing_at(connection: Connection, ids: list[int]) -> list[tuple[int, int]]:
    """Each of the articles with one that points to it, which its new text may no longer bear."""
    query = select(articles.c.duplicate_of, articles.c.id)
    found = connection.execute(query.where(articles.c.duplicate_of.in_(ids)))
    return [(row.duplicate_of, row.id) for row in found]


def _load(connection: Connection, ids: set[int], texts: Mapping[int, Text]) -> dict[int, _Article]:
    if not ids:
        return {}
    target = articles.alias("target")
    published = func.coalesce(articles.c.date_published, urls.c.first_seen_at).label("published")
    query = (
        select(articles.c.id, articles.c.body, published, articles.c.duplicate_of)
        .join(urls, urls.c.path == articles.c.path)
        .where(or_(articles.c.id.in_(ids), articles.c.id.in_(
            select(target.c.duplicate_of).where(target.c.id.in_(ids))
        )))
    )  # fmt: skip
    return {
        row.id: _Article(
            row.id, row.published, row.duplicate_of, texts.get(row.id) or Text(row.body)
        )
        for row in connection.execute(query)
    }


def _decide(
    found: Mapping[int, _Article], candidates: Mapping[int, list[int]]
) -> dict[int, int | None]:
    """The target of each article concerned, None for none."""
    targets: dict[int, int | None] = {
        other: None for key, met in candidates.items() for other in met
        if found[other].duplicate_of == key
    }  # fmt: skip
    for key, met in candidates.items():
        for other in sorted(set(met)):
            if nearly_same(found[key].text, found[other].text):
                _point_later(found, targets, found[key], found[other])
    return targets


def _point_later(
    found: Mapping[int, _Article], targets: dict[int, int | None], one: _Article, two: _Article
) -> None:
    """Point the later of two to the earlier, unless it points to a still earlier one."""
    earlier, later = (one, two) if one.is_before(two) else (two, one)
    current = targets.get(later.id, later.duplicate_of)
    if current is None or not found[current].is_before(earlier):
        targets[later.id] = earlier.id


def _write(connection: Connection, targets: Mapping[int, int | None]) -> None:
    if targets:
        connection.execute(
            update(articles).where(articles.c.id == bindparam("key")),
            [{"key": key, "duplicate_of": target} for key, target in targets.items()],
        )
