"""`python -m schedules run NAME`: one scheduled crawl, which the caller waits for."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import partial

from crawler.runtime.exceptions import EXIT_HEALTHY
from pipelines.store import StoreError, WrongDatabaseUrl
from pipelines.store.ledger import Entry
from schedules import pauses, stop_signals
from schedules.catchup import Decision, by_hand
from schedules.children import Children
from schedules.definitions import Schedule
from schedules.output import Output
from schedules.runner import Runner

logger = logging.getLogger(__name__)


def run(schedule: Schedule, database: str, output: Output | None = None) -> int:
    """The crawl's own exit status; 1 where it was stopped; 0 without a crawl where the schedule is
    paused. `output`: takes what the crawl says.

    :raises Held: the schedule is running already
    """
    now = datetime.now(UTC)
    children = Children(output=output)
    runner = Runner(database, children)
    with stop_signals.heard(lambda _: children.stop()):
        return _run(schedule, runner, now)


def _run(schedule: Schedule, runner: Runner, now: datetime) -> int:
    pause = None
    try:
        if (pause := pauses.paused(schedule, now)) is not None:
            logger.info("%s: %s", schedule.name, pauses.shown(pause, schedule))
            runner.skip(schedule, partial(_due, schedule, now=now))
            return EXIT_HEALTHY
        status = runner.run(schedule, partial(by_hand, schedule, now=now))
    except WrongDatabaseUrl:
        raise
    except StoreError as error:
        logger.error("%s: the ledger is away: %s", schedule.name, error)
        if pause is not None:
            return EXIT_HEALTHY
        status = runner.run_unrecorded(schedule)
    finally:
        runner.close()
    assert status is not None, "a crawl by hand is always made"
    return status


def _due(schedule: Schedule, newest: Entry | None, now: datetime) -> Decision:
    """What is due, and not this very moment, for which a run by hand stands where nothing is."""
    found = by_hand(schedule, newest, now)
    return Decision(None) if found.run_for == now else found
