"""What the report asks the database: the same statements on SQLite and PostgreSQL.

Each reads an index or a bounded number of rows, so that an archive of ten years costs little more
than one of a year. The counting is done in Python, where JSON and time zones mean the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, and_, func, select

from crawler.parsing.clean.dates import ZONE
from pipelines.report.corrections import NEWEST, Correction, corrections
from pipelines.report.figures import Figures, Passing, Period, Totals
from pipelines.report.quiet_days import WEEKS, Counted
from pipelines.store import Run, Store
from pipelines.store.schema.tables import articles, revisions, runs, sections, site, urls

RUNS = 15
_COUNTED_RUNS = 2000
"""Hourly feeds and a crawl a night make 1,400 in eight weeks."""
_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the page is made of."""

    root: str
    now: datetime
    totals: Totals
    figures: Figures
    names: dict[str, str]
    """Slug of a section -> its name in the menu."""
    runs: list[Run]
    counted: list[Counted]
    corrections: list[Correction]
    pending: int


def ask(engine: Engine, now: datetime) -> Facts:
    store = Store(engine)
    with engine.connect() as connection:
        totals = _totals(connection, now)
        names, top_of = _menu(connection)
        figures = Figures(Period((totals.newest or now).astimezone(ZONE).date()), top_of)
        for one in _published(connection, figures.period):
            figures.add(one)
        return Facts(
            root=str(connection.scalar(select(site.c.root)) or ""),
            now=now,
            totals=totals,
            figures=figures,
            names=names,
            runs=store.recent_runs(None, RUNS),
            counted=list(_counted(connection, now)),
            corrections=corrections(store, _corrected(connection)),
            pending=_pending(connection),
        )


def _totals(connection: Connection, now: datetime) -> Totals:
    """From the index of sections and dates alone. A date to come is a slip of the newspaper's."""
    count = select(articles.c.section, func.count()).group_by(articles.c.section)
    by_section = Counter({str(row[0]): int(row[1]) for row in connection.execute(count)})
    published = articles.c.date_published
    until = now + timedelta(days=1)
    newest = select(published).where(published <= until).order_by(published.desc()).limit(1)
    oldest = select(published).where(published.is_not(None)).order_by(published).limit(1)
    undated = select(func.count()).select_from(articles).where(published.is_(None))
    return Totals(
        articles=by_section.total(),
        undated=connection.scalar(undated) or 0,
        oldest=connection.scalar(oldest),
        newest=connection.scalar(newest),
        by_section=by_section,
    )


def _menu(connection: Connection) -> tuple[dict[str, str], dict[str, str]]:
    query = select(sections.c.slug, sections.c.name, sections.c.parent).order_by(
        sections.c.position
    )
    rows = connection.execute(query).all()
    parents = {slug: parent for slug, _, parent in rows}
    return {slug: name for slug, name, _ in rows}, {slug: _top(slug, parents) for slug in parents}


def _top(slug: str, parents: dict[str, str | None]) -> str:
    """The menu is two levels deep; a circle, which it cannot have, would end after ten."""
    for _ in range(10):
        above = parents.get(slug)
        if not above:
            break
        slug = above
    return slug


def _published(connection: Connection, period: Period) -> Iterator[Passing]:
    first = and_(revisions.c.article_id == articles.c.id, revisions.c.revision == 1)
    query = (
        select(
            articles.c.date_published,
            func.coalesce(revisions.c.seen_at, articles.c.revision_seen_at),
            articles.c.section,
            articles.c.agencies,
            articles.c.keywords,
            articles.c.sources,
        )
        .outerjoin(revisions, first)
        .where(articles.c.date_published >= period.start, articles.c.date_published < period.end)
        .order_by(articles.c.date_published, articles.c.id)
    )
    for row in connection.execute(query, execution_options={"yield_per": _AT_A_TIME}):
        yield Passing(*row)


def _counted(connection: Connection, now: datetime) -> Iterator[Counted]:
    """What each finished run of the last weeks counted, the oldest first."""
    query = (
        select(runs.c.started_at, runs.c.stats)
        .where(
            runs.c.started_at >= now - timedelta(weeks=WEEKS),
            runs.c.outcome.in_(("succeeded", "degraded")),
        )
        .order_by(runs.c.id.desc())
        .limit(_COUNTED_RUNS)
    )
    for started_at, stats in reversed(connection.execute(query).all()):
        yield Counted.of(started_at, stats)


def _corrected(connection: Connection) -> list[tuple[str, int, datetime]]:
    """Path, revision and time of the newest versions by the newspaper that are not the first."""
    newest = select(articles.c.path, articles.c.revision, articles.c.revision_seen_at).where(
        # An article without older versions is left before its long row is read.
        articles.c.id.in_(select(revisions.c.article_id)),
        articles.c.revision_cause == "newspaper",
    )
    older = (
        select(articles.c.path, revisions.c.revision, revisions.c.seen_at)
        .join(articles, articles.c.id == revisions.c.article_id)
        .where(revisions.c.revision > 1, revisions.c.cause == "newspaper")
    )
    found: list[tuple[str, int, datetime]] = []
    for query, time in ((newest, articles.c.revision_seen_at), (older, revisions.c.seen_at)):
        rows = connection.execute(query.order_by(time.desc()).limit(NEWEST))
        found += [(path, revision, seen_at) for path, revision, seen_at in rows]
    return sorted(found, key=lambda row: (row[2], row[0], row[1]), reverse=True)[:NEWEST]


def _pending(connection: Connection) -> int:
    waiting = select(func.count()).select_from(urls).where(urls.c.state == "pending")
    return connection.scalar(waiting) or 0
