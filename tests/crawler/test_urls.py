from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.items import Kind
from crawler.urls import Site, canonical, day_in_path, home_section, kind, landing_slug
from crawler.urls import may_be_article as is_possible

REAL = Site("https://www.dailysabah.com")
REPLICA = Site("http://127.0.0.1:8000")
STORY = "/world/europe/a-story"
PAGE = "/world/europe/page"

segments = st.text(alphabet="ab/.%2eFf?#&=:é\\ amp-", max_size=30)


@given(st.one_of(st.text(), segments.map("/".__add__), segments.map("https://x.y/".__add__)))
@example("/%\ud800")
@example("/a/../..//%2e%2e/amp/amp/")
@example("http://a/http://b//c")
def test_canonical_is_idempotent(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once
    assert once.startswith("/")


@given(st.text())
def test_any_link_is_a_canonical_path_or_none(link: str) -> None:
    path = REAL.path_of(link, PAGE)
    assert path is None or canonical(path) == path


@pytest.mark.parametrize(
    "noisy",
    [
        "https://www.dailysabah.com/world/europe/a-story",
        "http://www.dailysabah.com/world/europe/a-story",
        "https://dailysabah.com/world/europe/a-story",
        "HTTPS://WWW.DailySabah.com/world/europe/a-story",
        "https://www.dailysabah.com:443/world/europe/a-story",
        "http://www.dailysabah.com:80/world/europe/a-story",
        "//www.dailysabah.com/world/europe/a-story",
        "/world/europe/a-story",
        "a-story",
        "./a-story",
        "../europe/a-story",
        "/world//europe/a-story/",
        "/world/./europe/x/../a-story",
        "/world/europe/a%2Dstory",
        "/world/europe/%61-story",
        "/world/europe/a-story#rssom",
        "/world/europe/a-story#gallery",
        "/world/europe/a-story?utm_source=home&utm_medium=card",
        "/world/europe/a-story?gallery_image=undefined#big",
        "/world/europe/a-story/amp",
        "/world/europe/a-story/amp/?x=1",
        "  /world/europe/a-story\n",
    ],
)
@pytest.mark.parametrize("site", [REAL, REPLICA], ids=["real", "replica"])
def test_noise_is_one_path(site: Site, noisy: str) -> None:
    assert site.path_of(noisy, PAGE) == STORY


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/world/a_story/News-1", "/world/a_story/News-1"),
        ("https://x.example:80/world/a-story", "/world/a-story"),
        ("https://x.example", "/"),
        ("/world/a-story/AMP", "/world/a-story"),
        ("/amp", "/amp"),
        ("/world/amp/amp/", "/world"),
        ("/champ", "/champ"),
    ],
)
def test_canonical_paths(url: str, path: str) -> None:
    assert canonical(url) == path


def test_amp_twin_of_an_article_without_subsection() -> None:
    assert REAL.path_of("/world/a-story/news/amp") == "/world/a-story/news"


@pytest.mark.parametrize(
    ("one", "other"),
    [("/a/%c3%bc", "/a/ü"), ("/a/%7Eb", "/a/~b"), ("/a b", "/a%20b"), ("/a/%zz", "/a/%25zz")],
)
def test_percent_encoding_has_one_form(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    "link",
    [
        "https://m.dailysabah.com/world/x",
        "https://www.dailysabah.com.evil.example/world/x",
        "https://evil.example/www.dailysabah.com/world/x",
        "https://sabahdai.ly/abc",
        "https://www.dailysabah.com:8443/world/x",
        "https://www.dailysabah.com:port/world/x",
        "http://127.0.0.1:9000/world/x",
        "ftp://www.dailysabah.com/world/x",
        "mailto:desk@dailysabah.com",
        "javascript:void(0);",
        "tel:+90212",
        "data:text/html,x",
        "https://[::1/world/x",
        "https:///world/x",
        "#top",
        "",
        "   ",
    ],
)
@pytest.mark.parametrize("site", [REAL, REPLICA], ids=["real", "replica"])
def test_what_does_not_lead_into_the_site(site: Site, link: str) -> None:
    assert site.path_of(link, PAGE) is None


@pytest.mark.parametrize(
    "root", ["http://127.0.0.1:8000", "https://staging.example", "http://[::1]:80/", "http://h/p/"]
)
def test_every_site_url_gives_the_same_path(root: str) -> None:
    site = Site(root)
    assert site.path_of(site.url(STORY)) == STORY
    assert site.path_of(f"https://www.dailysabah.com{STORY}?x=1") == STORY


def test_a_query_alone_stays_on_the_page() -> None:
    assert REAL.inner_url("?pgno=2", "/search") == "/search?pgno=2"


@pytest.mark.parametrize(
    ("url", "owned"),
    [
        ("http://127.0.0.1:8000/x", True),
        ("http://127.0.0.1:8001/x", False),
        ("https://www.dailysabah.com/x", False),
        ("http://[::1/x", False),
    ],
)
def test_own_server(url: str, owned: bool) -> None:
    assert REPLICA.owns(url) is owned


@pytest.mark.parametrize(
    ("url", "owned"),
    [
        ("https://www.dailysabah.com/world", True),
        ("https://www.dailysabah.com:443/world", True),
        ("http://www.dailysabah.com/world", False),
        ("http://www.dailysabah.com:443/world", False),
        ("https://www.dailysabah.com:80/world", False),
    ],
)
def test_the_scheme_is_part_of_the_origin(url: str, owned: bool) -> None:
    site = Site("https://www.dailysabah.com")
    assert site.owns(url) is owned
    assert site.inner_url(url) == "/world"


@pytest.mark.parametrize(
    ("path", "expected", "section"),
    [
        ("/world/asia-pacific/s", Kind.ARTICLE, "asia-pacific"),
        ("/world/s/news", Kind.ARTICLE, "world"),
        ("/opinion/op-ed/s", Kind.ARTICLE, "op-ed"),
        ("/opinion/columns/s", Kind.COLUMN, "columns"),
        ("/opinion/columns/jane-doe/s", Kind.COLUMN, "columns"),
        ("/columns/jane-doe/2015/02/16/s", Kind.COLUMN, "columns"),
        ("/travel/2018/03/24/s", Kind.ARTICLE, "travel"),
        ("/turkey/2018/03/24/s", Kind.ARTICLE, "turkiye"),
        ("/turkey/istanbul/2018/01/02/s", Kind.ARTICLE, "istanbul"),
        ("/life/travel/s", Kind.ARTICLE, "travel"),
        ("/life/s/news", Kind.ARTICLE, "lifestyle"),
        ("/lifestyle/s/news", Kind.ARTICLE, "lifestyle"),
        ("/turkey/s/news", Kind.ARTICLE, "turkiye"),
        ("/turkiye/s/news", Kind.ARTICLE, "turkiye"),
        ("/turkey/istanbul/s", Kind.ARTICLE, "istanbul"),
        ("/gallery/s/images", Kind.GALLERY, "gallery"),
        ("/gallery/travel/s", Kind.GALLERY, "gallery"),
        ("/ds-tv/news/s", Kind.VIDEO, "ds-tv"),
        ("/tv/s", Kind.VIDEO, "ds-tv"),
    ],
)
def test_kind_and_home_section(path: str, expected: Kind, section: str) -> None:
    assert (kind(path), home_section(path)) == (expected, section)
    assert is_possible(path)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/travel/2018/03/24/s", date(2018, 3, 24)),
        ("/columns/jane/2015/2/6/s", date(2015, 2, 6)),
        ("/travel/2018/13/24/s", None),
        ("/travel/2018/02/30/s", None),
        ("/world/europe/s", None),
    ],
)
def test_day_in_path(path: str, day: date | None) -> None:
    assert day_in_path(path) == day


@pytest.mark.parametrize(
    "path",
    ["/", "/world", "/search/x", "/rss/world", "/rssfeed/rss.xml", "/uploads/x/1.jpg",
     "/theme_dailysabah/images/logo.svg", "/world/europe/map.pdf"],
)  # fmt: skip
def test_where_no_article_can_stand(path: str) -> None:
    assert not is_possible(path)


@pytest.mark.parametrize(
    ("path", "slug"),
    [("/asia-pacific", "asia-pacific"), ("/", None), ("/business/defense", None), ("/rss", None),
     ("/privacy", None), ("/robots.txt", None)],
)  # fmt: skip
def test_landing_pages_are_flat(path: str, slug: str | None) -> None:
    assert landing_slug(path) == slug
