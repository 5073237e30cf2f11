"""Ways in which the site spoils a night: each with its outcome, exit status, finding and notice;
and unusual nights that are healthy. docs/at-3-a-m.md has each by its name here."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.crawls.nightly import Nightly

pytestmark = pytest.mark.slow


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
    "a relaunch wraps the articles anew": Wrong(
        3, "degraded", "field-source:body", variants=("relaunch-wild",)
    ),
    "a consent page stands for each article": Wrong(
        1, "failed", "not-articles", variants=("consent",)
    ),
    "a template's canonical links name one article": Wrong(
        3, "degraded", "one-target", variants=("wrong-canonical",)
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
