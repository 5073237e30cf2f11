"""Which stored article an article repeats at another url (CONTRACT, `duplicate_of`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, union, update

from pipelines.store.backends.registry import backend_of
from pipelines.store.backends.value_lists import one_of
from pipelines.store.duplicates.minhash import Signature, likeness, sign
from pipelines.store.duplicates.similarity import Text, nearly_same
from pipelines.store.schema.rows import BodyRow
from pipelines.store.schema.tables import articles, signatures, urls

_MAX_OF_A_KEY = 16
"""Articles kept under one key: what more of them share is a formula of the newspaper's."""
_MAX_COMPARED = 8
"""Candidates compared exactly with one article, the likeliest first."""


_FORGET = delete(signatures).where(one_of(signatures.c.article_id, "ids"))
_OF_IDS = one_of(articles.c.id, "ids")
_POINT_NOWHERE = (
    update(articles).where(_OF_IDS, articles.c.duplicate_of.is_not(None)).values(duplicate_of=None)
)
_POINT = update(articles).where(articles.c.id == bindparam("key"))
_POINTING_AT = select(articles.c.duplicate_of, articles.c.id).where(
    one_of(articles.c.duplicate_of, "ids")
)
_SIGNED = select(signatures.c.hash, signatures.c.article_id, signatures.c.sketch).where(
    one_of(signatures.c.hash, "hashes")
)
_TEXTS = (
    select(
        articles.c.id,
        articles.c.body,
        func.coalesce(articles.c.date_published, urls.c.first_seen_at).label("published"),
        articles.c.duplicate_of,
    )
    .join(urls, urls.c.path == articles.c.path)
    # Two conditions joined by OR would have PostgreSQL walk through the whole table.
    .where(
        articles.c.id.in_(
            union(
                select(articles.c.id).where(_OF_IDS), select(articles.c.duplicate_of).where(_OF_IDS)
            )
        )
    )
)


@dataclass(frozen=True, slots=True)
class _Article:
    id: int
    published: datetime
    duplicate_of: int | None
    text: Text

    def is_before(self, other: _Article) -> bool:
        return (self.published, self.id) < (other.published, other.id)


def mark_duplicates(
    connection: Connection, rows: Mapping[int, BodyRow], stored: Collection[int]
) -> dict[int, int]:
    """Sign these articles, whose bodies are new, and settle `duplicate_of`; rows by id.

    `stored` are the ids of those that had another body before, maybe among others.
    Returns the pairs found now, the later article's id to the earlier one's.

    A fixed number of queries a call. Of two that say the same the one published later points to
    the other, whichever was stored first.
    """
    if not rows:
        return {}
    texts = {key: Text(row["body"]) for key, row in rows.items()}
    rewritten = [key for key in stored if key in rows]
    _forget(connection, rewritten)
    candidates = _sign(connection, {key: t for key, t in texts.items() if t.is_comparable})
    for target, key in _pointing_at(connection, rewritten):
        candidates[target].append(key)
    met = {key for keys in candidates.values() for key in keys}
    found = _load(connection, met | candidates.keys(), texts)
    targets = _decide(found, candidates)
    changed = {k: t for k, t in targets.items() if found[k].duplicate_of != t}
    _write(connection, changed)
    return {later: earlier for later, earlier in changed.items() if earlier is not None}


def _forget(connection: Connection, ids: list[int]) -> None:
    """Drop what is known of the texts that these articles had before."""
    if ids:
        connection.execute(_FORGET, {"ids": ids})
        connection.execute(_POINT_NOWHERE, {"ids": ids})


def _sign(connection: Connection, fresh: Mapping[int, Text]) -> defaultdict[int, list[int]]:
    """Store the articles' signatures; which others may say the same, the likeliest first."""
    signed = {article: sign(text) for article, text in fresh.items()}
    wanted = {key for one in signed.values() for key in one.asked}
    kept: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for key, article, sketch in connection.execute(_SIGNED, {"hashes": wanted}):
        kept[key].append((article, sketch))
    candidates: defaultdict[int, list[int]] = defaultdict(list)
    rows: list[tuple[int, int, int]] = []
    for article, one in signed.items():
        if likely := _likely(one, kept):
            candidates[article] = likely
        for key in one.stored:
            if len(kept[key]) < _MAX_OF_A_KEY:
                kept[key].append((article, one.sketch))
                rows.append((key, article, one.sketch))
    if rows:
        backend_of(connection.dialect).add_signatures(connection, rows)
    return candidates


def _likely(one: Signature, kept: Mapping[int, list[tuple[int, int]]]) -> list[int]:
    asked = kept.keys() & set(one.asked)  # both halves may have the same key
    met = Counter(other for key in asked for other in kept[key])
    found = {
        article: likely
        for (article, sketch), keys in met.items()
        if (likely := likeness(one, sketch, keys))
    }
    return sorted(found, key=found.__getitem__, reverse=True)[:_MAX_COMPARED]


def _pointing_at(connection: Connection, ids: list[int]) -> list[tuple[int, int]]:
    """Each of the articles with one that points to it, which its new text may no longer bear."""
    if not ids:
        return []
    return [(row.duplicate_of, row.id) for row in connection.execute(_POINTING_AT, {"ids": ids})]


def _load(connection: Connection, ids: set[int], texts: Mapping[int, Text]) -> dict[int, _Article]:
    if not ids:
        return {}
    return {
        row.id: _Article(
            row.id, row.published, row.duplicate_of, texts.get(row.id) or Text(row.body)
        )
        for row in connection.execute(_TEXTS, {"ids": ids})
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
            _POINT,
            [{"key": key, "duplicate_of": target} for key, target in targets.items()],
        )
