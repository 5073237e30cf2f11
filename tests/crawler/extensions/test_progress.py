"""The line that a person at a terminal sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.text import Text

from crawler.commands.crawl import look_next
from crawler.extensions.live_line import Line, State
from tests.crawls.crawl import command, crawl, environment
from tests.databases import Databases
from tests.site.process import ReplicaSite
from tests.terminal import frames, on_terminal

STATS: dict[str, Any] = {
    "menu/sections": 60,
    "listings/read": 59,
    "pages/failed": 1,
    "articles/new": 12,
    "articles/updated": 2,
    "articles/failed": 3,
    "response_received_count": 100,
    "scheduler/enqueued": 150,
    "scheduler/dequeued": 100,
    "articles/waiting": 250,
}


def said(state: State, width: int = 140) -> str:
    console = Console(width=width)
    with console.capture() as capture:
        console.print(Line(state))
    return capture.get()


MENU = {"menu/sections": 60, "response_received_count": 2, "scheduler/enqueued": 61}
"""When the home page was read: 60 lists wait to be asked for."""
HALF = MENU | {"scheduler/dequeued": 31, "listings/read": 30, "articles/waiting": 150}
"""Half of the lists led to 150 articles."""


@pytest.mark.parametrize(
    ("stats", "whole_menu", "seconds"),
    [
        (STATS, True, 150),
        (MENU | {"scheduler/dequeued": 1}, True, 30),
        (HALF, True, (30 + 150 + 150) / 2),
        (HALF, False, (30 + 150) / 2),
        (STATS, False, 150),
        ({"response_received_count": 1, "scheduler/enqueued": 1, "scheduler/dequeued": 1}, True,
         None),
    ],
    ids=["lists are read", "first page", "half", "half of a part", "a part", "robots.txt"],
)  # fmt: skip
def test_time_left(stats: dict[str, Any], whole_menu: bool, seconds: float | None) -> None:
    assert State.of(stats, 2.0, whole_menu=whole_menu).seconds_left == seconds
    assert State.of(stats, 0.0, whole_menu=whole_menu).seconds_left is None


def test_a_part_of_the_menu_has_an_unknown_number_of_lists() -> None:
    state = State.of(STATS, 2.0, whole_menu=False)
    assert state.lists_in_all is None
    assert "59 lists" in said(state)


def test_the_line() -> None:
    told = said(State.of(STATS, 2.0, whole_menu=True))
    assert "59/60 sections · 2:30 left · 12 new · 2 changed · 4 failed" in told
    assert "100 pages, 300 to come · 2.0/s" in told


def test_urls_that_were_no_articles_are_told_where_there_are_some() -> None:
    assert "no articles" not in said(State.of(STATS, 2.0, whole_menu=True))
    told = said(State.of(STATS | {"articles/not_articles": 7}, 2.0, whole_menu=True))
    assert "4 failed · 7 no articles" in told


MANY = {
    "menu/sections": 60, "listings/read": 59, "articles/new": 12_345, "articles/updated": 1_234,
    "articles/failed": 123, "articles/not_articles": 12, "response_received_count": 20_000,
    "articles/waiting": 50_000,
}  # fmt: skip


def words_of(told: str) -> set[str]:
    """Without the bar."""
    return set(told.strip(" \n━╸╺").split(" · ")) - {""}


@pytest.mark.parametrize("stats", [{}, MENU, STATS, MANY], ids=["none", "menu", "some", "many"])
@pytest.mark.parametrize("took", [None, 3723.0], ids=["under way", "ended"])
def test_any_terminal_has_one_line_of_whole_words(
    stats: dict[str, Any], took: float | None
) -> None:
    state = State.of(stats, 2.0, whole_menu=True, took=took)
    whole = words_of(said(state, 400))
    for width in range(1, 161):
        told = said(state, width)
        assert told.count("\n") == 1
        assert len(told.rstrip("\n")) <= width
        assert words_of(told) <= whole


def test_60_columns_have_the_time_left_and_what_came_in() -> None:
    told = said(State.of(MANY, 2.0, whole_menu=True), 60)
    assert told == "7:03:44 left · 12345 new · 123 failed · 12 no articles\n"
    told = said(State.of(STATS, 2.0, whole_menu=True), 60)
    assert told == "59/60 sections · 2:30 left · 12 new · 2 changed · 4 failed\n"


def test_it_ends_with_how_long_it_took() -> None:
    told = said(State.of(STATS, 2.0, whole_menu=True, took=372.4), 60)
    assert told == "took 6:12 · 12 new · 2 changed · 4 failed · 0 unchanged\n"


@pytest.mark.parametrize(
    ("status", "run", "command"),
    [
        (0, 7, "python -m pipelines report"),
        (3, 7, "python -m pipelines runs --run 7"),
        (1, 7, "python -m pipelines runs --run 7"),
        (1, "-", "python -m pipelines doctor"),
        (75, "-", "python -m pipelines runs"),
        (0, "-", None),
        (2, "-", None),
    ],
)
def test_what_to_look_at_next(status: int, run: int | str, command: str | None) -> None:
    assert look_next(status, run) == command


def test_a_crawl_without_anything_yet() -> None:
    assert said(State.of({}, 0.0, whole_menu=True)).startswith("0 new · 0 changed · 0 failed")


def test_on_a_terminal_the_log_goes_to_a_file(
    site: ReplicaSite, databases: Databases, tmp_path: Path
) -> None:
    log = tmp_path / "crawl.log"
    words = command("sections", "sections=world", settings={"LOG_FILE": str(log)})
    status, shown = on_terminal(words, environment(site.url, databases.url("sqlite")))
    assert status == 0
    assert f"The log is in {log}" in shown.replace("\r\n", "")
    last = Text.from_ansi(frames(shown)[-1]).plain
    assert " new · 0 changed · 0 failed" in last
    assert not last.startswith("0 lists")
    assert shown.endswith("\x1b[?25hNext: python -m pipelines report\r\n"), "with its cursor"
    assert "[scrapy" not in shown
    assert "finished" in log.read_text(encoding="utf-8")


@pytest.mark.slow
def test_60_columns_from_the_first_page_to_the_last(
    site: ReplicaSite, databases: Databases
) -> None:
    """At a pace at which the line is seen while it grows."""
    words = command("sections", settings={"DOWNLOAD_DELAY": "0.02", "CLOSESPIDER_PAGECOUNT": "150"})
    given = environment(site.url, databases.url("sqlite"))
    _, shown = on_terminal(words, given, width=60)
    lines = [Text.from_ansi(one).plain.rstrip() for one in frames(shown)]
    assert max(map(len, lines)) <= 60
    with_pages = [one for one in lines if " sections" in one]
    assert " left" in with_pages[0]
    assert lines[-1].startswith("took 0:")
    assert shown.endswith("\r\nNext: python -m pipelines runs --run 1\r\n")


def test_elsewhere_there_are_log_lines_only(site: ReplicaSite, databases: Databases) -> None:
    ended = crawl("sections", site.url, databases.url("sqlite"), "sections=world")
    assert "\x1b" not in ended.err
    assert " INFO: " in ended.err
