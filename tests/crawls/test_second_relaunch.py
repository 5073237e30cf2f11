"""A night on which every article's page has another shape: no body is lost, none is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crawls.crawl import Ended, Row, crawl, rows
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

SECTIONS = "sections=sports,gallery,ds-tv"


def night(site: ReplicaSite, database_url: str, *variants: str) -> tuple[Ended, Row]:
    """A crawl that looks at every article again, and its row in `v_runs`."""
    site.set_variants(*variants)
    ended = crawl("sections", site.url, database_url, SECTIONS, "refetch=all")
    return ended, rows(database_url, "v_runs", "run")[-1]


def bodies(database_url: str) -> dict[str, Any]:
    return {row["url"]: row["body"] for row in rows(database_url, "v_articles")}


def changed_bodies(database_url: str) -> list[Row]:
    revisions = rows(database_url, "v_revisions")
    return [one for one in revisions if one["revision"] > 1 and "body" in one["changed"]]


def sources(database_url: str) -> set[str]:
    return {row["sources"]["body"] for row in rows(database_url, "v_articles")}


def test_every_body_is_right_or_kept(site: ReplicaSite, database_url: str) -> None:
    first, _ = night(site, database_url)
    before = bodies(database_url)

    wild, run = night(site, database_url, "relaunch-wild")

    assert (first.status, wild.status, run["outcome"]) == (0, 3, "degraded")
    assert {"field-source:headline", "field-source:body"} <= {
        one["check"] for one in run["findings"]
    }
    assert bodies(database_url) == before
    assert changed_bodies(database_url) == []

    last, run = night(site, database_url)

    assert (last.status, run["outcome"], run["findings"]) == (0, "succeeded", [])
    assert bodies(database_url) == before
    assert changed_bodies(database_url) == []
    assert sources(database_url) == {"site"}


def test_articles_first_seen_after_it_have_their_bodies(
    site: ReplicaSite, database_url: str
) -> None:
    night(site, database_url, "relaunch-wild")
    found = bodies(database_url)
    assert "site" not in sources(database_url)
    night(site, database_url)
    assert bodies(database_url) == found
