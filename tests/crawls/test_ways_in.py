"""The ways to articles beside the menu: feeds, given urls, the archive's search."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipelines.crawl.request_queue import AT_A_TIME
from tests.crawls.crawl import PROJECT, Row, command, crawl, environment, rows
from tests.site.feeds import RAGGED_FEED
from tests.site.nights import edition
from tests.site.process import ReplicaSite
from tests.site.truth import feeds_truth, stories, truth

pytestmark = pytest.mark.slow

SEED = "/world/asia-pacific/mayors-of-two-shores-plan-night-ferrys-return-amid-fee-quarrel"
NEWS = "/world/tremor-felt-across-the-strait/news"
ROBOTS_OFF = {"ROBOTSTXT_OBEY": "0"}


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'news.db'}"


def paths(site: ReplicaSite, database_url: str) -> set[str]:
    return {row["url"].removeprefix(site.url) for row in rows(database_url, "v_articles")}


def asked(site: ReplicaSite) -> list[str]:
    """Articles asked for."""
    listings = ("/rss", "/search", "/robots.txt")
    return [one["path"] for one in site.requests() if not one["path"].startswith(listings)]


def expected(site: ReplicaSite) -> dict[str, dict[str, Any]]:
    return {story.path: truth(story, site.url) for story in stories()}


def differences(row: Row, wanted: dict[str, Any], but: set[str]) -> dict[str, tuple[Any, Any]]:
    names = wanted.keys() - but
    return {name: (row[name], wanted[name]) for name in names if row[name] != wanted[name]}


def test_feeds_bring_every_article_that_they_carry(site: ReplicaSite, sqlite: str) -> None:
    assert crawl("feeds", site.url, sqlite).status == 0
    carried = {path for found in feeds_truth().values() for path in found}
    assert paths(site, sqlite) == carried


def test_what_feeds_bring_equals_the_truth(site: ReplicaSite, sqlite: str) -> None:
    crawl("feeds", site.url, sqlite)
    wanted = expected(site)
    wrong = {
        row["url"]: found
        for row in rows(sqlite, "v_articles")
        if (found := differences(row, wanted[row["url"].removeprefix(site.url)], {"sections"}))
    }
    assert wrong == {}


def test_a_feed_places_an_article_in_its_section_without_a_position(
    site: ReplicaSite, sqlite: str
) -> None:
    crawl("feeds", site.url, sqlite)
    placed = rows(sqlite, "v_placements")
    assert {row["best_position"] for row in placed} == {None}
    africa = {row["url"] for row in placed if row["section"] == "africa"}
    assert africa == {site.url + path for path in feeds_truth()["/rss/world/africa"]}


def test_a_broken_item_costs_that_item_and_is_counted(site: ReplicaSite, sqlite: str) -> None:
    ended = crawl("feeds", site.url, sqlite)
    assert f"1 items of {site.url}{RAGGED_FEED} name no article" in ended.err


def test_feeds_again_ask_for_no_article(site: ReplicaSite, sqlite: str) -> None:
    crawl("feeds", site.url, sqlite)
    site.reset_log()
    assert crawl("feeds", site.url, sqlite).status == 0
    assert asked(site) == []


def test_given_urls_in_whatever_form_are_one_article_each(site: ReplicaSite, sqlite: str) -> None:
    forms = [
        f"https://www.dailysabah.com{SEED}/amp",
        f"{site.url}{SEED}?utm_source=x#y",
        SEED,
        NEWS,
    ]
    assert crawl("articles", site.url, sqlite, f"urls={','.join(forms)}").status == 0
    assert paths(site, sqlite) == {SEED, NEWS}
    assert sorted(asked(site)) == sorted([SEED, NEWS])


def test_a_given_article_equals_the_truth(site: ReplicaSite, sqlite: str) -> None:
    crawl("articles", site.url, sqlite, f"urls={SEED}")
    (row,) = rows(sqlite, "v_articles")
    assert differences(row, expected(site)[SEED], {"sections"}) == {}
    assert row["sections"] == ["asia-pacific"]


def test_given_articles_are_asked_for_again_though_known(site: ReplicaSite, sqlite: str) -> None:
    crawl("articles", site.url, sqlite, f"urls={SEED}")
    site.reset_log()
    crawl("articles", site.url, sqlite, f"urls={SEED}")
    assert asked(site) == [SEED]


def test_articles_are_asked_for_in_the_order_in_which_they_were_given(
    site: ReplicaSite, sqlite: str, tmp_path: Path
) -> None:
    """More than are handed over at a time, so that most of them wait."""
    wanted = [story.path for story in stories()][: 2 * AT_A_TIME + 1]
    file = tmp_path / "urls.txt"
    file.write_text("\n".join(wanted), encoding="utf-8")
    one_at_a_time = {"CONCURRENT_REQUESTS_PER_DOMAIN": "1"}
    crawl("articles", site.url, sqlite, f"file={file}", settings=one_at_a_time)
    assert asked(site) == wanted


def test_urls_in_a_file(site: ReplicaSite, sqlite: str, tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    file.write_text(f"# two of them\n{SEED}\n\n  {site.url}{NEWS}  \n", encoding="utf-8")
    assert crawl("articles", site.url, sqlite, f"file={file}").status == 0
    assert paths(site, sqlite) == {SEED, NEWS}


def test_urls_on_standard_input(site: ReplicaSite, sqlite: str) -> None:
    done = subprocess.run(
        command("articles", "file=-"),
        cwd=PROJECT,
        env=environment(site.url, sqlite),
        input=f"{SEED}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert paths(site, sqlite) == {SEED}


@pytest.mark.parametrize(
    ("argument", "part"),
    [
        ("urls=https://example.com/world/x/news", "example.com"),
        ("urls=/world", "/world"),
        ("urls=,", "no url"),
        ("file=/nowhere/urls.txt", "/nowhere/urls.txt"),
        (None, "urls=URL"),
    ],
)
def test_what_names_no_article_is_refused(
    argument: str | None, part: str, site: ReplicaSite, sqlite: str
) -> None:
    ended = crawl("articles", site.url, sqlite, *([argument] if argument else []))
    assert ended.status == 2
    assert part in ended.last_line
    assert site.requests() == []


def test_search_refuses_to_start_where_robots_disallows_it(site: ReplicaSite, sqlite: str) -> None:
    ended = crawl("search", site.url, sqlite, "section=world")
    assert ended.status == 2
    assert "robots.txt" in ended.last_line
    assert [one["path"] for one in site.requests()] == ["/robots.txt"]


def archive(section: str) -> set[str]:
    return {
        story.path
        for story in edition(1).stories.values()
        if section in {story.section, *story.also_in}
    }


def test_search_reads_the_archive_to_its_end(site: ReplicaSite, sqlite: str) -> None:
    ended = crawl("search", site.url, sqlite, "section=europe", settings=ROBOTS_OFF)
    assert ended.status == 0
    assert paths(site, sqlite) == archive("europe")


def test_search_stops_at_a_page_of_known_links(site: ReplicaSite, sqlite: str) -> None:
    crawl("search", site.url, sqlite, settings={**ROBOTS_OFF, "CLOSESPIDER_PAGECOUNT": "60"})
    site.reset_log()
    crawl("search", site.url, sqlite, settings=ROBOTS_OFF)
    assert len(site.requests("/search")) == 1


def test_search_goes_past_known_links_when_told_to(site: ReplicaSite, sqlite: str) -> None:
    crawl("search", site.url, sqlite, "section=world", settings=ROBOTS_OFF)
    site.reset_log()
    crawl("search", site.url, sqlite, "section=world", "past_known=yes", settings=ROBOTS_OFF)
    assert len(site.requests("/search")) > 1
    assert asked(site) == []


def test_search_ends_where_since_begins(site: ReplicaSite, sqlite: str) -> None:
    crawl("search", site.url, sqlite, "section=world", "since=2026-10-01", settings=ROBOTS_OFF)
    published = [row["date_published"] for row in rows(sqlite, "v_articles")]
    assert published
    assert min(published).date().isoformat() >= "2026-09-30"


def test_since_and_until_are_days_in_istanbul(site: ReplicaSite, sqlite: str) -> None:
    crawl("sections", site.url, sqlite, "sections=world", "since=2026-09-20", "until=2026-09-25")
    wanted = {
        path
        for path, row in expected(site).items()
        if "2026-09-19T21:00" <= row["date_published"].isoformat()[:16] < "2026-09-25T21:00"
    }
    found = paths(site, sqlite)
    assert found
    assert found <= wanted
    listed = {
        card.story.path
        for slug, cards in edition(1).lists.items()
        for card in cards
        if slug in {"world", "mid-east", "europe", "americas", "asia-pacific", "africa"}
        or slug in {"syrian-crisis", "islamophobia"}
    }
    assert found == wanted & listed


def test_a_crawl_exports_with_the_views_own_names(
    site: ReplicaSite, sqlite: str, tmp_path: Path
) -> None:
    file = tmp_path / "articles.jsonl"
    words = [*command("articles", f"urls={SEED}"), "-O", str(file)]
    subprocess.run(words, cwd=PROJECT, env=environment(site.url, sqlite), check=True)
    (line,) = file.read_text(encoding="utf-8").splitlines()
    exported = json.loads(line)
    (row,) = rows(sqlite, "v_articles")
    assert exported.keys() <= row.keys()
    names = ("url", "headline", "body", "authors", "agencies", "keywords", "word_count")
    assert {name: exported[name] for name in names} == {name: row[name] for name in names}
