"""The project's settings for a crawl that kills itself, without a word, at a named place.

A test names this module in SCRAPY_SETTINGS_MODULE and the place in KILL_AT: `commit:before:3` is
the third time that a transaction is about to be committed.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import wraps
from typing import Any

from sqlalchemy import Engine, event

from crawler.settings_fast import *  # noqa: F403
from pipelines.crawl import batch_writer
from pipelines.store import Store
from pipelines.store.articles import saving

# So that the crawl comes by each place often enough, however fast pages come in.
batch_writer.MAX_IN_A_BATCH = 5
# In small letters: what is in capitals Scrapy takes for a setting.
_places: dict[str, tuple[Any, str]] = {
    "start": (Store, "start_run"),
    "menu": (Store, "save_menu"),
    "listing": (Store, "record"),
    "look-up": (Store, "due"),
    "remembering": (Store, "save_validators"),
    "batch": (Store, "save"),
    "rows": (saving, "_write_urls"),
    "duplicates": (saving, "mark_duplicates"),
    "alias": (Store, "settle"),
    "absence": (Store, "record_absences"),
    "close": (Store, "finish_run"),
}


class Killer:
    def __init__(self, times: int) -> None:
        self._left = times

    def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def install(kill_at: str) -> None:
    place, when, times = kill_at.split(":")
    kill = Killer(int(times))
    if place == "commit":
        event.listen(Engine, "commit", lambda _: kill())
        return
    owner, name = _places[place]
    setattr(owner, name, _killing(getattr(owner, name), kill, when))


def _killing(function: Callable[..., Any], kill: Killer, when: str) -> Callable[..., Any]:
    @wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            kill()
        answer = function(*args, **kwargs)
        if when == "after":
            kill()
        return answer

    return wrapped


install(os.environ["KILL_AT"])
