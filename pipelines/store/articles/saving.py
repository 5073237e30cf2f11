"""Write articles: new rows, corrections with their history, and rows that say nothing new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias, TypedDict, cast

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from crawler.items import Alias, Article, Failure
from crawler.urls import twin_path
from pipelines.store.articles.aliases import settle
from pipelines.store.articles.claims import note_claims, weigh
from pipelines.store.articles.deciding import Batch, Outcome, decide, is_earlier_look
from pipelines.store.articles.rows import article_row
from pipelines.store.articles.url_rows import Known, add_urls, change_urls, known_urls
from pipelines.store.backends.engine import savepoint
from pipelines.store.backends.errors import is_row_error, row_reason
from pipelines.store.backends.value_lists import one_of
from pipelines.store.duplicates.finding import mark_duplicates
from pipelines.store.frontier.menu import Slugs
from pipelines.store.frontier.plan import next_recheck
from pipelines.store.frontier.urls import record_failures
from pipelines.store.schema.rows import ArticleRow, NewArticleRow, PageRow, UrlColumns
from pipelines.store.schema.tables import articles, rejections, revisions, urls
from pipelines.store.search import index


class _Plan(TypedDict):
    """When a url is asked for again."""

    recheck_at: datetime | None
    gone_at: datetime | None


AS_ARTICLE: UrlColumns = {"state": "article", "published_at": None, "attempts": 0,
    "retry_at": None, "last_error": None, "claim": None, "cause": None, "nights": 0,
    "night_at": None}  # fmt: skip
"""A url whose article has come."""
JUST_LOOKED_AT = timedelta(hours=1)
"""Two stories of one night that say the same stood there side by side: neither has moved."""

_OF_PATHS, _OF_IDS = one_of(articles.c.path, "paths"), one_of(articles.c.id, "ids")
_STORED = select(articles).where(_OF_PATHS)
_IDS = select(articles.c.path, articles.c.id).where(_OF_PATHS)
_ADD = insert(articles)
_CHANGE = update(articles).where(articles.c.id == bindparam("key"))
_ADD_REVISIONS = insert(revisions)
_STILL_THERE = (
    select(articles.c.id, articles.c.path)
    .join(urls, urls.c.path == articles.c.path)
    .where(_OF_IDS, urls.c.gone_at.is_(None), articles.c.fetched_at < bindparam("before"))
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an article; `path` is the one it is stored under, an alias's target."""

    path: str
    outcome: Outcome
    reason: str | None = None
    """Why it was rejected."""
    repeats: str | None = None
    """Path of another article with the same text, where that was found now: it may have moved."""
    kept: tuple[str, ...] = ()
    """Fields whose stored value stays, since the page reads worse than it did before."""


Rows: TypeAlias = Mapping[str, PageRow]
"""By canonical path."""
Written: TypeAlias = tuple[dict[str, Outcome], dict[str, str], dict[str, tuple[str, ...]]]
"""What became of each path, which articles it repeats, and which of its fields stay as stored."""
Write: TypeAlias = Callable[
    [Connection, Rows, Mapping[str, Known], int | None, Mapping[str, str | None]], Written
]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where articles come from."""

    run: int | None
    """The run that stores them."""
    parser_version: int
    looked_in: int | None
    """The run that fetched them; None for pages out of an archive."""
    write: Write | None = None
    """How rows are written; as those of live looks, unless it says otherwise."""


def save_each(connection: Connection, fresh: Sequence[Article], origin: Origin) -> list[Saved]:
    """Store articles one by one within the caller's transaction; a refused one costs itself."""
    return [_save_one(connection, article, origin) for article in fresh]


def _save_one(connection: Connection, article: Article, origin: Origin) -> Saved:
    try:
        with savepoint(connection):
            return save(connection, [article], origin)[0]
    except SQLAlchemyError as error:
        if not is_row_error(error):
            raise
        reason = row_reason(error)
    return _reject(connection, article.path, origin.run, reason)


def save(connection: Connection, fresh: Sequence[Article], origin: Origin) -> list[Saved]:
    """Store articles within the caller's transaction.

    :raises SQLAlchemyError: as `is_row_error` tells, for a row that the database refuses
    """
    rows: dict[int, PageRow] = {}
    answers: dict[int, Saved] = {}
    for place, article in enumerate(fresh):
        try:
            rows[place] = article_row(article, origin.parser_version, origin.looked_in)
        except (TypeError, ValueError, AttributeError) as error:
            answers[place] = _reject(connection, article.path, origin.run, str(error))
    known = _settled(connection, [fresh[place] for place in rows])
    for place in [place for place in rows if _is_forgotten(fresh[place], known)]:
        answers[place] = _refuse(connection, rows.pop(place), known)
    named = {place: fresh[place].canonical for place in rows}
    claims = weigh(connection, rows, named, known)
    if claims is not None:
        known = claims.known
        for place, path in claims.repeated.items():
            del rows[place]
            answers[place] = Saved(path, "unchanged")
    slugs = Slugs(connection)
    last: dict[str, int] = {}
    for place, row in rows.items():
        row["path"] = known[row["path"]].target if row["path"] in known else row["path"]
        row["section"] = slugs(row["section"])
        last[row["path"]] = place
    targets = {url.target: url for url in known.values()}
    written = {path: rows[place] for path, place in last.items()}
    captures = {path: fresh[place].capture for path, place in last.items()}
    outcomes, repeats, kept = (origin.write or _write)(
        connection, written, targets, origin.run, captures
    )
    for place, row in rows.items():
        # Of several with one key the last is stored, and counted once.
        path = row["path"]
        if last[path] == place:
            answers[place] = Saved(
                path, outcomes[path], repeats=repeats.get(path), kept=kept.get(path, ())
            )
        else:
            answers[place] = Saved(path, "unchanged", repeats=repeats.get(path))
    if claims is not None:
        note_claims(connection, claims.unbelieved)
    return [answers[place] for place in range(len(fresh))]


def _is_forgotten(article: Article, known: Mapping[str, Known]) -> bool:
    """Whether it was taken out for good, or is a copy of such a one, by its page's own word. What
    is stored already is none: a template's mistake takes no article away."""
    own, named = known.get(article.path), known.get(article.canonical or "")
    if own is not None and (own.is_forgotten or own.state == "article"):
        return own.is_forgotten
    return named is not None and named.is_forgotten


def _refuse(connection: Connection, row: PageRow, known: Mapping[str, Known]) -> Saved:
    """A copy's url stays pending, with the pauses of failures."""
    path, own = row["path"], known.get(row["path"])
    if own is None or not own.is_forgotten:
        detail = "its page names an article that was forgotten"
        failure = Failure(path=path, cause="forgotten", detail=detail, seen_at=row["fetched_at"])
        record_failures(connection, [failure])
    return Saved(path, "forgotten")


def _settled(connection: Connection, fresh: Sequence[Article]) -> dict[str, Known]:
    """What is known of the articles' paths, once the aliases that they came by are settled."""
    settle(connection, _aliases(fresh))
    paths = {article.path for article in fresh}
    paths |= {article.canonical for article in fresh if article.canonical is not None}
    twins = {path: twin for path in paths if (twin := twin_path(path))}
    known = known_urls(connection, {*paths, *twins.values()})
    moved = _moved_to_twins(fresh, twins, known)
    if not moved:
        return known
    settle(connection, moved)
    return known_urls(connection, paths)


def _aliases(fresh: Iterable[Article]) -> list[Alias]:
    return [
        Alias(path=alias, target=article.path, seen_at=article.fetched_at)
        for article in fresh
        for alias in article.aliases
    ]


def _moved_to_twins(
    fresh: Iterable[Article], twins: Mapping[str, str], known: Mapping[str, Known]
) -> list[Alias]:
    """A path under the section's other name is the same article's: the first one keeps its url."""
    stored = {path for path, url in known.items() if url.state == "article" and url.target == path}
    aliases: list[Alias] = []
    for article in fresh:
        twin = twins.get(article.path)
        if twin in stored and article.path not in stored:
            aliases.append(Alias(path=article.path, target=twin, seen_at=article.fetched_at))
        elif twin is not None:
            stored.add(article.path)
    return aliases


def _write(
    connection: Connection,
    rows: Rows,
    known: Mapping[str, Known],
    run: int | None,
    captures: Mapping[str, str | None],
) -> Written:
    """Write rows of live looks: urls first, which articles refer to."""
    stored = stored_articles(connection, rows, known)
    batch = Batch()
    plans: dict[str, _Plan] = {}
    outcomes: dict[str, Outcome] = {}
    for path, row in rows.items():
        outcomes[path] = decide(batch, stored.get(path), row, run)
        plans[path] = _plan(row, known.get(path), stored.get(path), run)
    _write_urls(connection, rows, known, plans, run)
    ids, pairs = write_batch(connection, batch, stored, rows)
    return outcomes, _look_again(connection, pairs, ids, rows), batch.kept


def write_batch(
    connection: Connection, batch: Batch, stored: Mapping[str, ArticleRow], rows: Rows
) -> tuple[dict[str, int], Mapping[int, int]]:
    """Write what was decided of rows; their ids by path, and the pairs of duplicates found.

    `rows` are those that the articles hold from now on.
    """
    execute(connection, batch)
    ids = {path: old["id"] for path, old in stored.items()} | _ids(connection, batch.new)
    resigned = {ids[path]: rows[path] for path in batch.resigned}
    pairs = mark_duplicates(connection, resigned, [ids[path] for path in stored])
    find_again(connection, stored, {ids[path]: row for path, row in rows.items()})
    return ids, pairs


def execute(connection: Connection, batch: Batch) -> None:
    """The statements of a batch alone, in an order that the tables' keys allow."""
    if batch.superseded:
        connection.execute(_ADD_REVISIONS, batch.superseded)
    if batch.new:
        connection.execute(_ADD, batch.new)
    for changed in (batch.changed, batch.seen, batch.rewritten):
        if changed:
            connection.execute(_CHANGE, changed)


def _look_again(
    connection: Connection,
    pairs: Mapping[int, int],
    ids: Mapping[str, int],
    rows: Mapping[str, PageRow],
) -> dict[str, str]:
    """A story that comes at another url may have moved there: the stored one is looked at again,
    and if it redirects the two become one. By path of the fresh article, the stored one's."""
    fresh = {key: path for path, key in ids.items()}
    met = {
        (earlier if later in fresh else later): fresh.get(later) or fresh.get(earlier)
        for later, earlier in pairs.items()
        if (later in fresh) != (earlier in fresh)
    }
    if not met:
        return {}
    now = max(row["fetched_at"] for row in rows.values())
    found = connection.execute(_STILL_THERE, {"ids": met, "before": now - JUST_LOOKED_AT}).all()
    if not found:
        return {}
    change_urls(connection, [{"path": row.path, "recheck_at": now} for row in found])
    return {path: row.path for row in found if (path := met[row.id]) is not None}


def find_again(connection: Connection, stored: Mapping[str, ArticleRow], rows: index.Rows) -> None:
    """Have the search find what the articles say now."""
    known = {old["id"]: old for old in stored.values()}
    fresh = {
        key: row
        for key, row in rows.items()
        if key not in known or index.is_searched(known[key], row)
    }
    index.remove(connection, {key: known[key] for key in known.keys() & fresh})
    index.add(connection, fresh)


def _ids(connection: Connection, new: Iterable[NewArticleRow]) -> dict[str, int]:
    paths = [row["path"] for row in new]
    return dict(connection.execute(_IDS, {"paths": paths}).all()) if paths else {}


def stored_articles(
    connection: Connection, rows: Rows, known: Mapping[str, Known]
) -> dict[str, ArticleRow]:
    """Those of `rows` that are articles already, as they are stored."""
    paths = [path for path in rows if path in known and known[path].state == "article"]
    if not paths:
        return {}
    found = connection.execute(_STORED, {"paths": paths}).mappings()
    return {row["path"]: cast("ArticleRow", dict(row)) for row in found}


def _plan(row: PageRow, url: Known | None, old: ArticleRow | None, run: int | None) -> _Plan:
    """When the article is to be looked at again; as before, where a later look is stored."""
    if url is not None and old is not None and is_earlier_look(old, row, run):
        return {"recheck_at": url.recheck_at, "gone_at": url.gone_at}
    first_seen = url.first_seen_at if url is not None else row["fetched_at"]
    again = next_recheck(row["date_published"], first_seen, row["fetched_at"])
    return {"recheck_at": again, "gone_at": None}


def _write_urls(
    connection: Connection,
    rows: Mapping[str, PageRow],
    known: Mapping[str, Known],
    plans: Mapping[str, _Plan],
    run: int | None,
) -> None:
    fetched = {path: row["fetched_at"] for path, row in rows.items()}
    new = [path for path in rows if path not in known]
    add_urls(
        connection,
        [{"path": p, "first_seen_at": fetched[p], **AS_ARTICLE, **plans[p]} for p in new],
    )
    seen = {p: _last_seen(row, known[p], run) for p, row in rows.items() if p in known}
    change_urls(
        connection,
        [{"path": p, "last_seen_at": at, **AS_ARTICLE, **plans[p]} for p, at in seen.items()],
    )


def _last_seen(row: PageRow, url: Known, run: int | None) -> datetime:
    """A look of this run is the last one, even where a wrong clock has dated one ahead of it."""
    looked_at = row["fetched_at"]
    is_newest = run is not None and row["looked_in"] == run
    return looked_at if is_newest else max(url.last_seen_at, looked_at)


def _reject(connection: Connection, path: object, run: int | None, reason: str) -> Saved:
    """Write down why an article was refused; its url stays pending and is tried another night."""
    now = datetime.now(UTC)
    name = ascii(path)[1:-1][:200] if isinstance(path, str) else repr(path)[:200]
    row = {"path": name, "run": run, "rejected_at": now, "reason": reason}
    connection.execute(insert(rejections), [row])
    failure = Failure(path=name, cause="rejected", detail=reason, seen_at=now)
    record_failures(connection, [failure])
    return Saved(name, "rejected", reason)
