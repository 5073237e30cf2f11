"""The line that a person at a terminal sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from crawler.extensions.live_line import State, line
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
        console.print(line(state))
    return capture.get()


def test_time_left_is_known_when_the_lists_are_read() -> None:
    assert State.of(STATS, 2.0, whole_menu=True).seconds_left == 150
    assert State.of(STATS | {"listings/read": 30}, 2.0, whole_menu=True).seconds_left is None
    assert State.of(STATS, 0.0, whole_menu=True).seconds_left is None


def test_a_part_of_the_menu_has_an_unknown_number_of_lists() -> None:
    state = State.of(STATS, 2.0, whole_menu=False)
    assert (state.lists_in_all, state.seconds_left) == (None, None)
    assert "59 lists" in said(state)


def test_the_line() -> None:
    told = said(State.of(STATS, 2.0, whole_menu=True))
    assert "59/60 sections · 2:30 left · 12 new · 2 changed · 4 failed" in told
    assert "100 pages, 300 to come · 2.0/s" in told


def test_urls_that_were_no_articles_are_told_where_there_are_some() -> None:
    assert "no articles" not in said(State.of(STATS, 2.0, whole_menu=True))
    told = said(State.of(STATS | {"articles/not_articles": 7}, 2.0, whole_menu=True))
    assert "4 failed · 7 no articles" in told


def test_a_narrow_terminal_has_one_line_too() -> None:
    assert said(State.of(STATS, 2.0, whole_menu=True), width=50).count("\n") == 1


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
    assert shown.endswith("\x1b[?25h"), "the cursor is there again"
    assert "[scrapy" not in shown
    assert "finished" in log.read_text(encoding="utf-8")


def test_elsewhere_there_are_log_lines_only(site: ReplicaSite, databases: Databases) -> None:
    ended = crawl("sections", site.url, databases.url("sqlite"), "sections=world")
    assert "\x1b" not in ended.err
    assert " INFO: " in ended.err
