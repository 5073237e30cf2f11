"""One live line on a terminal: how far the crawl is, what came in, and how long it may take."""

from __future__ import annotations

import atexit
import sys
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from rich.console import Console, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall

INTERVAL = 0.5
"""Seconds between two refreshes of the line."""
_REMEMBERED = 40
"""Refreshes over which the rate is taken: the last 20 seconds."""
_LEAST_REMEMBERED = 10
_BAR = 16


@dataclass(frozen=True, slots=True)
class State:
    """What the line says. `lists_in_all` and `seconds_left` are None where nobody can know."""

    lists: int
    lists_in_all: int | None
    pages: int
    waiting: int
    new: int
    changed: int
    unchanged: int
    failed: int
    rate: float
    seconds_left: float | None

    @classmethod
    def of(cls, stats: Mapping[str, Any], rate: float, whole_menu: bool) -> Self:
        """From Scrapy's stats; with `whole_menu` each section of the menu has a list to read."""

        def count(name: str) -> int:
            return int(stats.get(name, 0))

        lists, in_all = count("listings/read"), count("menu/sections") if whole_menu else 0
        waiting = max(count("scheduler/enqueued") - count("scheduler/dequeued"), 0)
        # Lists still to be read lead to nobody knows how many articles.
        known = rate > 0 and waiting > 0 and lists + count("pages/failed") >= in_all > 0
        return cls(
            lists=lists,
            lists_in_all=in_all or None,
            pages=count("response_received_count"),
            waiting=waiting,
            new=count("articles/new"),
            changed=count("articles/updated"),
            unchanged=count("articles/unchanged"),
            failed=count("articles/failed") + count("pages/failed"),
            rate=rate,
            seconds_left=waiting / rate if known else None,
        )


class ProgressExtension:
    def __init__(self, crawler: Crawler, console: Console) -> None:
        self._crawler = crawler
        self._live = Live(
            console=console, auto_refresh=False, redirect_stdout=False, redirect_stderr=False
        )
        self._seen: deque[tuple[float, int]] = deque(maxlen=_REMEMBERED)
        self._loop: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured where nobody looks on: then the log's own lines tell."""
        if not sys.stderr.isatty():
            raise NotConfigured
        extension = cls(crawler, Console(stderr=True))
        crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        self._live.start()
        atexit.register(self._live.stop)  # a crawl that dies must not keep the cursor hidden
        self._loop = create_looping_call(self._show)
        self._loop.start(INTERVAL)

    def spider_closed(self) -> None:
        """The last line stays, with what came in on the whole."""
        if self._loop is not None and self._loop.running:
            self._loop.stop()
        self._show()
        self._live.stop()

    def _show(self) -> None:
        stats = self._crawler.stats.get_stats()
        arguments = getattr(self._crawler.spider, "arguments", {})
        state = State.of(stats, self._rate(stats), whole_menu="sections" not in arguments)
        self._live.update(line(state), refresh=True)

    def _rate(self, stats: Mapping[str, Any]) -> float:
        """Pages a second, lately; 0 before there is enough to tell."""
        self._seen.append((time.monotonic(), int(stats.get("response_received_count", 0))))
        (since, first), (now, last) = self._seen[0], self._seen[-1]
        return (last - first) / (now - since) if len(self._seen) >= _LEAST_REMEMBERED else 0.0


def line(state: State) -> RenderableType:
    """The most telling first: what does not fit the terminal is cut off at its end."""
    said = Text(no_wrap=True, overflow="ellipsis")
    parts = [_lists(state), (f"{state.new} new", "green"), (f"{state.changed} changed", "")]
    parts += [(f"{state.failed} failed", "bold red" if state.failed else "")]
    parts += [(f"{state.unchanged} unchanged", "dim"), (_pages(state), "dim")]
    if state.rate:
        parts.append((f"{state.rate:.1f}/s", "dim"))
    if state.seconds_left is not None:
        parts.insert(1, (f"{_clock(state.seconds_left)} left", "bold"))
    for n, (words, style) in enumerate(part for part in parts if part[0]):
        said.append(" · " if n else "", "dim").append(words, style)
    return _with_bar(state, said)


def _with_bar(state: State, said: Text) -> RenderableType:
    if state.lists_in_all is None:
        return said
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=_BAR)
    grid.add_column(no_wrap=True, overflow="ellipsis")
    done = state.pages if state.lists >= state.lists_in_all else state.lists
    total = state.pages + state.waiting if done == state.pages else state.lists_in_all
    grid.add_row(ProgressBar(total=max(total, 1), completed=done, width=_BAR), said)
    return grid


def _lists(state: State) -> tuple[str, str]:
    if state.lists_in_all is None:
        return (f"{state.lists} lists" if state.lists else "", "")
    return f"{state.lists}/{state.lists_in_all} sections", ""


def _pages(state: State) -> str:
    return f"{state.pages} pages" + (f", {state.waiting} to come" if state.waiting else "")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
