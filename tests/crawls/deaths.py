"""The project's settings for a crawl one of whose tasks dies of an error that nobody foresaw.

A test names this module in SCRAPY_SETTINGS_MODULE and the task in DIES.
"""

from __future__ import annotations

import os
from typing import Any

from crawler.settings_fast import *  # noqa: F403
from pipelines.crawl import batch_writer, lock_keeper

_left = [3]


async def _die_in_time(*_: Any) -> None:
    _left[0] -= 1
    if _left[0] <= 0:
        raise ZeroDivisionError("nobody foresaw this")


_commit = batch_writer.Writer._commit


async def _commit_then_die(self: batch_writer.Writer, batch: list[Any]) -> None:
    await _die_in_time()
    await _commit(self, batch)


if os.environ["DIES"] == "writer":
    batch_writer.MAX_IN_A_BATCH = 5
    batch_writer.Writer._commit = _commit_then_die  # type: ignore[method-assign]
else:
    lock_keeper.INTERVAL_OF_A_FILE = 0.3
    lock_keeper.LockKeeper._bounded = _die_in_time  # type: ignore[method-assign, assignment]
