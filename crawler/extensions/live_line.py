"""What the live line of a crawl says, and how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from rich.console import Console, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from crawler.runtime import stats_names

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
    not_articles: int
    rate: float
    seconds_left: float | None

    @classmethod
    def of(cls, stats: Mapping[str, Any], rate: float, whole_menu: bool) -> Self:
        """From Scrapy's stats; with `whole_menu` each section of the menu has a list to read."""

        def count(name: stats_names.Number) -> int:
            return int(stats.get(name, 0))

        lists = count(stats_names.LISTINGS_READ)
        in_all = count(stats_names.MENU_SECTIONS) if whole_menu else 0
        scheduled = max(count(stats_names.SCHEDULED) - count(stats_names.UNSCHEDULED), 0)
        waiting = count(stats_names.ARTICLES_WAITING) + scheduled
        # Lists still to be read lead to nobody knows how many articles.
        pages_failed = count(stats_names.PAGES_FAILED)
        known = rate > 0 and waiting > 0 and lists + pages_failed >= in_all > 0
        return cls(
            lists=lists,
            lists_in_all=in_all or None,
            pages=count(stats_names.RESPONSES),
            waiting=waiting,
            new=count(stats_names.ARTICLES_NEW),
            changed=count(stats_names.ARTICLES_UPDATED),
            unchanged=count(stats_names.ARTICLES_UNCHANGED),
            failed=count(stats_names.ARTICLES_FAILED) + pages_failed,
            not_articles=count(stats_names.NOT_ARTICLES),
            rate=rate,
            seconds_left=waiting / rate if known else None,
        )


class LiveLine:
    """The line itself, on standard error."""

    def __init__(self) -> None:
        self._live = Live(
            console=Console(stderr=True),
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self.start, self.stop = self._live.start, self._live.stop

    def show(self, stats: Mapping[str, Any], rate: float, *, whole_menu: bool) -> None:
        self._live.update(line(State.of(stats, rate, whole_menu)), refresh=True)


def line(state: State) -> RenderableType:
    """The most telling first: what does not fit the terminal is cut off at its end."""
    said = Text(no_wrap=True, overflow="ellipsis")
    parts = [_lists(state), (f"{state.new} new", "green"), (f"{state.changed} changed", "")]
    parts += [(f"{state.failed} failed", "bold red" if state.failed else "")]
    if state.not_articles:
        parts.append((f"{state.not_articles} no articles", "bold red"))
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
