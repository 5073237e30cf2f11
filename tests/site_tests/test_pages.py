from __future__ import annotations

import re
from html import unescape

import pytest

from tests.site.nights import edition
from tests.site.process import ReplicaSite
from tests.site.truth import listed_stories, sections_truth, stories
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


def test_search_arrows_jump_five_pages(site: ReplicaSite) -> None:
    page = ask(site, "/search?qsection=world&pgno=6").text
    pages = re.findall(r'class="page_arrow \w+" href="[^"]*pgno=(\d+)"', page)
    assert pages == ["1", "11"]
