"""Three nights of the newspaper, crawled into one database, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.crawls.crawl import Ended, Row, crawl, rows
from tests.databases import Databases
from tests.site.nights import changes
from tests.site.process import LogEntry, ReplicaSite
from tests.site.truth import listed_stories, placements_truth, sections_truth, truth

LISTINGS = {"/robots.txt", "/"}


@dataclass
class Night:
    ended: Ended
    requests: list[LogEntry]
    articles: dict[str, Row]
    placements: list[Row]
    sections: list[Row]


@dataclass
class Nights:
    site_url: str
    database_url: str
    nights: dict[str, Night] = field(default_factory=dict)


def crawl_night(site: ReplicaSite, found: Nights, name: str, *arguments: str) -> None:
    site.reset_log()
    ended = crawl("sections", site.url, found.database_url, *arguments)
    found.nights[name] = Night(
        ended,
        site.requests(),
        {row["url"]: row for row in rows(found.database_url, "v_articles")},
        rows(found.database_url, "v_placements"),
        rows(found.database_url, "v_sections"),
    )


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("sqlite", marks=pytest.mark.xdist_group("nights-sqlite")),
        pytest.param(
            "postgresql", marks=[pytest.mark.xdist_group("nights-postgresql"), pytest.mark.slow]
        ),
    ],
)
def nights(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Nights]:
    with ReplicaSite() as site:
        found = Nights(site.url, databases.empty_url(request.param))
        crawl_night(site, found, "first")
        crawl_night(site, found, "same again")
        site.set_night(2)
        crawl_night(site, found, "second", "refetch=all")
        site.set_night(3)
        crawl_night(site, found, "third")
        yield found
        assert site.unexpected() == []


def test_each_night_is_healthy(nights: Nights) -> None:
    assert {name: night.ended.status for name, night in nights.nights.items()} == {
        "first": 0,
        "same again": 0,
        "second": 0,
        "third": 0,
    }


def test_a_healthy_night_warns_of_nothing_but_the_second_nights_menu(nights: Nights) -> None:
    said = {
        name: [line for line in night.ended.err.splitlines() if " WARNING: " in line]
        for name, night in nights.nights.items()
    }
    (of_menu,) = said.pop("second")
    assert "No longer in the menu" in of_menu
    assert said == {"first": [], "same again": [], "third": []}


def test_first_night_equals_the_truth_in_every_field(nights: Nights) -> None:
    articles = nights.nights["first"].articles
    expected = {
        row["url"]: row for row in (truth(story, nights.site_url) for story in listed_stories(1))
    }
    found = {
        url: {name: row[name] for name in expected.get(url, row)} for url, row in articles.items()
    }
    assert found == expected


def test_sections_are_the_menu(nights: Nights) -> None:
    expected = [
        {**section, "url": nights.site_url + str(section["url"])} for section in sections_truth(1)
    ]
    found = [
        {name: row[name] for name in ("section", "name", "parent", "url")}
        for row in nights.nights["first"].sections
    ]
    assert sorted(found, key=lambda row: row["section"]) == sorted(
        expected, key=lambda row: str(row["section"])
    )


def test_placements_are_the_sections_own_lists(nights: Nights) -> None:
    found = {
        (row["url"].removeprefix(nights.site_url), row["section"], row["best_position"])
        for row in nights.nights["first"].placements
    }
    assert found == set(placements_truth(1))


def test_an_article_in_several_lists_is_fetched_once(nights: Nights) -> None:
    asked = [entry["path"] for entry in nights.nights["first"].requests]
    assert len(asked) == len(set(asked))


def test_the_same_night_again_asks_for_no_article(nights: Nights) -> None:
    landings = {f"/{section['section']}" for section in sections_truth(1)}
    again = nights.nights["same again"]
    assert sorted(entry["path"] for entry in again.requests) == sorted(LISTINGS | landings)
    assert again.articles.keys() == nights.nights["first"].articles.keys()


def test_second_night_brings_exactly_its_changes(nights: Nights) -> None:
    news = changes()
    before, after = nights.nights["same again"].articles, nights.nights["second"].articles
    new = {url.removeprefix(nights.site_url) for url in after.keys() - before.keys()}
    revised = {
        url.removeprefix(nights.site_url)
        for url in after.keys() & before.keys()
        if after[url]["revisions"] > before[url]["revisions"]
    }
    gone = {
        url.removeprefix(nights.site_url)
        for url, row in after.items()
        if row["gone_at"] is not None
    }
    assert {
        "new": new - set(news.moved.values()),
        "revised": revised,
        "gone": gone,
    } == {
        "new": set(news.new),
        "revised": set(news.corrected) | set(news.body_corrected),
        "gone": set(news.gone),
    }


def test_third_night_brings_nothing(nights: Nights) -> None:
    third = nights.nights["third"]
    assert third.articles.keys() == nights.nights["second"].articles.keys()


def test_a_new_subsection_appears_and_a_vanished_one_is_kept(nights: Nights) -> None:
    first = {row["section"]: row for row in nights.nights["first"].sections}
    second = {row["section"]: row for row in nights.nights["second"].sections}
    assert second.keys() - first.keys() == {"volleyball"}
    vanished = second["performing-arts"]
    assert vanished["last_seen_at"] == first["performing-arts"]["last_seen_at"] or (
        vanished["last_seen_at"] < second["sports"]["last_seen_at"]
    )
