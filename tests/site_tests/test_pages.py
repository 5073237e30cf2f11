from __future__ import annotations

import re
from collections import Counter
from html import unescape

import pytest

from tests.site.nights import edition
from tests.site.pages import answer
from tests.site.press import REAL_ROOT, Press
from tests.site.process import ReplicaSite
from tests.site.truth import listed_stories, sections_truth, stories
from tests.site.wild_around import comments
from tests.site.wild_shape import NOTICES, WRAPPERS, shape_of
from tests.site.wording import body_of
from tests.site_tests.asking import ask

LINK = re.compile(r'<a [^>]*href="([^"]+)"')


@pytest.mark.parametrize("night", [1, 2, 3])
def test_every_link_of_menu_and_lists_leads_somewhere(site: ReplicaSite, night: int) -> None:
    site.set_night(night)
    landings = ["/", "/rss", *(str(row["url"]) for row in sections_truth(night))]
    links = {link for path in landings for link in links_of(site, path)}
    statuses = {link: ask(site, link).status for link in links}
    redirected = {link for link, status in statuses.items() if status == 301}
    assert set(statuses.values()) <= {200, 301}
    assert redirected <= set(edition(night).redirects)
    assert site.unexpected() == []


def links_of(site: ReplicaSite, path: str) -> set[str]:
    found = {unescape(link) for link in LINK.findall(ask(site, path).text)}
    inner = {link.removeprefix(site.url).partition("#")[0] for link in found}
    return {link or "/" for link in inner if not link.startswith("javascript:")}


def test_pages_weigh_what_real_ones_weigh(site: ReplicaSite) -> None:
    sizes = [len(ask(site, story.path).body) for story in listed_stories()[::7]]
    assert min(sizes) > 60_000
    assert max(sizes) < 110_000


def test_gzip_holds_the_same_page(site: ReplicaSite) -> None:
    assert ask(site, "/world", Accept_Encoding="gzip").body == ask(site, "/world").body


@pytest.mark.parametrize("path", ["/business/defense", "/sitemap.xml", "/sitemap/news.xml"])
def test_what_the_real_site_lacks_is_missing_but_expected(site: ReplicaSite, path: str) -> None:
    assert ask(site, path).status == 404
    assert site.unexpected() == []


def test_an_unknown_path_is_flagged(site: ReplicaSite) -> None:
    assert ask(site, "/world/europe/no-such-story").status == 404
    assert site.unexpected() == ["/world/europe/no-such-story"]


def test_the_amp_twin_names_its_article(site: ReplicaSite) -> None:
    path = stories()[0].path
    assert f'rel="canonical" href="{site.url}{path}"' in ask(site, f"{path}/amp").text


def test_a_relaunched_article_keeps_none_of_its_class_names(site: ReplicaSite) -> None:
    site.set_variants("relaunch")
    page = ask(site, stories()[0].path).text
    for name in ("main_page_title", "left_mobile_details", "article_body", "layout-ratio"):
        assert name not in page


def test_after_the_wild_relaunch_no_article_has_the_site_s_names(site: ReplicaSite) -> None:
    site.set_variants("relaunch-wild")
    for story in stories()[::60]:
        page = ask(site, story.path).text
        for name in ("main_page_title", "left_mobile_details", "article_body", "layout-ratio"):
            assert name not in page


def test_every_trait_of_the_wild_relaunch_occurs() -> None:
    shapes = [shape_of(story) for story in stories()]
    for trait in ("text", "headline", "stated", "comments", "beside"):
        values = Counter(getattr(shape, trait) for shape in shapes)
        assert min(values.values()) > len(shapes) / 20
        assert len(values) >= 3
    assert {name for shape in shapes for name in shape.wrappers} == set(WRAPPERS)
    assert {name for shape in shapes for name in shape.notices} == set(NOTICES)


def test_readers_say_more_than_the_article() -> None:
    press = Press(REAL_ROOT, edition(1), frozenset({"relaunch-wild"}))
    for story in stories()[::20]:
        shown = comments(story, shape_of(story))
        assert not shown or len(shown) > len(body_of(story))
        assert shown in answer(press, story.path).body.decode()


def test_search_arrows_jump_five_pages(site: ReplicaSite) -> None:
    page = ask(site, "/search?qsection=world&pgno=6").text
    pages = re.findall(r'class="page_arrow \w+" href="[^"]*pgno=(\d+)"', page)
    assert pages == ["1", "11"]
