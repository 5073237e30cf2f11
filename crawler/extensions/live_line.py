"""What the live line of a crawl says, and how it looks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from rich.console import Console, ConsoleDimensions, ConsoleOptions, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from crawler.runtime import stats_names

_BAR = 16
_BETWEEN = " · "
_RANK_OF_BAR = 5
"""It is shown where it leaves room for all parts of this rank and below."""


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
    not_articles: int
    rate: float
    seconds_left: float | None
    took: float | None = None
    """Seconds, of a crawl that has ended."""

    @classmethod
    def of(
        cls, stats: Mapping[str, Any], rate: float, whole_menu: bool, took: float | None = None
    ) -> Self:
        """From Scrapy's stats; with `whole_menu` each section of the menu has a list to read."""

        def count(name: stats_names.Number) -> int:
            return int(stats.get(name, 0))

        lists = count(stats_names.LISTINGS_READ)
        in_all = count(stats_names.MENU_SECTIONS) if whole_menu else 0
        scheduled = max(count(stats_names.SCHEDULED) - count(stats_names.UNSCHEDULED), 0)
        lined_up = count(stats_names.ARTICLES_WAITING)
        pages_failed = count(stats_names.PAGES_FAILED)
        # Lists lead to articles: those to come, it is taken, to as many as those that were read.
        unread = max(in_all - lists - pages_failed, 0)
        expected = unread * lined_up / lists if lists else 0.0
        to_come = max(scheduled, unread) + lined_up + expected
        return cls(
            lists=lists,
            lists_in_all=in_all or None,
            pages=count(stats_names.RESPONSES),
            waiting=lined_up + scheduled,
            new=count(stats_names.ARTICLES_NEW),
            changed=count(stats_names.ARTICLES_UPDATED),
            unchanged=count(stats_names.ARTICLES_UNCHANGED),
            failed=count(stats_names.ARTICLES_FAILED) + pages_failed,
            not_articles=count(stats_names.NOT_ARTICLES),
            rate=rate,
            seconds_left=to_come / rate if to_come and rate > 0 and took is None else None,
            took=took,
        )


class LiveLine:
    """The line itself, on standard error."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._live = Live(
            console=self._console,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self.start, self.stop = self._live.start, self._live.stop

    def show(
        self, stats: Mapping[str, Any], rate: float, *, whole_menu: bool, took: float | None = None
    ) -> None:
        state = State.of(stats, rate, whole_menu, took)
        # As it is now: COLUMNS may say how it was when a shell started.
        with suppress(OSError):  # of a terminal that is gone
            width, height = os.get_terminal_size(self._console.file.fileno())
            if width and height:
                self._console.size = ConsoleDimensions(width, height)
        self._live.update(Line(state), refresh=True)


class _Part(NamedTuple):
    words: str
    style: str
    rank: int
    """What tells most has the lowest: it stays where there is no room for all."""


class Line:
    """One line of a terminal of any width: what does not fit whole is left out."""

    def __init__(self, state: State) -> None:
        self._state = state

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        width = options.max_width
        parts = list(_parts(self._state))
        beside_bar = _fitting(parts, width - _BAR - 1)
        has_room = all(part in beside_bar for part in parts if part.rank <= _RANK_OF_BAR)
        if has_room and self._state.lists_in_all is not None and self._state.took is None:
            yield _with_bar(self._state, _said(beside_bar))
        else:
            yield _said(_fitting(parts, width))


def _parts(state: State) -> Iterator[_Part]:
    """In the order in which they stand."""
    if state.took is not None:
        yield _Part(f"took {_clock(state.took)}", "bold", 0)
    elif state.lists_in_all is not None:
        yield _Part(f"{state.lists}/{state.lists_in_all} sections", "", 5)
    elif state.lists:
        yield _Part(f"{state.lists} lists", "", 5)
    if state.seconds_left is not None:
        yield _Part(f"{_clock(state.seconds_left)} left", "bold", 0)
    yield _Part(f"{state.new} new", "green", 1)
    yield _Part(f"{state.changed} changed", "", 4)
    yield _Part(f"{state.failed} failed", "bold red" if state.failed else "", 2)
    if state.not_articles:
        yield _Part(f"{state.not_articles} no articles", "bold red", 3)
    yield _Part(f"{state.unchanged} unchanged", "dim", 6)
    yield _Part(_pages(state), "dim", 7)
    if state.rate and state.took is None:
        yield _Part(f"{state.rate:.1f}/s", "dim", 8)


def _fitting(parts: list[_Part], width: int) -> list[_Part]:
    """As many as there is room for, those of the lowest rank first."""
    kept: list[_Part] = []
    for part in sorted(parts, key=lambda one: one.rank):
        if len(_BETWEEN.join(one.words for one in (*kept, part))) > width:
            break
        kept.append(part)
    return [part for part in parts if part in kept]


def _said(parts: list[_Part]) -> Text:
    said = Text(no_wrap=True, overflow="crop")
    for number, part in enumerate(parts):
        said.append(_BETWEEN if number else "", "dim").append(part.words, part.style)
    return said


def _with_bar(state: State, said: Text) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=_BAR)
    grid.add_column(no_wrap=True)
    in_all = state.lists_in_all or 0
    done = state.pages if state.lists >= in_all else state.lists
    total = state.pages + state.waiting if done == state.pages else in_all
    grid.add_row(ProgressBar(total=max(total, 1), completed=done, width=_BAR), said)
    return grid


def _pages(state: State) -> str:
    return f"{state.pages} pages" + (f", {state.waiting} to come" if state.waiting else "")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
