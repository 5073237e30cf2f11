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

pytestmark = pytest.mark.slow

SECTIONS = "sections=politics"


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
    was_known: bool
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
    return After(variant, bool(arguments), run, during, asked, asked_articles(site), content(url))


@pytest.fixture(scope="module", params=SQLITE_NOW_POSTGRESQL_LATER)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


NOW = {("consent", True), ("wrong-canonical", False)}
"""Mistakes, and whether they come at first; the others wait for `make test-slow`."""
MISTAKEN = [
    pytest.param(
        (variant, at_first),
        id=f"{variant} {'at first' if at_first else 'later'}",
        marks=[] if (variant, at_first) in NOW else pytest.mark.slow,
    )
    for at_first in (True, False)
    for variant in sorted(MISTAKES)
]


@pytest.fixture(scope="module", params=MISTAKEN)
def nights(
    request: pytest.FixtureRequest, replica: ReplicaSite, databases: Databases, kind: str
) -> After:
    """The very first night is the wrong one; or the site was right before, so that all is known,
    and all is looked at again on the wrong night."""
    variant, at_first = request.param
    url = databases.url(kind)
    if at_first:
        return after(replica, url, variant)
    assert crawl("sections", replica.url, url, SECTIONS).status == 0
    nights_pass(url)
    return after(replica, url, variant, "refetch=all")


def checks(run: Row) -> dict[str, Any]:
    return {finding["check"]: finding["found"] for finding in run["findings"]}


def test_a_wrong_night_takes_nothing(nights: After, undisturbed: dict[str, list[Row]]) -> None:
    assert nights.end == undisturbed


def test_a_wrong_night_changes_no_stored_article(
    nights: After, undisturbed: dict[str, list[Row]]
) -> None:
    if nights.was_known:
        for view in ("v_articles", "v_revisions", "v_placements"):
            assert nights.during[view] == undisturbed[view]


def test_the_right_night_asks_for_each_url_once_and_then_for_none(nights: After) -> None:
    assert len(nights.asked) == len(set(nights.asked))
    assert nights.asked_once_more == []


def test_the_run_of_a_wrong_night_says_what_was_wrong(nights: After) -> None:
    assert nights.run["outcome"] in ("degraded", "failed")
    found = checks(nights.run)
    if nights.variant == "consent":
        count, _, named = found["not-articles"].partition(": ")
        assert int(count) > 3
        assert "no article" in nights.run["reason"]
    else:
        assert named_by_all(edition(1)) in found["one-target"]
        named = found["one-target"].rpartition(": ")[2]
    assert len(named.split(", ")) == 3
