from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.parsing.sources.structured import has_article, json_ld, loads, meta, og_type
from tests.crawler.making import PATH, document

NEWS = '{"@type": "NewsArticle", "headline": "Ferry"}'


def read(*scripts: str) -> dict[str, object]:
    tags = "".join(f'<script type="application/ld+json">{text}</script>' for text in scripts)
    return json_ld(document(f"<head>{tags}</head>"))


def of(**values: object) -> dict[str, object]:
    return read(json.dumps({"@type": "NewsArticle", **values}))


@pytest.mark.parametrize(
    "source",
    [
        NEWS,
        f"{NEWS};",
        f"{NEWS} ;;\n",
        '{"@type": "NewsArticle", "headline": "Ferry",}',
        '{"@type": "NewsArticle", "tags": ["a", "b",], "headline": "Ferry"}',
        '{"@type": "NewsArticle", "text": "a, }", "headline": "Ferry",}',
        '{"@type": "NewsArticle", "text": "a\nb\tc", "headline": "Ferry"}',
        '{"@type": "NewsArticle", "text": "it\\\'s", "headline": "Ferry"}',
        f"[null, {NEWS}]",
        f"[{NEWS}]",
        f'{{"@graph": [{{"@type": "WebSite", "name": "X"}}, {NEWS}]}}',
        f'{{"@type": "WebPage", "mainEntity": {NEWS}}}',
        f'[[{{"@graph": [[{NEWS}]]}}]]',
        f"<!-- {NEWS} -->",
        f"<!--\n{NEWS}\n//-->",
        f"//<![CDATA[\n{NEWS}\n//]]>",
        f"/*<![CDATA[*/{NEWS}/*]]>*/",
        f"<![CDATA[{NEWS}]]>",
        f"\ufeff{NEWS}",
        f'{{"@type": "WebSite", "name": "X"}}{NEWS}',
        NEWS.replace('"', "&quot;"),
        NEWS.replace('"NewsArticle"', '["Thing", "NewsArticle"]'),
        NEWS.replace("NewsArticle", "http://schema.org/NewsArticle"),
        NEWS.replace("NewsArticle", "ReportageNewsArticle"),
        NEWS.replace("NewsArticle", "OpinionNewsArticle"),
        NEWS.replace("NewsArticle", "LiveBlogPosting"),
    ],
)
def test_json_as_sites_write_it(source: str) -> None:
    assert read(source)["headline"] == "Ferry"


@pytest.mark.parametrize(
    "source",
    [
        "", "{", "nonsense", "NaN", "null", "[]", '"NewsArticle"', "[" * 100_000,
        '{"@type": "WebSite", "headline": "Ferry"}',
        f'{{"@type": "ItemList", "itemListElement": [{NEWS}]}}',
        f'{{"@type": "WebPage", "hasPart": [{NEWS}]}}',
    ],
)  # fmt: skip
def test_what_is_no_article(source: str) -> None:
    assert read(source) == {}


def test_a_broken_script_leaves_the_next_one() -> None:
    assert read('{"@type": "News', NEWS)["headline"] == "Ferry"


def test_of_several_articles_the_page_s_own() -> None:
    other = {"@type": "NewsArticle", "headline": "Other", "url": "/world/europe/other"}
    own = {
        "@type": "NewsArticle",
        "headline": "Own",
        "mainEntityOfPage": {"@id": f"https://x{PATH}"},
    }
    assert read(json.dumps([other, own]))["headline"] == "Own"


def test_of_several_articles_of_other_pages_none() -> None:
    others = [
        {"@type": "NewsArticle", "headline": name, "url": f"/world/europe/{name}"} for name in "ab"
    ]
    assert read(json.dumps(others)) == {}


def test_a_video_is_only_taken_without_an_article() -> None:
    video = {"@type": "VideoObject", "name": "Film", "uploadDate": "2026-10-01"}
    assert read(json.dumps([video, json.loads(NEWS)]))["headline"] == "Ferry"
    assert read(json.dumps(video))["date_published"] == "2026-10-01"


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("Jane Doe", "Jane Doe"),
        ({"@type": "Person", "name": "Jane Doe"}, "Jane Doe"),
        ([{"name": "Jane Doe"}, "Amy Roe", None, {"url": "x"}], "Jane Doe, Amy Roe"),
        ({"name": ["Jane Doe", "Amy Roe"]}, "Jane Doe, Amy Roe"),
        ("https://facebook.com/dailysabah", None),
        ({"@id": "#person"}, None),
        (7, None),
        ([], None),
    ],
)
def test_author(author: object, byline: str | None) -> None:
    assert of(author=author).get("byline") == byline


@pytest.mark.parametrize(
    ("image", "url"),
    [
        ("https://x/1.jpg", "https://x/1.jpg"),
        ("//x/1.jpg", "https://x/1.jpg"),
        ({"url": "https://x/1.jpg"}, "https://x/1.jpg"),
        ({"contentUrl": "https://x/1.jpg"}, "https://x/1.jpg"),
        ({"url": ["https://x/1.jpg"]}, "https://x/1.jpg"),
        ([{"url": "https://x/1.jpg"}, "https://x/2.jpg"], ["https://x/1.jpg", "https://x/2.jpg"]),
        ([["https://x/1.jpg"], ["https://x/2.jpg"]], ["https://x/1.jpg", "https://x/2.jpg"]),
        ({"url": {"@id": "x"}}, None),
        (7, None),
        ([], None),
    ],
)
def test_image(image: object, url: object) -> None:
    assert of(image=image).get("image_url") == url


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [("a, b", "a, b"), (["a", "b"], ["a", "b"]), ([{"name": "a"}, 3], ["a"]), ({"a": 1}, None)],
)
def test_keywords(keywords: object, expected: object) -> None:
    assert of(keywords=keywords).get("keywords") == expected


@given(st.one_of(st.text(), st.text(alphabet='{}[]",:;\\@typeNewsArticle<!->/*&quot', max_size=80)))
@example("{" * 50_000)
@example('{"a":' * 50_000)
@example('"' + "\\" * 50_000)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        loads(text)
    assert isinstance(read(text.replace("<", "")), dict)


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=10)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["name", "url", "@id", "@type"]), inner, max_size=3),
    ),
    max_leaves=8,
)
NAMES = ["headline", "author", "image", "keywords", "mainEntityOfPage", "url", "datePublished",
         "contentLocation", "articleBody", "description", "@graph"]  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), values))
def test_any_values_can_be_read(article: dict[str, object]) -> None:
    of(**article)


def test_meta_tags() -> None:
    page = document(
        '<title>Ferry | Daily Sabah</title><meta property="og:title" content="Ferry &amp; more">'
        '<meta name="Author" content="Jane Doe"><meta property="og:image" content="//x/1.jpg">'
        '<meta property="article:published_time" content="2021-10-15T18:27:00+03:00">'
        '<meta property="article:tag" content="a"><meta property="article:tag" content="b">'
    )
    assert meta(page) == {
        "headline": "Ferry & more",
        "byline": "Jane Doe",
        "image_url": "https://x/1.jpg",
        "date_published": "2021-10-15T18:27:00+03:00",
        "keywords": ["a", "b"],
    }


@pytest.mark.parametrize("author", ["https://facebook.com/dailysabah", "@DailySabah"])
def test_an_account_is_no_author(author: str) -> None:
    assert "byline" not in meta(document(f'<meta name="author" content="{author}">'))


def test_the_title_is_the_last_headline() -> None:
    assert meta(document("<head><title>Ferry</title></head>"))["headline"] == "Ferry"


def test_types() -> None:
    assert og_type(document('<meta property="OG:type" content="article">')) == "article"
    assert has_article(document(f'<script type="application/LD+JSON">{NEWS}</script>'))
