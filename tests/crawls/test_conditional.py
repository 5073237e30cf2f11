"""Listings are asked whether they changed; nothing is missed when the answer is a lie."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import text

from pipelines.components.conditional import MAX_UNCHANGED
from pipelines.store import open_engine
from tests.crawls.altered_site import AlteredSite, Headers
from tests.crawls.content import content
from tests.crawls.crawl import crawl, rows
from tests.crawls.running import asked_articles
from tests.databases import Databases
from tests.site.process import ReplicaSite
from tests.site.responses import Answer
from tests.site.truth import sections_truth

pytestmark = pytest.mark.slow

SECTIONS = "sections=sports"
SPORTS = {"/sports", "/football", "/basketball", "/motorsports", "/tennis"}


@pytest.fixture
def validating(site: ReplicaSite) -> Iterator[ReplicaSite]:
    site.set_validators()
    yield site
    site.set_validators(False)


def statuses(site: ReplicaSite) -> dict[str, int]:
    return {entry["path"]: entry["status"] for entry in site.log()}


def seen(database_url: str) -> dict[str, datetime]:
    return {row["url"]: row["last_seen_at"] for row in rows(database_url, "v_articles")}


def set_back(database_url: str, hours: int) -> None:
    """As if everything that was seen had been seen earlier."""
    engine = open_engine(database_url)
    shift = {
        "sqlite": f"datetime(last_seen_at, '-{hours} hours')",
        "postgresql": f"last_seen_at - interval '{hours} hours'",
    }[engine.dialect.name]
    with engine.begin() as connection:
        for table in ("urls", "placements"):
            connection.execute(text(f"UPDATE {table} SET last_seen_at = {shift}"))
    engine.dispose()


EVERYTHING = [f"/{section['section']}" for section in sections_truth(1)]


@pytest.mark.parametrize(
    ("arguments", "landings"),
    [([SECTIONS], SPORTS), pytest.param([], EVERYTHING, marks=pytest.mark.slow)],
    ids=["sports", "everything"],
)
def test_an_unchanged_night_asks_for_listings_only_and_gets_304s(
    arguments: list[str], landings: set[str], validating: ReplicaSite, database_url: str
) -> None:
    assert crawl("sections", validating.url, database_url, *arguments).status == 0
    set_back(database_url, 24)
    before = seen(database_url)
    validating.reset_log()

    assert crawl("sections", validating.url, database_url, *arguments).status == 0

    assert statuses(validating) == {
        "/robots.txt": 200,
        "/": 200,
        **dict.fromkeys(landings, 304),
    }
    # A 304 shows what it showed before: all were seen again, in their places.
    after = seen(database_url)
    assert all(after[url] > before[url] for url in before)
    placed = rows(database_url, "v_placements")
    assert min(row["last_seen_at"] for row in placed) > max(before.values())


def test_feeds_are_asked_conditionally_too(validating: ReplicaSite, databases: Databases) -> None:
    url = databases.url("sqlite")
    assert crawl("feeds", validating.url, url).status == 0
    validating.reset_log()
    assert crawl("feeds", validating.url, url).status == 0
    found = statuses(validating)
    assert asked_articles(validating) == [path for path in found if path.startswith("/rss")][1:]
    assert {status for path, status in found.items() if path.startswith("/rss/")} == {304}


@pytest.mark.slow
@pytest.mark.parametrize(
    "narrowing",
    ["sections=tennis", "since=2026-10-05", "until=2026-10-06", "refetch=none"],
)
def test_a_narrowed_run_hides_nothing_from_the_next_full_one(
    narrowing: str, validating: ReplicaSite, databases: Databases
) -> None:
    straight, narrowed = databases.url("sqlite"), databases.url("sqlite")
    assert crawl("sections", validating.url, straight, SECTIONS).status == 0
    arguments = [narrowing] if narrowing.startswith("sections") else [SECTIONS, narrowing]

    assert crawl("sections", validating.url, narrowed, *arguments).status == 0
    assert crawl("sections", validating.url, narrowed, SECTIONS).status == 0

    assert content(narrowed) == content(straight)


class Liar:
    """Gives a page the same ETag whatever it says, and 304 to who has it."""

    def __call__(self, honest: Answer, headers: Headers) -> Answer:
        if headers.get("if-none-match") == '"always"':
            return Answer(304, headers=(("ETag", '"always"'),))
        return Answer(200, honest.body, honest.content_type, (("ETag", '"always"'),))


def listed(site: AlteredSite, listing: str) -> list[int]:
    return [status for path, status in site.asked if path == listing]


@pytest.mark.slow
def test_a_server_that_keeps_its_etag_is_found_out_and_not_believed_again(
    databases: Databases,
) -> None:
    url, honest_url = databases.url("sqlite"), databases.url("sqlite")
    with AlteredSite() as site:
        for path in SPORTS:
            site.pages[path] = Liar()
        nights = [crawl("sections", site.url, url, SECTIONS)]
        site.site.set_night(3)
        nights += [crawl("sections", site.url, url, SECTIONS) for _ in range(MAX_UNCHANGED + 3)]
        asked = listed(site, "/tennis")
        site.pages.clear()
        assert crawl("sections", site.url, honest_url, SECTIONS).status == 0

    assert asked == [200, *[304] * MAX_UNCHANGED, 200, 200, 200]
    assert "changes without its ETag" in nights[MAX_UNCHANGED + 1].err
    found = {row["url"] for row in rows(url, "v_articles")}
    assert found >= {row["url"] for row in rows(honest_url, "v_articles")}
