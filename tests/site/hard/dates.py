"""Hours at the edge of the clock, old pages and pages without a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tests.site.clock import istanbul
from tests.site.hard.draft import draft
from tests.site.model import Byline, Story, Style
from tests.site.stories import DAILY_SABAH, Desk

OLD = Style(date="old")
OURS = Byline("DAILY SABAH", DAILY_SABAH)

Clock = tuple[str, str, str, int, int, int]
CLOCKS: tuple[Clock, ...] = (
    ("five-past-midnight", "football", "Late winner keeps the lights on", 6, 0, 5),
    ("half-past-noon", "economy", "Price index lands a day early", 9, 12, 30),
    ("one-digit-hour", "health", "Morning walkers sleep longer", 4, 9, 5),
    ("midnight-sharp", "tennis", "Final ends as the day does", 12, 0, 0),
)

OldPage = tuple[str, str, str, str, datetime, datetime | None, Byline | None]
OLD_PAGES: tuple[OldPage, ...] = (
    ("published-and-updated", "istanbul", "/turkey/istanbul/{}", "Tunnel under the hill is done",
     istanbul(2020, 1, 31, 17, 57), istanbul(2020, 1, 31, 18, 43), OURS),
    ("old-without-updated", "tourism", "/business/tourism/{}", "Balloon pilots train in the wind",
     istanbul(2019, 11, 2, 8, 5), None, OURS),
    ("old-without-byline", "cinema", "/arts/cinema/{}", "Village hall shows silent films",
     istanbul(2019, 5, 18, 0, 12), istanbul(2019, 5, 19, 11, 0), None),
    ("old-travel", "travel", "/travel/2018/03/24/{}", "Walking the quiet peninsula",
     istanbul(2018, 3, 24, 11, 40), None, OURS),
    ("winter-time-2015", "columns", "/columns/nermin-aksoy/2015/02/16/{}", "Notes from an icy pier",
     istanbul(2015, 2, 16, 9, 10), None, Byline("NERMİN AKSOY", ("NERMİN AKSOY",))),
    ("summer-time-2015", "history", "/history/2015/07/05/{}", "A galley rises from the mud",
     istanbul(2015, 7, 5, 14, 20), istanbul(2015, 7, 6, 1, 5), OURS),
    ("late-summer-time-2015", "food", "/food/2015/11/01/{}", "Quinces stretch into November",
     istanbul(2015, 11, 1, 10, 0), None, OURS),
    ("all-year-time-2016", "energy", "/energy/2016/11/15/{}", "Clocks stay and so do the lamps",
     istanbul(2016, 11, 15, 7, 30), None, OURS),
)  # fmt: skip


def date_kinds(desk: Desk) -> list[Story]:
    clocks = [
        draft(desk, section, kind, headline, published=_at(desk, days, hour, minute))
        for kind, section, headline, days, hour, minute in CLOCKS
    ]
    return [*clocks, *_fixed_dates(desk), *(_old_page(desk, case) for case in OLD_PAGES)]


def _at(desk: Desk, days: int, hour: int, minute: int) -> datetime:
    day = desk.closing - timedelta(days=days)
    return day.replace(hour=hour, minute=minute)


def _fixed_dates(desk: Desk) -> list[Story]:
    updated = desk.closing - timedelta(days=3, hours=2)
    return [
        draft(
            desk, "events", "new-years-night", "Fireworks give way to a choir",
            published=istanbul(2026, 1, 1, 0, 10),
        ),
        draft(
            desk, "legislation", "updated-later", "Rent bill passes at the second reading",
            published=updated - timedelta(hours=9), modified=updated,
        ),
        _undated(draft(desk, "fashion", "day-only", "Felt makers open their yard")),
    ]  # fmt: skip


def _undated(story: Story) -> Story:
    """Its page names no date at all; only the lists show the day."""
    return replace(story, style=Style(date="none"))


def _old_page(desk: Desk, case: OldPage) -> Story:
    kind, section, path, headline, published, modified, byline = case
    slug = headline.lower().replace(" ", "-")
    return draft(
        desk, section, kind, headline,
        path=path.format(slug), published=published, modified=modified, byline=byline,
        city="ISTANBUL", style=OLD,
    )  # fmt: skip
