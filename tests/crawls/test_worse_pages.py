"""Promise 6: a night on which the pages read worse takes no better value away, and is told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.crawls.altered_site import AlteredSite, Page
from tests.crawls.content import content
from tests.crawls.crawl import Ended, Row, crawl, rows
from tests.site.responses import Answer

pytestmark = pytest.mark.slow

SECTION = "sections=sports"
BOX = re.compile(r'<div class="article_body">.*?\n</div>\n</article>', re.DOTALL)
NOTICE = (
    '<div class="sx-story"><p>Readers may visit the archive of our print edition on weekdays.</p>'
    "<p>The reading room has forty seats, and the porter keeps the key until six.</p></div>"
    "</article>"
)
JSON_BODY = re.compile(r'"articleBody": "(?:[^"\\]|\\.)*"')
JSON_MODIFIED = re.compile(r'"dateModified": "[^"]*"')


def relaunched(honest: Answer, headers: object) -> Answer:
    """The only text that a reader can find is a short one, and none of the article's."""
    html = JSON_BODY.sub('"genre": "news"', BOX.sub(NOTICE, honest.body.decode()))
    return Answer(200, html.encode())


def touched(honest: Answer, headers: object) -> Answer:
    """The same, and every article is said to have been changed now."""
    html = relaunched(honest, headers).body.decode()
    now = json.dumps(datetime.now(UTC).isoformat(timespec="seconds"))
    return Answer(200, JSON_MODIFIED.sub(f'"dateModified": {now}', html).encode())


@pytest.fixture
def site() -> Iterator[AlteredSite]:
    with AlteredSite() as site:
        yield site


def night(site: AlteredSite, database_url: str) -> tuple[Ended, dict[str, Any]]:
    """A crawl that looks at every article again, and its row in `v_runs`."""
    ended = crawl("sections", site.url, database_url, SECTION, "refetch=all")
    return ended, rows(database_url, "v_runs", "run")[-1]


def bodies(database_url: str) -> dict[str, str]:
    return {row["url"]: row["body"] for row in rows(database_url, "v_articles")}


def altered(site: AlteredSite, found: list[Row], page: Page) -> list[str]:
    """Paths of the articles whose page is altered from now on."""
    paths = [str(row["url"]).removeprefix(site.url) for row in found]
    plain = [path for path in paths if BOX.search(site.site.page(path).body.decode())]
    site.pages = dict.fromkeys(plain, page)
    return plain


def test_bodies_stay_through_a_relaunch_and_after_it(site: AlteredSite, database_url: str) -> None:
    first, _ = night(site, database_url)
    before = content(database_url)
    worse = altered(site, rows(database_url, "v_articles"), relaunched)

    ended, run = night(site, database_url)

    assert (first.status, ended.status, run["outcome"]) == (0, 3, "degraded")
    (kept,) = (one for one in run["findings"] if one["check"] == "value-kept:body")
    assert kept["found"].startswith(f"{len(worse)} of ")
    named = kept["found"].partition(": ")[2].split()
    assert len(named) == 3
    assert {url.removeprefix(site.url) for url in named} <= set(worse)
    assert f"stored values kept: body {len(worse)}" in ended.err
    assert (run["articles_updated"], content(database_url)) == (0, before)
    assert "field-source:body" in {one["check"] for one in run["findings"]}

    site.pages = {}
    ended, run = night(site, database_url)
    assert (ended.status, run["articles_updated"], run["findings"]) == (0, 0, [])
    assert content(database_url) == before


def test_a_relaunch_that_touches_every_date_takes_no_body(
    site: AlteredSite, database_url: str
) -> None:
    night(site, database_url)
    before = bodies(database_url)
    altered(site, rows(database_url, "v_articles"), touched)
    ended, run = night(site, database_url)
    assert ended.status == 3
    assert "value-kept:body" in {one["check"] for one in run["findings"]}
    assert bodies(database_url) == before


def test_a_single_worse_page_is_counted_and_no_finding(
    site: AlteredSite, database_url: str
) -> None:
    night(site, database_url)
    before = content(database_url)
    altered(site, rows(database_url, "v_articles")[:1], relaunched)
    ended, run = night(site, database_url)
    assert (ended.status, run["outcome"], run["findings"]) == (0, "succeeded", [])
    assert "stored values kept: body 1" in ended.err
    assert content(database_url) == before
