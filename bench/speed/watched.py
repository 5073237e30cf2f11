"""`scrapy` in this process, watched: what its store costs, or a profile of all of it.

    python -m bench.speed.watched storage FILE crawl sections …
    python -m bench.speed.watched profile FILE crawl sections …

`storage` puts a clock around each method of `pipelines.store.Store`, which reads the CPU time of
the thread that the method runs on: waiting for a lock, a disk or a server is not in it. FILE gets
the seconds by method, and those of the whole process.
`profile` runs cProfile on the main thread and another one on the store's.
"""

from __future__ import annotations

import cProfile
import io
import json
import pstats
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from scrapy.cmdline import execute

from pipelines.store import Store

SHOWN = 40
Around = Callable[[str, Callable[..., Any]], Callable[..., Any]]


def main() -> None:
    mode, file, *words = sys.argv[1:]
    sys.argv = ["scrapy", *words]
    (_watch_storage if mode == "storage" else _profile)(Path(file))


def _watch_storage(file: Path) -> None:
    spent: Counter[str] = Counter()

    def clocked(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def timed(*args: Any, **kwargs: Any) -> Any:
            since = time.thread_time()
            try:
                return method(*args, **kwargs)
            finally:
                spent[name] += time.thread_time() - since  # type: ignore[assignment]

        return timed

    _surround(clocked)
    try:
        execute()
    finally:
        found = {"process": time.process_time(), "store": dict(spent)}
        file.write_text(json.dumps(found), encoding="utf-8")


def _profile(file: Path) -> None:
    main_thread, store_thread = cProfile.Profile(), cProfile.Profile()

    def profiled(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def run(*args: Any, **kwargs: Any) -> Any:
            if threading.current_thread() is threading.main_thread():
                return method(*args, **kwargs)
            return store_thread.runcall(method, *args, **kwargs)

        return run

    _surround(profiled)
    try:
        main_thread.runcall(execute)
    finally:
        parts = [
            _shown(profile, f"{name}, by {order}", order)
            for name, profile in (("MAIN THREAD", main_thread), ("STORE'S THREAD", store_thread))
            for order in ("tottime", "cumulative")
        ]
        file.write_text("\n".join(parts), encoding="utf-8")


def _surround(around: Around) -> None:
    for name, method in list(vars(Store).items()):
        if callable(method) and not name.startswith("_"):
            setattr(Store, name, around(name, method))


def _shown(profile: cProfile.Profile, title: str, order: str) -> str:
    text = io.StringIO()
    pstats.Stats(profile, stream=text).sort_stats(order).print_stats(SHOWN)
    return f"=== {title} ===\n{text.getvalue()}"


if __name__ == "__main__":
    main()
