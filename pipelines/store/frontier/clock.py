"""What a clock ahead has left in the database, and in its plans."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, or_, select, update

from crawler.parsing.clean.dates import CLOCK_ERROR
from pipelines.store.frontier.plan import (
    ABSENT_FOR,
    LAST_STEP,
    MAX_PLAN,
    NIGHTS_TO_BELIEVE,
    next_try,
)
from pipelines.store.schema.tables import articles, runs, urls


def latest_of_runs(connection: Connection) -> datetime | None:
    """The latest time that the last run noted."""
    last = select(runs.c.started_at, runs.c.finished_at).order_by(runs.c.id.desc()).limit(1)
    row = connection.execute(last).first()
    return max((at for at in row if at is not None), default=None) if row else None


def plan_anew(connection: Connection, now: datetime) -> int:
    """Have asked for now what a clock ahead has put off further than any plan of today's would;
    the number of urls.

    An article whose last look is dated later than now has lost its rechecks: the times for them
    had passed by that clock.
    """
    looked_at = select(articles.c.path).where(articles.c.fetched_at > now + CLOCK_ERROR)
    again = update(urls).where(
        urls.c.state == "article",
        urls.c.gone_at.is_(None),
        or_(urls.c.recheck_at > now + MAX_PLAN, urls.c.path.in_(looked_at)),
    )
    late = update(urls).where(or_(*(_put_off(attempts, now) for attempts in range(1, LAST_STEP))))
    rechecked = connection.execute(again.values(recheck_at=now)).rowcount
    return rechecked + connection.execute(late.values(retry_at=now)).rowcount


def _put_off(attempts: int, now: datetime) -> ColumnElement[bool]:
    """Whether a url that failed so often waits for longer than after a failure just now."""
    pause = case(
        (urls.c.nights >= NIGHTS_TO_BELIEVE, now + ABSENT_FOR), else_=next_try(attempts, now)
    )
    is_last = attempts == LAST_STEP - 1
    so_often = urls.c.attempts >= attempts if is_last else urls.c.attempts == attempts
    return and_(urls.c.retry_at.is_not(None), so_often, urls.c.retry_at > pause)
