"""The report of a crawled replica, opened in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.report import render
from pipelines.report.figures import Period
from pipelines.store import open_engine
from tests.browser import Page, Scheme, chromium, executable
from tests.crawls.crawl import crawl, rows
from tests.databases import Databases
from tests.site.process import ReplicaSite

BROWSER = executable()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed (apt install chromium)"),
]


@pytest.fixture(scope="module")
def database(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two nights, the second with corrections."""
    url = databases.url("sqlite")
    spool, notices = (str(tmp_path_factory.mktemp(name)) for name in ("spool", "notices"))
    with ReplicaSite() as site:
        for night in (1, 2):
            site.set_night(night)
            ended = crawl(
                "sections", site.url, url, "refetch=all", SPOOL_DIR=spool, NOTICES_DIR=notices
            )
            assert ended.status == 0, ended.err
    return url


@pytest.fixture(scope="module")
def file(database: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    engine = open_engine(database)
    written = tmp_path_factory.mktemp("report") / "report.html"
    written.write_text(render(engine, datetime.now(UTC)), encoding="utf-8")
    engine.dispose()
    return written


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    assert BROWSER
    with chromium(BROWSER) as page:
        yield page


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens(browser: Page, file: Path, width: int, scheme: Scheme, tmp_path: Path) -> None:
    browser.open(file, width, scheme)
    assert browser.complaints == []
    assert browser.ask("document.documentElement.scrollWidth") == width
    picture = tmp_path / f"report-{width}-{scheme}.png"
    browser.picture(picture)
    assert picture.stat().st_size > 10_000
    assert (brightness(browser, "backgroundColor") > 128) == (scheme == "light")
    assert (brightness(browser, "color") < 128) == (scheme == "light")


def brightness(browser: Page, of: str) -> float:
    colour = browser.ask(f"getComputedStyle(document.body).{of}")
    red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
    return 0.3 * red + 0.6 * green + 0.1 * blue


def test_open_tables_do_not_push_the_page_apart(browser: Page, file: Path) -> None:
    browser.open(file, 390)
    browser.ask("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.ask("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize(("width", "drawn"), [(1280, "wide"), (390, "narrow")])
def test_charts_are_drawn_for_the_width(browser: Page, file: Path, width: int, drawn: str) -> None:
    browser.open(file, width)
    seen = browser.ask(
        "[...document.querySelectorAll('.chart svg')].filter(one => one.getBoundingClientRect()"
        ".height > 50).map(one => one.parentElement.className.split(' ')[0])"
    )
    assert len(seen) >= 5
    assert set(seen) == {drawn}
    smallest = browser.ask(
        f"Math.min(...[...document.querySelectorAll('.{drawn} text')]"
        ".map(one => one.getBoundingClientRect().height))"
    )
    assert smallest >= 11, "letters a person can read"


def test_columns_are_as_high_as_their_numbers(browser: Page, file: Path) -> None:
    """Each shape's title has its number; shapes of a series share one scale."""
    browser.open(file, 1280)
    found = browser.ask(
        "[...document.querySelectorAll('#by-day .wide .series rect')].map(one => "
        "[Number(one.getAttribute('height')), one.textContent])"
    )
    scales = [height / number(title) for height, title in found if number(title)]
    assert len(scales) > 100
    assert max(scales) - min(scales) < 0.2


def number(title: str) -> int:
    match = re.search(r": ([\d,]+)", title)
    assert match, title
    return int(match[1].replace(",", ""))


def test_figures_are_the_databases(browser: Page, file: Path, database: str) -> None:
    browser.open(file, 1280)
    articles, runs = rows(database, "v_articles"), rows(database, "v_runs", "run")
    corrected = [row for row in rows(database, "v_revisions") if row["revision"] > 1]
    assert browser.ask("document.querySelector('#articles').textContent") == str(len(articles))
    assert browser.ask("document.querySelector('#outcome').textContent") == runs[-1]["outcome"]
    assert browser.ask("document.querySelectorAll('.correction').length") == len(corrected)
    titles = browser.ask(
        "[...document.querySelectorAll('#keywords .wide .series title')].map(x => x.textContent)"
    )
    dated = [row for row in articles if row["date_published"]]
    start = Period(max(row["date_published"] for row in dated).date()).start
    recent = [row for row in dated if row["date_published"] >= start]
    for title in titles:
        word, count = title.rsplit(": ", 1)
        having = sum(word.casefold() in map(str.casefold, row["keywords"]) for row in recent)
        assert having == int(count), word


def test_print_shows_the_tables(browser: Page, file: Path) -> None:
    browser.open(file, 1280, media="print")
    shown = browser.ask("document.querySelector('#by-day details table').checkVisibility()")
    assert shown
    assert browser.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
