"""Texts that databases stumble over, and pages too big for most: the same row on both."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.crawls.altered_site import AlteredSite, Page
from tests.crawls.content import content
from tests.crawls.crawl import Row, crawl
from tests.crawls.running import Running
from tests.databases import KINDS, Databases
from tests.site.nights import edition
from tests.site.process import ReplicaSite
from tests.site.responses import Answer

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("odd pages")]

MiB = 1024 * 1024
SENTENCE = "Shipowners counted the crates twice before the gate was opened. "
LONG_HEADLINE = "Harbor pilots wait " * 21 + "."
LAST = "These are the last words of the page."


def with_body(paragraphs: str) -> Page:
    return lambda honest, headers: _replaced(honest, '<div class="article_body">', paragraphs)


def _replaced(honest: Answer, after: str, inserted: str) -> Answer:
    before, found, rest = honest.body.decode().partition(after)
    assert found
    return Answer(200, (before + found + inserted + rest).encode("utf-8", "surrogatepass"))


def paragraphs(number_of_bytes: int) -> str:
    """Different ones, so that none is taken for a repetition."""
    times = number_of_bytes // (len(SENTENCE) + 20)
    some = "".join(f"<p>{n}. {SENTENCE}</p>" for n in range(times))
    return f"{some}<p>{LAST}</p>"


def with_headline(honest: Answer, headers: object) -> Answer:
    html = honest.body.decode()
    start = html.index('<h1 class="main_page_title">') + len('<h1 class="main_page_title">')
    end = html.index("</h1>", start)
    return Answer(200, (html[:start] + LONG_HEADLINE + html[end:]).encode())


ODD: dict[str, Page] = {
    "nul": with_body("<p>A nul&#0; byte\x00 within a\x00 word.</p>"),
    "half a letter": with_body("<p>Half &#xD83D; a letter.</p>"),
    "headline": with_headline,
    "3 MB": with_body(paragraphs(3 * MiB)),
    "8 MiB": with_body(paragraphs(8 * MiB)),
    "emoji": with_body("<p>Fans 👩‍👩‍👧 sang “İstiklal” — twice…</p>"),
}


@pytest.fixture(scope="module")
def odd(databases: Databases) -> dict[str, dict[str, list[Row]]]:
    paths = [card.story.path for card in edition(1).lists["tennis"][1 : len(ODD) + 1]]
    found = {}
    with AlteredSite() as site:
        site.pages = dict(zip(paths, ODD.values(), strict=True))
        for kind in KINDS:
            url = databases.url(kind)
            links = ",".join(site.url + path for path in paths)
            ended = crawl("articles", site.url, url, f"urls={links}")
            assert ended.status == 0, ended.err
            found[kind] = content(url)
    return found


@pytest.fixture(scope="module")
def bodies(odd: dict[str, dict[str, list[Row]]]) -> dict[str, Row]:
    """The rows by what is odd about them."""
    by_path = {row["url"].partition("/sports")[2]: row for row in odd["sqlite"]["v_articles"]}
    paths = [card.story.path for card in edition(1).lists["tennis"][1 : len(ODD) + 1]]
    return {
        name: by_path[path.partition("/sports")[2]] for name, path in zip(ODD, paths, strict=True)
    }


def test_both_databases_hold_the_same(odd: dict[str, dict[str, list[Row]]]) -> None:
    assert len(odd["sqlite"]["v_articles"]) == len(ODD)
    assert odd["sqlite"] == odd["postgresql"]


def test_no_nul_and_no_half_letter_is_stored(bodies: dict[str, Row]) -> None:
    assert "A nul" in bodies["nul"]["body"]
    assert all("\x00" not in row["body"] for row in bodies.values())
    assert "Half" in bodies["half a letter"]["body"]


def test_a_long_headline_is_whole(bodies: dict[str, Row]) -> None:
    assert len(LONG_HEADLINE) >= 400
    assert bodies["headline"]["headline"] == LONG_HEADLINE


@pytest.mark.parametrize(("name", "size"), [("3 MB", 3 * MiB), ("8 MiB", 8 * MiB)])
def test_a_huge_page_is_taken_whole(bodies: dict[str, Row], name: str, size: int) -> None:
    assert len(bodies[name]["body"]) > 0.7 * size
    assert LAST in bodies[name]["body"]


def peak_memory(site_url: str, database_url: str, path: str, folder: Path) -> int:
    with Running(
        "articles", site_url, database_url, f"urls={site_url}{path}", folder=folder
    ) as running:
        _, status, usage = os.wait4(running.process.pid, 0)
        running.process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * 1024


def test_a_bomb_costs_no_memory(site: ReplicaSite, databases: Databases, tmp_path: Path) -> None:
    honest, bomb = (card.story.path for card in edition(1).lists["tennis"][1:3])
    site.lie(bomb, "bomb")
    usual = peak_memory(site.url, databases.url("sqlite"), honest, tmp_path)
    bombed = peak_memory(site.url, databases.url("sqlite"), bomb, tmp_path)
    site.truthful()
    assert bombed - usual < 48 * MiB
