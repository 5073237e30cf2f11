"""How long the first page of a search takes on a big archive, and the export's memory.

python -m bench.large_archive sqlite:///data/large.db --articles 250000
python -m bench.search sqlite:///data/large.db
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from typing import BinaryIO, cast

from sqlalchemy import Engine

from pipelines.export.formats import FORMATS
from pipelines.store import open_engine
from pipelines.store.exporting import Articles, Selection
from pipelines.store.search.finding import find
from pipelines.store.search.query import parse

PAGE = 21
"""What the command asks for: a page of 20, and whether there is more."""
TIMES = 5
QUERIES = (
    "bacal",  # in a third of the archive
    "bacal dandel",
    '"bacal dandel"',
    "bacal -dandel",
    "bacal section:tennis",
    "bacal since:2020-01-01 until:2020-01-31",
    "bacal author:sabah",
    "bacal -author:sabah",  # matches nothing, and has to look at all
    "section:tennis",
    "nowhere",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("database_url")
    engine = open_engine(parser.parse_args().database_url)
    say(f"{'query':<45} {'found':>5} {'first':>9} {'best':>9}")
    for query in QUERIES:
        measure(engine, query)
    for name in FORMATS:
        export(engine, name)
    engine.dispose()


def measure(engine: Engine, query: str) -> None:
    times = []
    found = 0
    for _ in range(TIMES):
        seconds, found = timed(lambda: len(find(engine, parse(query), PAGE)))
        times.append(seconds * 1000)
    say(f"{query:<45} {found:>5} {times[0]:>6.1f} ms {min(times):>6.1f} ms")


def export(engine: Engine, name: str) -> None:
    count = Counter()
    file = cast("BinaryIO", count)
    before = peak_mb()
    seconds, _ = timed(lambda: FORMATS[name](Articles(engine, Selection()), file))
    say(
        f"export {name}: {count.size / 1e6:,.0f} MB in {seconds:.0f} s;"
        f" memory at most {peak_mb():.0f} MB, {before:.0f} MB before"
    )


class Counter:
    """A file that keeps nothing but its length."""

    def __init__(self) -> None:
        self.size = 0
        self.closed = False

    def write(self, content: bytes) -> int:
        self.size += len(content)
        return len(content)

    def writelines(self, lines: list[bytes]) -> None:
        for line in lines:
            self.write(line)

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        return self.size

    def flush(self) -> None: ...


def timed(call: Callable[[], int | None]) -> tuple[float, int]:
    since = time.perf_counter()
    result = call()
    return time.perf_counter() - since, result or 0


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
