"""Ways in which a night goes wrong: each with its outcome, exit status, finding and notice; and
unusual nights that are healthy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.crawls.crawl import Ended, Row, crawl, rows
from tests.crawls.hooks import Hook, listening_hook
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

WORLD = "sections=world"


@pytest.fixture
def hook() -> Iterator[Hook]:
    with listening_hook() as listening:
        yield listening


@dataclass
class Nightly:
    """Nights into one database, with somebody who is told."""

    site: ReplicaSite
    database_url: str
    hook: Hook
    settings: dict[str, str] = field(default_factory=dict)

    def crawl(self, *arguments: str, site_url: str | None = None) -> Ended:
        return crawl(
            "sections",
            site_url or self.site.url,
            self.database_url,
            *(arguments or (WORLD,)),
            settings=self.settings,
            NOTIFY_URLS=self.hook.url,
        )

    def last_run(self) -> Row:
        return rows(self.database_url, "v_runs", "run")[-1]

    def checks(self) -> set[str]:
        return {finding["check"] for finding in self.last_run()["findings"]}


@pytest.fixture
def nightly(site: ReplicaSite, tmp_path: Path, hook: Hook) -> Nightly:
    return Nightly(site, f"sqlite:///{tmp_path / 'news.db'}", hook)


@dataclass(frozen=True)
class Wrong:
    status: int
    outcome: str
    check: str
    faults: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    lies: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, str], ...] = ()


GALLERY = {
    "everything is 404": Wrong(1, "failed", "unreachable", faults=("all-404",)),
    "everything is 500": Wrong(1, "failed", "unreachable", faults=("all-500",)),
    "robots.txt closes the site": Wrong(2, "failed", "robots", faults=("robots-closed",)),
    "robots.txt does not answer": Wrong(1, "failed", "unreachable", faults=("robots-500",)),
    "the home page is empty": Wrong(1, "failed", "menu", lies=(("/", "empty"),)),
    "the home page redirects in circles": Wrong(
        1, "failed", "unreachable", lies=(("/", "redirect-loop"),)
    ),
    "the menu's markup changed": Wrong(1, "failed", "menu", variants=("relaunch-menu",)),
    "the lists' markup changed": Wrong(
        3, "degraded", "listing-markup", variants=("relaunch-listing",)
    ),
    "the articles' markup changed": Wrong(
        3, "degraded", "field-source:headline", variants=("relaunch",)
    ),
    "the bodies are gone": Wrong(3, "degraded", "field-missing:body", faults=("body-gone",)),
    "the dates cannot be read": Wrong(
        3, "degraded", "field-source:date_published", faults=("dates-gone",)
    ),
    "half the sections are 500": Wrong(
        3, "degraded", "pages-failed", faults=("half-sections-500",)
    ),
    "every callback raises": Wrong(
        1,
        "failed",
        "program-errors",
        settings=(("SPIDER_MODULES", "tests.crawls.broken_spiders"),),
    ),
    "the site is too slow": Wrong(
        1,
        "failed",
        "unreachable",
        lies=(("/", "slow"),),
        settings=(("DOWNLOAD_TIMEOUT", "1"), ("RETRY_TIMES", "0")),
    ),
    "the site turns us away": Wrong(
        1,
        "failed",
        "unreachable",
        lies=(("/", "429"),),
        settings=(("RETRY_AFTER_MAX", "0.2"), ("RETRY_TIMES", "0")),
    ),
    "the budget of requests is used up": Wrong(
        3, "degraded", "cut-short", settings=(("CLOSESPIDER_PAGECOUNT", "20"),)
    ),
}


@pytest.mark.parametrize("wrong", GALLERY.values(), ids=GALLERY.keys())
def test_a_bad_night_is_told(wrong: Wrong, nightly: Nightly) -> None:
    for fault in wrong.faults:
        nightly.site.fault(fault)
    for path, kind in wrong.lies:
        nightly.site.lie(path, kind)
    nightly.site.set_variants(*wrong.variants)
    nightly.settings = dict(wrong.settings)

    ended = nightly.crawl()

    run = nightly.last_run()
    assert (ended.status, run["outcome"]) == (wrong.status, wrong.outcome)
    assert wrong.check in nightly.checks()
    assert ended.last_line
    assert nightly.hook.titles == [f"Daily Sabah sections: {wrong.outcome}"]
    assert wrong.check in nightly.hook.texts[0]


def test_the_site_is_down(nightly: Nightly) -> None:
    ended = nightly.crawl(site_url="http://127.0.0.1:1")
    assert (ended.status, nightly.last_run()["outcome"]) == (1, "failed")
    assert nightly.checks() == {"unreachable"}


def test_the_database_is_away(nightly: Nightly) -> None:
    nightly.database_url = "postgresql://nobody@127.0.0.1:1/news"
    nightly.settings = {**nightly.settings, "STORE_PATIENCE": "1"}
    ended = nightly.crawl()
    assert ended.status == 1
    assert nightly.hook.titles == ["Daily Sabah sections: failed"]
    assert nightly.site.requests() == []


def test_every_write_is_refused(nightly: Nightly) -> None:
    nightly.crawl("sections=tennis", "until=2000-01-01")
    file = nightly.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON articles"
            " BEGIN SELECT RAISE(ABORT, 'no more articles'); END"
        )
    ended = nightly.crawl()
    assert (ended.status, nightly.last_run()["outcome"]) == (1, "failed")
    assert "store" in str(nightly.last_run()["reason"])


def test_one_page_that_fails_night_after_night_is_not_lost_in_an_average(nightly: Nightly) -> None:
    nightly.site.lie("/europe", "500")
    first = nightly.crawl()
    second = nightly.crawl()
    assert (first.status, second.status) == (0, 3)
    assert nightly.checks() == {"page-failing"}
    assert nightly.last_run()["findings"][0]["section"] == "europe"


def test_notices_come_on_the_first_failure_and_on_recovery_only(nightly: Nightly) -> None:
    nightly.crawl()
    nightly.site.fault("all-500")
    nightly.crawl()
    nightly.crawl()
    nightly.site.truthful()
    nightly.crawl()
    nightly.crawl()
    assert nightly.hook.titles == [
        "Daily Sabah sections: failed",
        "Daily Sabah sections: well again",
    ]


def test_a_service_that_cannot_be_reached_does_not_hurt_the_run(nightly: Nightly) -> None:
    nightly.hook.url = "json://127.0.0.1:1"
    nightly.site.set_variants("relaunch-listing")
    assert nightly.crawl().status == 3


HEALTHY_LIES = {
    "two single pages are 500": (
        ("/europe", "500"),
        ("/world/tremor-felt-across-the-strait/news", "500"),
    ),
    "a page is 500 twice, then comes": (("/africa", "500-twice"),),
    "the site asks to wait once": (("/americas", "429"),),
    "a listed article is withdrawn": (("/world/tremor-felt-across-the-strait/news", "410"),),
    "a listed article is a soft 404": (
        ("/world/tremor-felt-across-the-strait/news", "soft-404-home"),
    ),
}


@pytest.mark.parametrize("lies", HEALTHY_LIES.values(), ids=HEALTHY_LIES.keys())
def test_an_unusual_night_is_healthy(lies: tuple[tuple[str, str], ...], nightly: Nightly) -> None:
    for path, kind in lies:
        nightly.site.lie(path, kind, **({"seconds": 1, "times": 1} if kind == "429" else {}))
    ended = nightly.crawl()
    assert (ended.status, nightly.last_run()["findings"]) == (0, [])
    assert nightly.hook.titles == []


def test_nights_without_news_are_healthy(nightly: Nightly) -> None:
    nightly.site.set_validators()
    statuses = [nightly.crawl().status for _ in range(3)]
    assert statuses == [0, 0, 0]
    assert nightly.hook.titles == []


def test_a_small_crawl_is_healthy(nightly: Nightly) -> None:
    assert nightly.crawl("sections=tennis").status == 0


def test_a_night_of_withdrawn_and_moved_articles_is_healthy(nightly: Nightly) -> None:
    nightly.crawl("sections=business")
    nightly.site.set_night(2)
    ended = nightly.crawl("sections=business", "refetch=all")
    assert (ended.status, nightly.last_run()["findings"]) == (0, [])
