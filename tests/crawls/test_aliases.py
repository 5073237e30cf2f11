"""One article is one row, whatever urls lead to it (CONTRACT, promise 1; promise 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.crawls.altered_site import AlteredSite
from tests.crawls.crawl import Row, crawl, rows
from tests.crawls.running import asked_articles
from tests.databases import KINDS, Databases
from tests.site.nights import changes, edition
from tests.site.process import ReplicaSite
from tests.site.responses import redirect_answer

pytestmark = pytest.mark.slow


@dataclass
class Found:
    site_url: str
    articles: dict[str, Row]
    """By path."""
    targets: dict[str, str]
    """Alias to article."""
    asked: list[str]
    asked_next: list[str]


def articles(site_url: str, database_url: str) -> dict[str, Row]:
    return {row["url"].removeprefix(site_url): row for row in rows(database_url, "v_articles")}


def targets(database_url: str) -> dict[str, str]:
    aliases = "(SELECT path, target FROM urls WHERE state = 'alias') AS aliases"
    return {row["path"]: row["target"] for row in rows(database_url, aliases)}


@pytest.fixture(
    scope="module",
    params=[pytest.param(kind, marks=pytest.mark.xdist_group(f"aliases-{kind}")) for kind in KINDS],
)
def second_night(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Found]:
    """The second night, whose tennis list shows an article with two aliases, crawled first."""
    url = databases.url(request.param)
    with ReplicaSite(night=2) as site:
        assert crawl("sections", site.url, url, "sections=sports").status == 0
        asked = asked_articles(site)
        site.reset_log()
        assert crawl("sections", site.url, url, "sections=sports").status == 0
        yield Found(site.url, articles(site.url, url), targets(url), asked, asked_articles(site))
        assert site.unexpected() == []


def test_aliases_listed_with_their_target_are_one_row(second_night: Found) -> None:
    ((target, aliases),) = changes().listed_aliases.items()
    assert target in second_night.articles
    assert not set(aliases) & second_night.articles.keys()
    assert {alias: second_night.targets.get(alias) for alias in aliases} == dict.fromkeys(
        aliases, target
    )


def test_an_article_and_its_aliases_are_asked_for_once(second_night: Found) -> None:
    ((target, aliases),) = changes().listed_aliases.items()
    asked = [path for path in second_night.asked if path in (target, *aliases)]
    assert sorted(asked) == sorted((target, *aliases))


def test_no_request_for_either_on_the_next_night(second_night: Found) -> None:
    assert second_night.asked_next == []


def test_a_moved_article_keeps_its_row_and_its_old_url_becomes_an_alias(
    site: ReplicaSite, database_url: str
) -> None:
    sections = "sections=finance,food"
    assert crawl("sections", site.url, database_url, sections).status == 0
    before = articles(site.url, database_url)
    site.set_night(2)
    assert crawl("sections", site.url, database_url, sections, "refetch=all").status == 0
    after = articles(site.url, database_url)

    moved = changes().moved
    assert len(moved) == 2
    for old, new in moved.items():
        assert old not in after
        assert after[new]["first_seen_at"] == before[old]["first_seen_at"]
    assert {old: targets(database_url)[old] for old in moved} == dict(moved)
    renamed, same_text = moved.values()
    assert after[renamed]["revisions"] == 2
    assert after[same_text]["revisions"] == 1
    assert {after[new]["duplicate_of"] for new in moved.values()} == {None}

    site.reset_log()
    assert crawl("sections", site.url, database_url, sections).status == 0
    assert asked_articles(site) == []


NOISE = ("", "/amp", "/", "?utm_source=x&utm_medium=y", "#rssom", "?gallery_image=1#big", "//")


def test_every_form_of_a_url_is_one_article(site: ReplicaSite, databases: Databases) -> None:
    url = databases.url("sqlite")
    path = edition(1).lists["tennis"][1].story.path
    roots = (site.url, "http://www.dailysabah.com", "https://dailysabah.com")
    links = [f"{root}{path}{noise}" for root in roots for noise in NOISE]
    ended = crawl("articles", site.url, url, f"urls={','.join(links)}")
    assert ended.status == 0, ended.err
    assert list(articles(site.url, url)) == [path]
    assert [entry["path"] for entry in site.log()] == ["/robots.txt", path]


def test_turkey_and_turkiye_are_one_section_and_one_article(databases: Databases) -> None:
    url = databases.url("sqlite")
    story = next(
        one for path, one in edition(1).stories.items()
        if path.startswith("/turkey/") and path.endswith("/news")
    )  # fmt: skip
    twin = story.path.replace("/turkey/", "/turkiye/", 1)
    with AlteredSite() as site:
        site.pages[twin] = lambda honest, headers: redirect_answer(site.url + story.path)
        links = f"{site.url}{twin},{site.url}{story.path}"
        assert crawl("articles", site.url, url, f"urls={links}").status == 0
        assert list(articles(site.url, url)) == [story.path]
        assert targets(url) == {twin: story.path}
        (row,) = rows(url, "v_articles")
    assert row["section"] == "turkey", "the page's own menu links /turkey"


def test_an_amp_page_that_is_given_by_a_redirect_is_its_article(databases: Databases) -> None:
    url = databases.url("sqlite")
    path = edition(1).lists["tennis"][1].story.path
    with AlteredSite() as site:
        site.pages["/sports/tennis/old-slug"] = lambda honest, headers: redirect_answer(
            f"{site.url}{path}/amp"
        )
        assert (
            crawl("articles", site.url, url, f"urls={site.url}/sports/tennis/old-slug").status == 0
        )
        assert list(articles(site.url, url)) == [path]
        assert targets(url) == {"/sports/tennis/old-slug": path}
