"""What the database knows of its days, for the search for holes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, func, select

from crawler.parsing.clean.dates import midnight, newspaper_day
from pipelines.holes.finding import Known
from pipelines.store.backends.errors import StoreError, wrapped
from pipelines.store.frontier.menu import Slugs
from pipelines.store.schema.tables import articles, runs, section_days, sections, spans
from pipelines.store.search.finding import at_home_or_placed

ARCHIVES = ("wayback", "search")
"""Spiders that list all articles of some days, however old."""

_DAY = timedelta(days=1)
_Spans = Mapping[str, list[tuple[datetime, datetime]]]


def ask(engine: Engine, section: str | None, now: datetime) -> Known:
    """:raises StoreError: there is no such section"""
    with wrapped(engine.url), engine.connect() as connection:
        section = _known(connection, section) if section is not None else None
        looked = _looked(connection, section)
        known = _spans(connection, section)
        over = newspaper_day(now) - _DAY
        ends = [one[1] for ones in known.values() for one in ones]
        return Known(
            articles=_articles(connection, section),
            of_all=_articles(connection, None),
            looked=looked,
            covered=frozenset(
                {
                    *_reached(known, _vanished(connection), looked, over),
                    *_archived(connection, section),
                }
            ),
            over=over,
            seen_to_its_end=newspaper_day(max(ends)) - _DAY if ends else None,
        )


def _known(connection: Connection, section: str) -> str:
    slug = Slugs(connection)(section)
    in_menu = select(sections.c.slug).where(sections.c.slug == slug)
    at_home = select(articles.c.section).where(articles.c.section == slug).limit(1)
    if connection.scalar(in_menu) is None and connection.scalar(at_home) is None:
        raise StoreError(f"no section {section!r} is known")
    return slug


def _articles(connection: Connection, section: str | None) -> dict[date, int]:
    day = articles.c.published_day
    query = select(day, func.count()).where(day.is_not(None)).group_by(day)
    if section is not None:
        query = query.where(at_home_or_placed([section]))
    return {row[0]: row[1] for row in connection.execute(query)}


def _looked(connection: Connection, section: str | None) -> frozenset[date]:
    query = select(section_days.c.day).where(section_days.c.runs > 0).distinct()
    if section is not None:
        query = query.where(section_days.c.section == section)
    return frozenset(connection.execute(query).scalars())


def _spans(connection: Connection, section: str | None) -> _Spans:
    query = select(spans.c.section, spans.c.since, spans.c.until).order_by(spans.c.since)
    if section is not None:
        query = query.where(spans.c.section == section)
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for slug, since, until in connection.execute(query):
        found.setdefault(slug, []).append((since, until))
    return found


def _vanished(connection: Connection) -> frozenset[str]:
    gone = select(sections.c.slug).where(sections.c.vanished_at.is_not(None))
    return frozenset(connection.execute(gone).scalars())


def _reached(
    known: _Spans, vanished: frozenset[str], looked: frozenset[date], over: date
) -> Iterator[date]:
    """Days without a look of which the next looks showed all, in every section."""
    if not looked:
        return
    day = min(looked)
    while day <= over:
        if day not in looked and _is_reached(known, vanished, day):
            yield day
        day += _DAY


def _is_reached(known: _Spans, vanished: frozenset[str], day: date) -> bool:
    start, end = midnight(day), midnight(day + _DAY)
    there = [
        ones
        for section, ones in known.items()
        if ones[0][0] <= start and not (section in vanished and ones[-1][1] < end)
    ]
    return bool(there) and all(
        any(since <= start and until >= end for since, until in ones) for ones in there
    )


def _archived(connection: Connection, section: str | None) -> Iterator[date]:
    """Days that a run asked an archive for, all of them, and ended with an answer."""
    query = select(runs.c.arguments, runs.c.started_at).where(
        runs.c.spider.in_(ARCHIVES), runs.c.outcome.in_(("succeeded", "degraded"))
    )
    for arguments, started_at in connection.execute(query):
        chosen = arguments.get("sections") or arguments.get("section")
        if arguments.get("urls") or arguments.get("limit") or not arguments.get("since"):
            continue
        if chosen and section not in (chosen if isinstance(chosen, list) else [chosen]):
            continue
        until = arguments.get("until")
        last = date.fromisoformat(until) if until else newspaper_day(started_at) - _DAY
        day = date.fromisoformat(arguments["since"])
        last = min(last, newspaper_day(started_at) - _DAY)
        while day <= last:
            yield day
            day += _DAY
