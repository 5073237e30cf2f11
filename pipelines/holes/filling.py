"""The crawls that may fill holes, and running them within a budget."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic
from types import FrameType

from crawler.runtime.exceptions import EXIT_DEGRADED, EXIT_HEALTHY, EXIT_LOCKED, EXIT_WRONG_USE
from crawler.runtime.paths import ROOT
from pipelines.holes.finding import Hole, Stretch, in_a_row

ON_THE_LISTS = timedelta(days=3)
"""How old a day may be to be looked for on the section pages, which show nine cards."""
GRACE = 60.0
"""Seconds in which a crawl that is told to stop commits what is on its way."""

_CANNOT = frozenset({EXIT_WRONG_USE, EXIT_LOCKED})
"""What would end the next crawl of the same spider too."""


@dataclass(frozen=True, slots=True)
class Crawl:
    """`scrapy crawl SPIDER -a …`, and the days it is for."""

    spider: str
    arguments: tuple[str, ...]
    first: date
    last: date

    def __str__(self) -> str:
        return " ".join(["scrapy", "crawl", self.spider, *self._given()])

    @property
    def argv(self) -> list[str]:
        return [sys.executable, "-m", "scrapy", "crawl", self.spider, *self._given()]

    def _given(self) -> Iterator[str]:
        for argument in self.arguments:
            yield from ("-a", argument)


@dataclass(frozen=True, slots=True)
class Ended:
    crawl: Crawl
    status: int
    in_time: bool


def crawl_for(stretch: Stretch, section: str | None, today: date) -> Crawl:
    """The lists for the last days, a public archive for older ones. A crawl of the lists is not
    narrowed to the days: only what shows a whole list tells that nothing was missed."""
    first, last = stretch.first, stretch.last
    chosen = (f"sections={section}",) if section is not None else ()
    if is_on_the_lists(first, today):
        return Crawl("sections", chosen, first, last)
    return Crawl("wayback", (f"since={first}", f"until={last}", *chosen), first, last)


def is_on_the_lists(day: date, today: date) -> bool:
    return today - day <= ON_THE_LISTS


def crawls_for(holes: Iterable[Hole], section: str | None, today: date) -> list[Crawl]:
    """One for each stretch of days, the newest first, none of which is asked for twice."""
    found = list(holes)
    fresh = [hole for hole in found if is_on_the_lists(hole.day, today)]
    old = [hole for hole in found if not is_on_the_lists(hole.day, today)]
    stretches = [*([Stretch(tuple(fresh))] if fresh else []), *reversed(in_a_row(old))]
    return [crawl_for(stretch, section, today) for stretch in stretches]


def fill(crawls: Sequence[Crawl], database_url: str, minutes: float) -> Iterator[Ended]:
    """Run one after another while the budget lasts. One that is not done then is told to stop, and
    keeps what it has. After one that cannot run, others of the same spider are left out."""
    last = monotonic() + 60 * minutes
    unable: set[str] = set()
    environment = {**os.environ, "DATABASE_URL": database_url}
    for crawl in crawls:
        left = last - monotonic()
        if crawl.spider in unable or left <= 0:
            continue
        ended = _run(crawl, environment, left)
        if ended.status in _CANNOT:
            unable.add(crawl.spider)
        yield ended


def exit_status(ended: Sequence[Ended], wanted: int) -> int:
    """Healthy where every crawl was run and was; degraded where something was done."""
    statuses = [one.status for one in ended]
    if len(ended) == wanted and not any(statuses) and all(one.in_time for one in ended):
        return EXIT_HEALTHY
    useful = any(one.status in (EXIT_HEALTHY, EXIT_DEGRADED) or not one.in_time for one in ended)
    return EXIT_DEGRADED if useful or not statuses else statuses[0]


def _run(crawl: Crawl, environment: Mapping[str, str], seconds: float) -> Ended:
    child = subprocess.Popen(
        crawl.argv,
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # what a crawl says goes to the standard error
    )
    with _stopping(child):
        try:
            return Ended(crawl, child.wait(seconds), in_time=True)
        except subprocess.TimeoutExpired:
            return Ended(crawl, _stop(child), in_time=False)


def _stop(child: subprocess.Popen[bytes]) -> int:
    child.terminate()
    try:
        return child.wait(GRACE)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


@contextmanager
def _stopping(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Whoever ends this program ends its crawl."""

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if child.poll() is None:
            _stop(child)
