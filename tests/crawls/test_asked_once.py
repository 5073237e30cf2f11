"""What a page names of other articles is asked for once, and one step far (decisions 010, 020)."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.crawls.altered_site import AlteredSite, Headers, Page
from tests.crawls.crawl import crawl
from tests.crawls.test_moves import a_day_passes
from tests.site.nights import edition
from tests.site.responses import Answer, html_answer

pytestmark = pytest.mark.slow

FIRST, SECOND, THIRD, *_ = [card.story.path for card in edition(1).lists["tennis"]]
CANONICAL = re.compile(rb'(<link rel="canonical" href=")[^"]*')


def naming(url: str) -> Page:
    """The honest page with another canonical link."""

    def page(honest: Answer, headers: Headers) -> Answer:
        html = CANONICAL.sub(rb"\g<1>" + url.encode(), honest.body)
        return html_answer(html.decode())

    return page


def slowly(honest: Answer, headers: Headers) -> Answer:
    """Long after the page that was asked for before it is stored."""
    time.sleep(1)
    return honest


def another_url_of(site: AlteredSite, path: str, new: str) -> Page:
    """The same story, whose page names the new url as its own."""
    return lambda honest, headers: naming(site.url + new)(site.site.page(path), headers)


@pytest.mark.parametrize("stored", ["1", "0"])
def test_a_canonical_url_is_followed_one_step(stored: str, tmp_path: Path) -> None:
    with AlteredSite() as site:
        site.pages[FIRST] = naming(site.url + SECOND)
        site.pages[SECOND] = naming(site.url + THIRD)
        settings = {"STORE_ENABLED": stored}

        crawl(
            "articles",
            site.url,
            f"sqlite:///{tmp_path}/news.db",
            f"urls={FIRST}",
            settings=settings,
        )

        assert [path for path, _ in site.asked] == ["/robots.txt", FIRST, SECOND]


def a_story_at_two_urls(site: AlteredSite, database_url: str) -> str:
    """The url that it did not have when it was stored, yesterday."""
    new = FIRST + "-again"
    site.pages[new] = another_url_of(site, FIRST, new)
    crawl("articles", site.url, database_url, f"urls={FIRST}")
    a_day_passes(database_url)
    site.asked.clear()
    return new


def test_an_old_url_is_asked_for_when_its_story_comes_at_another_one(tmp_path: Path) -> None:
    database_url = f"sqlite:///{tmp_path}/news.db"
    with AlteredSite() as site:
        new = a_story_at_two_urls(site, database_url)

        crawl("articles", site.url, database_url, f"urls={new}")

        assert [path for path, _ in site.asked] == ["/robots.txt", new, FIRST]


def test_an_old_url_that_is_asked_for_anyway_is_not_asked_twice(tmp_path: Path) -> None:
    database_url = f"sqlite:///{tmp_path}/news.db"
    with AlteredSite() as site:
        new = a_story_at_two_urls(site, database_url)
        site.pages[FIRST] = slowly

        crawl("articles", site.url, database_url, f"urls={new},{FIRST}")

        assert [path for path, _ in site.asked] == ["/robots.txt", new, FIRST]
