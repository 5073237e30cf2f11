"""`python -m pipelines report`: its figures, on both databases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import Engine

from pipelines.commands import main
from pipelines.report import render
from pipelines.report.corrections import shortened
from pipelines.report.quiet_days import ALL, Counted, flow, holes
from pipelines.shown_diff import Segment, segments
from pipelines.store import Finding, RunCounts, Store
from tests.pipelines.factories import DAY, HOUR, NOW, article, menu, sighting

EVIL = "<script>alert(1)</script>"


def fill(store: Store) -> None:
    """Four articles of three days, one of them corrected, and two runs a day apart."""
    store.set_root("https://news.test")
    store.save_menu(menu("world", "asia-pacific", "sports", asia_pacific="world"))
    store.record([sighting(path) for path in ("/a", "/b", "/c", "/d")], "recent", NOW)
    store.save(
        [
            article("/a", agencies=["AA", "AP"], keywords=["Izmir", "sea"], fetched_at=NOW),
            article("/b", agencies=["AA"], keywords=["izmir", EVIL], headline=EVIL),
            article("/c", section="sports", date_published=NOW - 2 * DAY, fetched_at=NOW),
            article("/d", section="sports", date_published=NOW - 70 * DAY, sources={}),
        ]
    )
    fixed = article("/a", agencies=["AA", "AP"], keywords=["Izmir", "sea"], fetched_at=NOW + HOUR)
    fixed.body = f"First paragraph of /a.\n\nSecond {EVIL}."
    store.save([fixed])
    for days, findings in ((1, []), (0, [_finding()])):
        run = store.start_run("sections", {}, NOW - days * DAY)
        stats = {"listings/cards//world": 9, "listings/known//world": 8 * (1 - days)}
        counts = RunCounts(articles_new=3, requests=7)
        store.finish_run(
            run, "degraded" if findings else "succeeded", None, counts,
            NOW - days * DAY + timedelta(minutes=5), findings, stats,
        )  # fmt: skip


def _finding() -> Finding:
    return Finding(check="section-empty", section="world", found=0, expected=9, hint=EVIL)


class Read:
    """The page as a reader has it."""

    def __init__(self, html: str) -> None:
        self.html = html
        self._tree = LexborHTMLParser(html)

    def text(self, selector: str) -> str:
        found = self._tree.css_first(selector)
        assert found, selector
        return " ".join(found.text(separator=" ").split())

    def rows(self, section: str, table: int = 0) -> list[list[str]]:
        found = self._tree.css(f"#{section} table")[table]
        return [
            [" ".join(cell.text(separator=" ").split()) for cell in row.css("td")]
            for row in found.css("tbody tr")
        ]


@pytest.fixture
def page(engine: Engine, store: Store) -> Read:
    fill(store)
    return Read(render(engine, NOW + HOUR))


def test_figures_at_the_top(page: Read) -> None:
    assert page.text("#articles") == "4"
    assert page.text("#week") == "3"
    assert page.text("#outcome") == "degraded"


def test_runs_and_findings(page: Read) -> None:
    newest, older = page.rows("runs")
    assert newest[:3] == ["2026- 10-01 23:30 sections", "sections", "degraded"]
    assert newest[-1] == "5 min"
    assert older[2:4] == ["succeeded", "3"]
    assert page.rows("runs", 1) == [["section-empty", "world", "0", f"9 {EVIL}", EVIL]]


def test_articles_by_day_are_counted_with_the_top_section(page: Read) -> None:
    rows = {row[0]: row[1:] for row in page.rows("by-day")}
    assert len(rows) == 42
    # 22:30 UTC is the next day in Istanbul.
    assert rows["2026-10-02"] == ["2", "0", "2"]
    assert rows["2026-09-30"] == ["0", "1", "1"]


def test_sources(page: Read) -> None:
    rows = {row[0]: row[1:] for row in page.rows("sources")}
    assert rows["headline"] == ["75 %", "", "", "", "", "25 %"]
    assert rows["image url"] == ["", "", "", "", "", "100 %"]


def test_agencies_and_keywords_by_month(page: Read) -> None:
    # October in Istanbul: /a and /b; July: /d.
    rows = {row[0]: row[1:] for row in page.rows("agencies")}
    assert rows["2026-10"] == ["2", "1", "2", "2", "100 %"]
    assert rows["2026-07"] == ["0", "0", "0", "1", ""]
    words = {row[0]: row[1] for row in page.rows("keywords")}
    assert words["2026-10"].startswith("Izmir 2, ")


def test_hours_to_capture_are_those_of_the_first_version(page: Read) -> None:
    rows = {row[0]: row[1:] for row in page.rows("delays")}
    assert rows["2026-10"] == ["2", "1.0 h", "1.0 h", "0"]
    assert rows["2026-09"] == ["1", "2.0 days", "2.0 days", "0"]
    assert "2026-07" not in rows  # an archive


def test_correction(page: Read) -> None:
    assert page.text("#corrections .correction h3") == "Headline of /a"
    assert page.text("#corrections dd del") == "paragraph."
    assert page.text("#corrections dd ins") == f"{EVIL}."


def test_what_the_web_wrote_is_text(page: Read) -> None:
    assert "<script" not in page.html
    assert page.html.count("&lt;script&gt;") >= 3


def test_the_page_asks_for_nothing(page: Read) -> None:
    loading = re.findall(r"<(?:img|link|iframe|object|video)[^>]*>|url\(|@import", page.html)
    assert loading == ['<link rel="icon" href="data:,">']
    assert "default-src 'none'" in page.html


def test_an_empty_database_has_a_page(engine: Engine) -> None:
    page = Read(render(engine))
    assert page.text("#articles") == "0"
    assert "No run has been recorded yet." in page.text("#runs")
    assert "<svg" not in page.html


def test_command(database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report.html"
    assert main(["--database", database_url, "report", "-o", str(file)]) == 0
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert capsys.readouterr().err == f"the report is in {file}\n"
    assert main(["--database", database_url, "report", "-o", str(tmp_path / "no" / "x")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def counted(*numbers: Sequence[int], first: date = date(2026, 9, 1)) -> list[Counted]:
    """A run a day; each with the new ones of /world and /sports, or none where it is empty."""
    days = [first + timedelta(days=n) for n in range(len(numbers))]
    return [
        Counted(day, {"/world": one[0], "/sports": one[1]})
        for day, one in zip(days, numbers, strict=True)
        if one
    ]


def test_the_first_run_of_a_listing_met_an_archive() -> None:
    seen = flow(counted((9, 9), (3, 2)))
    assert [seen.total(day) for day in seen.days] == [5]


def test_a_section_that_falls_silent_is_a_hole() -> None:
    runs = counted((9, 9), *[(4, 2)] * 10, (4, 0), (5, 0), (4, 0), (4, 0), (4, 2))
    (hole,) = holes(flow(runs), date(2026, 10, 1))
    assert (hole.section, hole.found, hole.days) == ("sports", 0, 4)
    assert hole.first == date(2026, 9, 12)
    assert hole.usual == pytest.approx(8)


def test_one_quiet_day_of_a_quiet_section_is_none() -> None:
    runs = counted((9, 9), *[(4, 1)] * 10, (4, 0), (4, 1))
    assert holes(flow(runs), date(2026, 10, 1)) == []


def test_a_day_on_which_nothing_came_is_one_hole_not_one_of_each_section() -> None:
    runs = counted((9, 9), *[(9, 8)] * 10, (0, 0), (9, 8))
    assert [hole.section for hole in holes(flow(runs), date(2026, 10, 1))] == [ALL]


def test_a_day_without_a_run_is_told_as_such() -> None:
    seen = flow(counted((9, 9), *[(8, 7)] * 3, (), *[(8, 7)] * 3))
    assert seen.without_run == [date(2026, 9, 5)]
    assert holes(seen, date(2026, 10, 1)) == []


def test_today_is_not_over() -> None:
    runs = counted((9, 9), *[(9, 8)] * 10, (0, 0))
    assert holes(flow(runs), date(2026, 9, 12)) == []


def test_a_run_is_of_its_day_in_istanbul() -> None:
    one = Counted.of(datetime(2026, 10, 1, 22, tzinfo=UTC), {"listings/cards//world": 9})
    assert (one.day, one.new) == (date(2026, 10, 2), {"/world": 9})


def test_what_stayed_is_cut_at_words() -> None:
    old, new = (f"{'before ' * 30}{word}{' after' * 30}" for word in ("out", "in"))
    before, out, in_, after = shortened(segments(old, new))
    assert (out, in_) == (Segment("out", "out"), Segment("in", "in"))
    assert before.text.startswith(" … before before")
    assert after.text.endswith("after … ")
    assert len(before.text) < 70
