"""How well a section was looked at: what its lists showed by day, and since when without a gap.

A section's list has its newest articles on top. What a look shows is therefore all that was listed
since its last card was; looks whose stretches of time meet leave no gap (decision 041).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import cast

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from crawler.items import Sighting
from crawler.parsing.clean.dates import CLOCK_ERROR, midnight, newspaper_day
from crawler.runtime import stats_names
from crawler.runtime.printable import line
from crawler.urls import section_of
from pipelines.store.articles.content import storable
from pipelines.store.backends.column_types import to_second
from pipelines.store.backends.value_lists import one_of
from pipelines.store.frontier.menu import Slugs
from pipelines.store.runs import Finding
from pipelines.store.schema.rows import RunOutcome, SectionDayRow, SpanRow
from pipelines.store.schema.tables import days, placements, runs, section_days, sections, spans

MAX_REACH = timedelta(days=366)
"""No list is believed to show all of more than a year."""

MAX_DATED = timedelta(days=31)
"""By its dates alone a list is believed to reach no further back: its last card may be pinned, or
an old article that was listed again."""
_DAY = timedelta(days=1)
_IS_A_GAP = "section-overrun"
"""A finding that the spans tell of as well, and until when."""
_SEEN = select(placements.c.path, placements.c.first_seen_at, placements.c.last_seen_at).where(
    one_of(placements.c.path, "paths"), one_of(placements.c.section, "sections")
)


@dataclass(frozen=True, slots=True)
class _Look:
    section: str
    cards: list[Sighting]
    """All that the list showed, in its order."""
    seen: Mapping[str, tuple[datetime, datetime]]
    """By path, when lists of the section showed it first and last before."""

    @property
    def at(self) -> datetime:
        return to_second(max(card.seen_at for card in self.cards))

    @property
    def since(self) -> datetime:
        """From when on nothing was listed that this look does not show."""
        last = self.cards[-1]
        dated = self.at - MAX_DATED
        reached = [max(to_second(shown), dated) for shown in self._dated_back_to()]
        if last.path in self.seen:
            reached.append(self.seen[last.path][0])
        return max(min([*reached, self.at]), self.at - MAX_REACH)

    def _dated_back_to(self) -> Iterator[datetime]:
        """By the dates that the list states, where it is in their order: a card tells its day, of
        which the list may show a part; a feed the moment."""
        published = [card.published for card in self.cards]
        if all(published):
            moments = cast("list[datetime]", published)
            if _descend(moments):
                yield moments[-1]
        elif all(card.day for card in self.cards):
            shown = cast("list[date]", [card.day for card in self.cards])
            if _descend(shown):
                yield midnight(shown[-1] + _DAY)

    def first_today(self) -> int:
        """Articles that no list of the section showed on this day before."""
        today = newspaper_day(self.at)
        return sum(
            path not in self.seen or newspaper_day(self.seen[path][1]) != today
            for path in self._paths()
        )

    def first_ever(self) -> int:
        return len(self._paths() - self.seen.keys())

    def _paths(self) -> set[str]:
        return {card.path for card in self.cards}


def _descend(shown: Sequence[datetime] | Sequence[date]) -> bool:
    return all(upper >= lower for upper, lower in pairwise(shown))


def note_looks(
    connection: Connection, sightings: Iterable[Sighting], slugs: Slugs, run: int
) -> None:
    """Note each look at a section's own list, before its placements are written."""
    for look in _looks(connection, sightings, slugs):
        _count(connection, look, run)
        _cover(connection, look.section, look.since, look.at)
        _add_days(connection, newspaper_day(look.since), newspaper_day(look.at))


def _looks(connection: Connection, sightings: Iterable[Sighting], slugs: Slugs) -> Iterator[_Look]:
    shown: dict[tuple[str, str], list[Sighting]] = {}
    for one in sightings:
        # A page of a search is a part of a list.
        if one.section is not None and one.listing and "?" not in one.listing:
            shown.setdefault((one.listing, storable(slugs(one.section))), []).append(one)
    for (_, section), cards in shown.items():
        paths = {card.path for card in cards}
        found = connection.execute(_SEEN, {"paths": paths, "sections": [section]})
        yield _Look(section, cards, {path: (first, last) for path, first, last in found})


def _count(connection: Connection, look: _Look, run: int) -> None:
    row: SectionDayRow = {
        "section": look.section,
        "day": newspaper_day(look.at),
        "spider": _spider(connection, run),
        "run": run,
        "runs": 1,
        "listed": look.first_today(),
        "new": look.first_ever(),
        "looked_at": look.at,
        "trouble": None,
    }
    known = _stored_day(connection, row)
    if known is None:
        connection.execute(insert(section_days).values(row))
        return
    is_second_list = known["run"] == run and known["looked_at"] is not None
    for_all: SectionDayRow = {
        **row,
        "runs": known["runs"] + (not is_second_list),
        "listed": known["listed"] + row["listed"],
        "new": known["new"] + row["new"],
        "trouble": known["trouble"],
    }
    connection.execute(update(section_days).where(_is(row)).values(for_all))


def _stored_day(connection: Connection, row: SectionDayRow) -> SectionDayRow | None:
    found = connection.execute(select(section_days).where(_is(row))).mappings().first()
    return cast("SectionDayRow", found) if found else None


def _is(row: SectionDayRow) -> ColumnElement[bool]:
    return and_(
        section_days.c.section == row["section"],
        section_days.c.day == row["day"],
        section_days.c.spider == row["spider"],
    )


def _spider(connection: Connection, run: int) -> str:
    return str(connection.scalar(select(runs.c.spider).where(runs.c.id == run)))


def _cover(connection: Connection, section: str, since: datetime, at: datetime) -> None:
    """Add a stretch of time to the section's spans; those that it meets become one."""
    query = select(spans).where(spans.c.section == section, spans.c.until >= since)
    met = []
    for row in [cast("SpanRow", row) for row in connection.execute(query).mappings()]:
        span = _until_now(row, at)
        if span is None:
            _remove(connection, row)
        elif span["since"] <= at and span["until"] >= since:
            _remove(connection, row)
            met.append(span)
    confirmed = [one["confirmed_until"] for one in met if one["confirmed_until"] is not None]
    whole: SpanRow = {
        "section": section,
        "since": min([since, *(one["since"] for one in met)]),
        "until": max([at, *(one["until"] for one in met)]),
        "confirmed_until": max(confirmed, default=None),
    }
    connection.execute(insert(spans).values(whole))


def _until_now(span: SpanRow, at: datetime) -> SpanRow | None:
    """What is believed of a span: a clock that was ahead may have dated looks later than `at`."""
    latest = at + CLOCK_ERROR
    if span["until"] <= latest:
        return span
    if span["since"] > latest:
        return None
    confirmed = span["confirmed_until"]
    if confirmed is None or confirmed > latest:
        return {**span, "until": span["since"], "confirmed_until": None}
    return {**span, "until": confirmed}


def _remove(connection: Connection, span: SpanRow) -> None:
    connection.execute(
        delete(spans).where(spans.c.section == span["section"], spans.c.since == span["since"])
    )


def _add_days(connection: Connection, first: date, last: date) -> None:
    """Have every day from the first that a look reached to the last look's, and none that only a
    clock ahead has seen."""
    bounds = select(func.min(days.c.day), func.max(days.c.day))
    known_first, known_last = connection.execute(bounds).one()
    if known_first is None:
        missing = _each(first, last)
    else:
        if known_last > last + _DAY:
            connection.execute(delete(days).where(days.c.day > last))
            known_last = max(last, known_first - _DAY)
        missing = [*_each(first, known_first - _DAY), *_each(known_last + _DAY, last)]
    rows = [
        {"day": day, "starts_at": midnight(day), "ends_at": midnight(day + _DAY)} for day in missing
    ]
    if rows:
        connection.execute(insert(days), rows)


def _each(first: date, last: date) -> list[date]:
    return [first + n * _DAY for n in range((last - first).days + 1)]


def settle(
    connection: Connection,
    run: int,
    outcome: RunOutcome,
    findings: Iterable[Finding],
    stats: Mapping[str, object],
    now: datetime,
) -> None:
    """What a run's end says of its looks: those of one that ended well are confirmed, of the
    others it is noted what was the matter."""
    slugs = Slugs(connection)
    _note_failed_lists(connection, run, stats, slugs, now)
    query = select(section_days).where(
        section_days.c.run == run, section_days.c.looked_at.is_not(None)
    )
    of_run = [cast("SectionDayRow", row) for row in connection.execute(query).mappings()]
    troubles = _troubles(outcome, findings, slugs)
    for row in of_run:
        trouble = troubles.get(row["section"]) or troubles.get(None)
        if trouble is None:
            _confirm(connection, row)
        said = f"run {run} ({row['spider']}) {trouble}" if trouble else None
        connection.execute(update(section_days).where(_is(row)).values(trouble=said))


def _troubles(
    outcome: RunOutcome, findings: Iterable[Finding], slugs: Slugs
) -> dict[str | None, str]:
    """By section, None standing for all, why a run's look is no proof."""
    if outcome == "succeeded":
        return {}
    if outcome != "degraded":
        return {None: {"interrupted": "was cut off"}.get(outcome, outcome)}
    return {
        slugs(storable(one.section)) if one.section else None: f"was degraded: {one.check}"
        for one in findings
        if one.check != _IS_A_GAP
    }


def _confirm(connection: Connection, look: SectionDayRow) -> None:
    at = look["looked_at"]
    reached = update(spans).where(
        spans.c.section == look["section"],
        spans.c.since <= at,
        spans.c.until >= at,
        or_(spans.c.confirmed_until.is_(None), spans.c.confirmed_until < at),
    )
    connection.execute(reached.values(confirmed_until=at))


def _note_failed_lists(
    connection: Connection, run: int, stats: Mapping[str, object], slugs: Slugs, now: datetime
) -> None:
    known = set(connection.execute(select(sections.c.slug)).scalars())
    prefix = stats_names.FAILED_PAGES.prefix
    failed = {name.removeprefix(prefix): cause for name, cause in sorted(stats.items())
              if name.startswith(prefix)}  # fmt: skip
    for listing, cause in failed.items():
        section = slugs(section_of(listing))
        if section not in known:
            continue
        row: SectionDayRow = {
            "section": section,
            "day": newspaper_day(now),
            "spider": _spider(connection, run),
            "run": run,
            "runs": 0,
            "listed": 0,
            "new": 0,
            "looked_at": None,
            "trouble": f"its list could not be read in run {run} ({line(str(cause))})",
        }
        _add_days(connection, row["day"], row["day"])
        if _stored_day(connection, row) is None:
            connection.execute(insert(section_days).values(row))
        else:
            said = update(section_days).where(_is(row))
            connection.execute(said.values(trouble=row["trouble"]))
