"""Fields of pages whose sources are odd: lines, first valid values, clocks, zones, letters."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Article, Sighting
from tests.crawler.making import (
    BYLINE_BLOCK,
    DATE,
    PARAGRAPHS,
    PATH,
    UPLOADS,
    article,
    article_html,
)

PUBLISHED = datetime(2021, 10, 15, 15, 27, tzinfo=UTC)
PICTURE = f"{UPLOADS}/2.jpg"
LOGO = "https://www.dailysabah.com/theme_dailysabah/images/logo.png"


def linked(**values: object) -> str:
    node = {"@type": "NewsArticle", **values}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def metas(*pairs: tuple[str, str]) -> str:
    return "".join(f'<meta property="{name}" content="{content}">' for name, content in pairs)


def unknown(head: str = "", above: str = "", sighting: Sighting | None = None) -> Article:
    """A page without the site's byline block, picture and keywords."""
    html = (
        f"<html><head><title>Night ferry returns</title>{head}</head><body>{above}"
        f'<h1 class="main_page_title">Night ferry returns</h1>'
        f'<div class="article_body">{PARAGRAPHS}</div></body></html>'
    )
    return article(html, sighting=sighting)


@pytest.mark.parametrize(
    "headline",
    [
        "Night ferry<br>returns",
        "Night ferry<br/> returns",
        "<div>Night ferry</div><div>returns</div>",
        "<p>Night ferry</p>returns",
        "<span>Night</span> fer<i>ry</i> re<b>turns</b>",
        "Night ferry <script>var a;</script><!-- x -->returns",
        "Night<hr>ferry<ul><li>returns</ul>",
    ],
)
def test_words_of_a_headline(headline: str) -> None:
    assert article(article_html(headline=headline)).headline == "Night ferry returns"


@pytest.mark.parametrize("keyword", ["moon<br>jae-in", "<div>moon</div><div>jae-in</div>"])
def test_words_of_a_keyword(keyword: str) -> None:
    after = f"<div>KEYWORDS</div><ul><li><a>{keyword}</a></li><li><a>ja<b>p</b>an</a></li></ul>"
    assert article(article_html(after=after)).keywords == ["moon jae-in", "japan"]


@pytest.mark.parametrize(
    ("head", "description"),
    [
        (metas(("og:description", "Daily Sabah"), ("description", "Snow.")), "Snow."),
        (metas(("og:description", "null"), ("twitter:description", "Snow.")), "Snow."),
        (metas(("og:description", " "), ("og:description", "Snow.")), "Snow."),
        (metas(("description", "<p>Snow,</p><p>then sun.</p>".replace("<", "&lt;"))),
         "Snow, then sun."),
        (linked(description=["undefined", "Snow."]), "Snow."),
        (linked(description={"@value": "Snow.", "@language": "en"}), "Snow."),
        (linked(description="Daily Sabah") + metas(("description", "Snow.")), "Snow."),
    ],
)  # fmt: skip
def test_the_first_valid_description(head: str, description: str) -> None:
    assert article(article_html(head=head)).description == description


@pytest.mark.parametrize(
    "head",
    [
        metas(("og:image", LOGO), ("og:image", PICTURE)),
        metas(("og:image", ""), ("og:image:url", "undefined"), ("twitter:image", PICTURE)),
        metas(("og:image", "data:image/gif;base64,R0"), ("og:image", PICTURE)),
        linked(image=[LOGO, PICTURE]),
        linked(image={"@type": "ImageObject", "url": [LOGO, PICTURE]}),
        linked(image=[[{"url": LOGO}], [{"contentUrl": PICTURE}]]),
        linked(image=LOGO, thumbnailUrl=PICTURE),
        linked(image={"@list": [LOGO, {"@value": PICTURE}]}),
    ],
)
def test_the_first_valid_picture(head: str) -> None:
    assert unknown(head).image_url == PICTURE


@pytest.mark.parametrize(
    "head",
    [
        metas(("og:image", LOGO), ("og:image:alt", "Logo"), ("og:image", PICTURE),
              ("og:image:alt", "A cat. (AP)")),
        linked(image=[{"url": LOGO, "caption": "Logo"},
                      {"url": PICTURE, "caption": "A cat. (AP)"}]),
    ],
)  # fmt: skip
def test_a_picture_brings_its_own_caption(head: str) -> None:
    found = unknown(head)
    assert (found.image_caption, found.image_credit) == ("A cat.", "AP")


def test_what_stands_in_for_late_pictures_is_no_picture() -> None:
    cards = f'<img src="{UPLOADS}/wait.jpg" data-src="{PICTURE}">' * 3
    head = metas(("og:image", f"{UPLOADS}/wait.jpg"), ("og:image", f"{UPLOADS}/3.jpg"))
    assert unknown(head, above=cards).image_url == f"{UPLOADS}/3.jpg"


@pytest.mark.parametrize(
    "head",
    [
        metas(("article:published_time", "soon"), ("pubdate", "2021-10-15T18:27:00+03:00")),
        metas(("date", "2999-01-01T00:00:00Z"), ("date", "2021-10-15T15:27:00Z")),
        linked(datePublished=["", "2021-10-15T15:27:00Z"]),
        linked(datePublished="0000-00-00", uploadDate="2021-10-15T15:27:00Z"),
        linked(datePublished={"@type": "xsd:dateTime", "@value": "2021-10-15T15:27:00Z"}),
    ],
)
def test_the_first_valid_date(head: str) -> None:
    assert unknown(head).date_published == PUBLISHED


@pytest.mark.parametrize(
    "head",
    [
        metas(("author", "null"), ("article:author", "Jane Doe")),
        metas(("author", "https://x/jane"), ("author", "Jane Doe")),
        linked(author={"name": "undefined"}, creator="Jane Doe"),
        linked(author=[[{"name": [{"@value": "Jane Doe"}]}], "@jane", "https://x/jane"]),
        linked(author={"@type": "Role", "author": {"name": "Jane Doe"}}),
        linked(author={"givenName": "Jane", "familyName": "Doe"}),
    ],
)
def test_the_first_valid_author(head: str) -> None:
    assert unknown(head).authors == ["Jane Doe"]


def test_several_authors_of_one_source() -> None:
    assert unknown(metas(("author", "Jane Doe"), ("author", "Amy Roe"))).authors == [
        "Jane Doe",
        "Amy Roe",
    ]


GRAPH: list[dict[str, object]] = [
    {"@id": "#me", "@type": "Person", "name": "Jane Doe"},
    {"@id": "#lead", "@type": "ImageObject", "url": PICTURE, "caption": "A cat. (AP)"},
    {"@id": "#place", "@type": "Place", "name": {"@value": "TOKYO"}},
    {"@type": "WebPage", "@id": f"https://www.dailysabah.com{PATH}", "mainEntity": {"@id": "#it"}},
    {
        "@id": "#it",
        "@type": ["Thing", "NewsArticle"],
        "mainEntityOfPage": {"@id": f"https://www.dailysabah.com{PATH}"},
        "headline": {"@value": "Night ferry returns"},
        "author": [[{"@id": "#me"}]],
        "image": {"@id": "#lead"},
        "contentLocation": {"@id": "#place"},
        "keywords": [[{"name": "ferry"}], {"@value": "night"}],
        "datePublished": [{"@value": "2021-10-15T15:27:00Z"}],
    },
]


@pytest.mark.parametrize(
    "trees",
    [
        [{"@context": "https://schema.org", "@graph": GRAPH}],
        [{"@graph": GRAPH[::-1]}],
        [{"@graph": GRAPH[:3]}, {"@graph": GRAPH[3:]}],
        GRAPH,
        [[[GRAPH]]],
        [
            {
                "@graph": [
                    {"schema:" + k if k[0] != "@" else k: v for k, v in n.items()} for n in GRAPH
                ]
            }
        ],
    ],
)
def test_references_into_the_graph(trees: list[object]) -> None:
    head = "".join(f'<script type="application/ld+json">{json.dumps(t)}</script>' for t in trees)
    found = unknown(head)
    assert (found.authors, found.dateline, found.keywords) == (
        ["Jane Doe"],
        "TOKYO",
        ["ferry", "night"],
    )
    assert (found.image_url, found.image_credit) == (PICTURE, "AP")
    assert found.date_published == PUBLISHED


def test_references_in_a_circle_end() -> None:
    circle = [
        {"@id": "#a", "@type": "NewsArticle", "author": {"@id": "#b"}, "image": {"@id": "#a"}},
        {"@id": "#b", "author": {"@id": "#a"}, "name": {"@value": {"@value": [[]]}}},
    ]
    head = f'<script type="application/ld+json">{json.dumps({"@graph": circle})}</script>'
    assert unknown(head).authors == []


SEEN = datetime(2026, 10, 9, tzinfo=UTC)
CARD = Sighting(path=PATH, listing="/europe", seen_at=SEEN, day=date(2021, 10, 15))


@pytest.mark.parametrize(
    "clock",
    [
        "<div>Thursday, Oct 8, 2026 23:58</div>",
        "<header><span>Oct 9, 2026 02:55</span></header>",
        "<p>Oct 9, 2026 - 02:55 GMT+3</p>",
        "<div>Jan 02, 2020 10:00</div>",
    ],
)
def test_a_loose_date_never_beats_the_listing_s_day(clock: str) -> None:
    found = unknown(above=clock, sighting=CARD)
    assert found.date_published == datetime(2021, 10, 14, 21, tzinfo=UTC)
    assert found.sources["date_published"] == "listing"


def test_a_loose_date_of_the_listing_s_day_adds_its_time() -> None:
    found = unknown(above="<div>Oct 15, 2021 18:27</div>", sighting=CARD)
    assert found.date_published == PUBLISHED


@pytest.mark.parametrize("clock", ["Oct 9, 2026 02:55", "Friday, Oct 9, 2026 03:00"])
@pytest.mark.parametrize("day", [None, date(2026, 10, 9)])
def test_the_page_s_clock_is_no_date(clock: str, day: date | None) -> None:
    card = Sighting(path=PATH, listing="/europe", seen_at=SEEN, day=day)
    found = unknown(above=f"<div>{clock}</div>", sighting=card)
    assert found.date_published == (datetime(2026, 10, 8, 21, tzinfo=UTC) if day else None)


@pytest.mark.parametrize("hours", [-3, -1, 1, 2, 3, 11])
@pytest.mark.parametrize("second", [0, 31])
def test_a_source_that_is_hours_off_is_off_in_its_update_too(hours: int, second: int) -> None:
    wrong = timedelta(hours=hours, seconds=second)
    head = linked(
        datePublished=(PUBLISHED + wrong).isoformat(),
        dateModified=(PUBLISHED + wrong + timedelta(minutes=20)).isoformat(),
    )
    found = article(article_html(head=head))
    assert found.date_published == PUBLISHED
    assert found.date_modified == PUBLISHED + timedelta(minutes=20, seconds=second)


def test_an_update_beside_a_zone_error_is_none_where_it_was_none() -> None:
    off = (PUBLISHED + timedelta(hours=3)).isoformat()
    assert (
        article(article_html(head=linked(datePublished=off, dateModified=off))).date_modified
        is None
    )


def test_the_same_update_in_another_source_is_as_wrong() -> None:
    off, later = PUBLISHED + timedelta(hours=3), PUBLISHED + timedelta(hours=3, minutes=20)
    head = linked(datePublished=off.isoformat(), dateModified=later.isoformat())
    head += metas(("og:updated_time", later.isoformat()))
    found = article(article_html(head=head))
    assert found.date_modified == PUBLISHED + timedelta(minutes=20)


@pytest.mark.parametrize("minutes", [20, 90, 25 * 60])
def test_another_time_is_no_zone_error(minutes: int) -> None:
    own = PUBLISHED + timedelta(minutes=minutes)
    later = own + timedelta(hours=1)
    head = linked(datePublished=own.isoformat(), dateModified=later.isoformat())
    assert article(article_html(head=head)).date_modified == later


LETTERS = "Ağır köşk düştü, İzmir'de çığ"


@given(st.text(alphabet="AğırköşdütİçIıéñ̈̃́ ", min_size=1, max_size=30))
def test_a_page_in_parts_is_the_same_page(text: str) -> None:
    html = article_html(
        headline=f"Headline {text} x",
        head=metas(("description", f"Snow {text}."), ("keywords", f"a{text}, b")),
        byline_block=f"<span>by <h2>İLKER {text}</h2></span><span>ŞIRNAK</span><span>{DATE}</span>",
        body=f"<p>{LETTERS} {text}.</p>{PARAGRAPHS}",
    )
    assert article(normalize("NFD", html)) == article(normalize("NFC", html))


def test_an_agency_in_parts() -> None:
    html = article_html(byline_block=BYLINE_BLOCK.replace("JANE DOE", "DEMİRÖREN NEWS AGENCY"))
    assert article(normalize("NFD", html)).agencies == ["DHA"]


def test_a_broken_letter_of_the_listing_is_counted() -> None:
    card = Sighting(path=PATH, listing="/rss", seen_at=SEEN, description="K\ufffdsk and ko\ufffd")
    assert "text:replacement-characters:2" in unknown(sighting=card).flags
