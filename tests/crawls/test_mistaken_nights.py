"""One night on which the whole site says something wrong, among nights on which it does not
(CONTRACT, promises 3, 5 and 6; CASES 29, 31 and 32)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.crawls.content import content
from tests.crawls.crawl import Row, crawl, rows
from tests.crawls.passing import nights_pass
from tests.crawls.running import asked_articles
from tests.databases import SQLITE_NOW_POSTGRESQL_LATER, Databases
from tests.site.mistakes import MISTAKES, named_by_all
from tests.site.nights import edition
from tests.site.process import ReplicaSite

SECTIONS = "sections=politics,business"
TO_ONE_PAGE = MISTAKES - {"consent"}


@pytest.fixture(scope="module")
def replica() -> Iterator[ReplicaSite]:
    """One site for all: urls in the views name its port."""
    with ReplicaSite() as site:
        yield site


@pytest.fixture(scope="module")
def undisturbed(replica: ReplicaSite, databases: Databases) -> dict[str, list[Row]]:
    url = databases.url("sqlite")
    assert crawl("sections", replica.url, url, SECTIONS).status == 0
    return content(url)


@dataclass
class After:
    """The night of the mistake, and the right one after it."""

    variant: str
    run: Row
    during: dict[str, list[Row]]
    asked: list[str]
    asked_once_more: list[str]
    end: dict[str, list[Row]]


def mistaken(
    site: ReplicaSite, database_url: str, variant: str, *arguments: str
) -> tuple[Row, dict[str, list[Row]]]:
    site.set_variants(variant)
    crawl("sections", site.url, database_url, SECTIONS, *arguments)
    site.set_variants()
    (*_, run) = rows(database_url, "v_runs", "run")
    return run, content(database_url)


def after(site: ReplicaSite, url: str, variant: str, *arguments: str) -> After:
    run, during = mistaken(site, url, variant, *arguments)
    nights_pass(url)
    site.reset_log()
    crawl("sections", site.url, url, SECTIONS)
    asked = asked_articles(site)
    site.reset_log()
    crawl("sections", site.url, url, SECTIONS)
    return After(variant, run, during, asked, asked_articles(site), content(url))


@pytest.fixture(scope="module", params=SQLITE_NOW_POSTGRESQL_LATER)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=sorted(MISTAKES))
def at_first(
    request: pytest.FixtureRequest, replica: ReplicaSite, databases: Databases, kind: str
) -> After:
    """The very first night is the wrong one."""
    return after(replica, databases.url(kind), request.param)


@pytest.fixture(scope="module", params=sorted(MISTAKES))
def later(
    request: pytest.FixtureRequest, replica: ReplicaSite, databases: Databases, kind: str
) -> After:
    """The site was right first, so that all is known, and all is looked at on the wrong night."""
    url = databases.url(kind)
    assert crawl("sections", replica.url, url, SECTIONS).status == 0
    nights_pass(url)
    return after(replica, url, request.param, "refetch=all")


def paths(found: dict[str, list[Row]], site: ReplicaSite) -> set[str]:
    return {row["url"].removeprefix(site.url) for row in found["v_articles"]}


def checks(run: Row) -> dict[str, Any]:
    return {finding["check"]: finding["found"] for finding in run["findings"]}


def test_a_wrong_first_night_takes_nothing(
    at_first: After, undisturbed: dict[str, list[Row]]
) -> None:
    assert at_first.end == undisturbed


def test_a_wrong_night_takes_nothing(later: After, undisturbed: dict[str, list[Row]]) -> None:
    assert later.end == undisturbed


def test_a_wrong_night_changes_no_stored_article(
    later: After, undisturbed: dict[str, list[Row]]
) -> None:
    for view in ("v_articles", "v_revisions", "v_placements"):
        assert later.during[view] == undisturbed[view]


def test_the_right_night_asks_for_each_url_once_and_then_for_none(
    at_first: After, later: After
) -> None:
    for nights in (at_first, later):
        assert len(nights.asked) == len(set(nights.asked))
        assert nights.asked_once_more == []


def test_the_run_of_a_wrong_night_says_what_was_wrong(at_first: After, later: After) -> None:
    for nights in (at_first, later):
        assert nights.run["outcome"] in ("degraded", "failed")
        if nights.variant == "consent":
            count, _, named = checks(nights.run)["not-articles"].partition(": ")
            assert int(count) > 3
            assert "no article" in nights.run["reason"]
        else:
            found = checks(nights.run)["one-target"]
            assert named_by_all(edition(1)) in found
            named = found.rpartition(": ")[2]
        assert len(named.split(", ")) == 3
