"""The page itself: one HTML file that asks for nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup
from sqlalchemy import Engine

from crawler.parsing.clean.dates import ZONE
from crawler.runtime.printable import xml_text
from pipelines.report import panels
from pipelines.report.figures import MONTHS
from pipelines.report.queries import Facts, ask
from pipelines.report.quiet_days import ALL, UNLIKELY, WEEKS, flow, holes

_FOLDER = Path(__file__).parent
_HOLES = 25


def render(engine: Engine, now: datetime | None = None) -> str:
    """The page about this database.

    :raises SQLAlchemyError: it cannot be read
    """
    return page_of(ask(engine, now or datetime.now(UTC)))


def page_of(facts: Facts) -> str:
    counted = flow(facts.counted)
    found = holes(counted, facts.now.astimezone(ZONE).date())
    figures = facts.figures
    return _template().render(
        facts=facts,
        city=_city(ZONE),
        totals=facts.totals,
        week=_last_week(facts),
        holes=found[:_HOLES],
        more_holes=max(len(found) - _HOLES, 0),
        all_sections=ALL,
        without_run=panels.in_words(counted.without_run),
        weeks=WEEKS,
        unlikely=UNLIKELY,
        months=MONTHS,
        by_day=panels.by_day(figures, facts.names),
        by_month=panels.by_month(figures),
        keywords=panels.keywords(figures),
        sources=panels.sources(figures),
        delays=panels.delays(figures),
        new_by_day=panels.new_by_day(counted),
    )


def _city(zone: ZoneInfo) -> str:
    """That a zone is named after."""
    return zone.key.rpartition("/")[2].replace("_", " ")


def _last_week(facts: Facts) -> int:
    days = facts.figures.period.days[-7:]
    return sum(facts.figures.by_day[day].total() for day in days if day in facts.figures.by_day)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    environment.filters |= {"moment": _moment, "took": _took, "link": _link, "number": _number}
    return environment.get_template("page.html")


def _finalized(value: object) -> object:
    """Texts as HTML may have them; what was drawn is markup and clean already."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return xml_text(value)
    return value


def _moment(value: datetime | None) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M}" if value else ""


def _took(value: timedelta | None) -> str:
    if value is None:
        return ""
    seconds = int(value.total_seconds())
    if seconds < 120:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _link(url: str) -> str:
    """A url that a click may follow; never one that runs something."""
    return url if url.startswith(("https://", "http://")) else ""


def _number(value: float) -> str:
    return f"{value:,}"
