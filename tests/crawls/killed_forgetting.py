"""`python -m pipelines` that kills itself, without a word, as `forget` comes by the place that
KILL_AT names: `before:records_moved`, `after:records_moved`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from pipelines.archive import pruning
from pipelines.commands import forget, main

_PLACES = {
    "bury": forget,
    "purge": forget,
    "write_index": pruning,
    "records_moved": forget,
    "remove": forget,
}


def _killing(function: Callable[..., Any], when: str) -> Callable[..., Any]:
    def wrapped(*arguments: Any, **named: Any) -> Any:
        answer = function(*arguments, **named) if when == "after" else None
        os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return wrapped


if __name__ == "__main__":
    when, name = os.environ["KILL_AT"].split(":")
    owner = _PLACES[name]
    setattr(owner, name, _killing(getattr(owner, name), when))
    sys.exit(main())
