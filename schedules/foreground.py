"""`python -m schedules run NAME`: one scheduled crawl, which the caller waits for."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import partial

from pipelines.store import StoreError, WrongDatabaseUrl
from schedules.catchup import by_hand
from schedules.children import Children, on_stop
from schedules.definitions import Schedule
from schedules.runner import Runner

logger = logging.getLogger(__name__)


def run(schedule: Schedule, database: str) -> int:
    """The crawl's own exit status; 1 where it was stopped.

    :raises Held: the schedule is running already
    """
    children = Children()
    on_stop(lambda _: children.stop())
    runner = Runner(database, children)
    try:
        status = runner.run(schedule, partial(by_hand, schedule, now=datetime.now(UTC)))
    except WrongDatabaseUrl:
        raise
    except StoreError as error:
        logger.error("%s: the ledger is away: %s", schedule.name, error)
        status = runner.run_unrecorded(schedule)
    finally:
        runner.close()
    assert status is not None, "a crawl by hand is always made"
    return status
