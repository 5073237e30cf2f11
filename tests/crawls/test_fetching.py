"""Answers that are broken, cut, huge or lead astray: what can be stored is, the rest is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text

from pipelines.store import PendingUrl, Store, open_engine
from tests.crawls.content import content
from tests.crawls.crawl import Ended, Row, crawl, rows
from tests.crawls.running import asked_articles
from tests.databases import Databases
from tests.site.nights import edition
from tests.site.process import ReplicaSite

pytestmark = [pytest.mark.xdist_group("fetching"), pytest.mark.slow]

SECTIONS = "sections=world,sports"
STORED: dict[str, dict[str, Any]] = {
    "500-twice": {},
    "429": {"seconds": 1},
    "503-retry-after": {"seconds": 1},
    "cut": {"times": 1},
    "empty": {"times": 1},
    "wrong-charset": {"form": "cp1254-as-utf-8"},
}
"""Lies that an article survives within the run."""
FAILED: dict[str, tuple[str, dict[str, Any]]] = {
    "bomb": ("too-large", {}),
    "cut": ("cut", {}),
    "empty": ("empty", {}),
    "redirect-loop": ("redirect-loop", {}),
    "redirect": ("redirect-offsite", {"location": "http://127.0.0.1:9/elsewhere"}),
    "soft-404-home": ("soft-404", {}),
}
"""Lies told each time, and the cause under which they are recorded."""
ABSENT = ("404", "410")


@dataclass
class Lied:
    """One crawl of a site that lies, and a second one on the same day, then told the truth."""

    stored: dict[str, str]
    failed: dict[str, str]
    absent: dict[str, str]
    ended: Ended
    urls: set[str]
    pending: dict[str, PendingUrl]
    asked: list[str]
    asked_again: list[str]
    honest: dict[str, list[Row]]
    in_the_end: dict[str, list[Row]]


def some_articles(number: int) -> list[str]:
    """Plain articles of the sections asked for, each listed once on the first night."""
    lists = edition(1).lists
    cards = [card for slug in ("tennis", "football", "africa", "americas") for card in lists[slug]]
    plain = dict.fromkeys(
        card.story.path for card in cards if not card.story.hard and card.link == card.story.path
    )
    return list(plain)[:number]


@pytest.fixture(scope="module")
def lied(replica: ReplicaSite, databases: Databases) -> Lied:
    replica.truthful()
    replica.set_night(1)
    honest_url, url = databases.url("sqlite"), databases.url("sqlite")
    assert crawl("sections", replica.url, honest_url, SECTIONS).status == 0

    paths = some_articles(len(STORED) + len(FAILED) + len(ABSENT))
    kinds = [*STORED, *FAILED, *ABSENT]
    options = [*STORED.values(), *(told for _, told in FAILED.values()), *({} for _ in ABSENT)]
    for path, kind, told in zip(paths, kinds, options, strict=True):
        replica.lie(path, kind, **told)
    failed, absent = len(STORED), len(STORED) + len(FAILED)

    ended, asked = crawled(replica, url)
    urls = {row["url"].removeprefix(replica.url) for row in rows(url, "v_articles")}
    pending = waiting(url)
    replica.truthful()
    _, asked_again = crawled(replica, url)
    end_all_pauses(url)
    crawled(replica, url)
    return Lied(
        stored=dict(zip(STORED, paths[:failed], strict=True)),
        failed=dict(zip(FAILED, paths[failed:absent], strict=True)),
        absent=dict(zip(ABSENT, paths[absent:], strict=True)),
        ended=ended,
        urls=urls,
        pending=pending,
        asked=asked,
        asked_again=asked_again,
        honest=content(honest_url),
        in_the_end=content(url),
    )


def crawled(site: ReplicaSite, database_url: str) -> tuple[Ended, list[str]]:
    """A crawl, and the articles it asked for."""
    site.reset_log()
    ended = crawl("sections", site.url, database_url, SECTIONS)
    return ended, asked_articles(site)


def waiting(database_url: str) -> dict[str, PendingUrl]:
    engine = open_engine(database_url)
    pending = {one.path: one for one in Store(engine).pending()}
    engine.dispose()
    return pending


def end_all_pauses(database_url: str) -> None:
    """As if the nights after which a failed url is tried again had passed."""
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE urls SET retry_at = NULL"))
    engine.dispose()


def test_articles_come_in_by_another_try(lied: Lied) -> None:
    assert lied.ended.status == 0, lied.ended.err
    assert set(lied.stored.values()) <= lied.urls
    assert lied.asked.count(lied.stored["500-twice"]) == 3
    assert lied.asked.count(lied.stored["cut"]) == 2


def test_what_came_to_nothing_is_pending_with_its_cause(lied: Lied) -> None:
    expected = {lied.failed[kind]: cause for kind, (cause, _) in FAILED.items()}
    found = {path: str(one.last_error).partition(":")[0] for path, one in lied.pending.items()}
    assert found == expected
    assert lied.urls.isdisjoint(expected)


def test_a_redirect_off_the_site_is_not_followed(lied: Lied) -> None:
    assert lied.asked.count(lied.failed["redirect"]) == 1
    assert "127.0.0.1:9" in str(lied.pending[lied.failed["redirect"]].last_error)


def test_a_url_that_never_was_an_article_has_no_row(lied: Lied) -> None:
    assert lied.urls.isdisjoint(lied.absent.values())
    assert not set(lied.absent.values()) & lied.pending.keys()


def test_nothing_that_failed_is_asked_for_again_the_same_day(lied: Lied) -> None:
    assert lied.asked_again == []


def test_when_the_site_answers_again_nothing_is_missing(lied: Lied) -> None:
    assert lied.in_the_end == lied.honest
