from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from crawler.items import Sighting, Source
from crawler.parsing.clean.bylines import HOUSE
from crawler.parsing.loader import SOURCES, ArticleLoader
from tests.crawler.making import (
    BODY_TEXT,
    DATE,
    FETCHED,
    PARAGRAPHS,
    PATH,
    UPLOADS,
    article,
    article_html,
    lead,
)

PUBLISHED = datetime(2021, 10, 15, 15, 27, tzinfo=UTC)


def news(**values: object) -> str:
    text = json.dumps({"@type": "NewsArticle", **values})
    return f'<script type="application/ld+json">{text}</script>'


def tag(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def seen(**values: object) -> Sighting:
    sighting = Sighting(path=PATH, listing="/europe", seen_at=FETCHED)
    for name, value in values.items():
        setattr(sighting, name, value)
    return sighting


@pytest.mark.parametrize("field", SOURCES)
def test_the_site_s_own_markup_is_asked_first_and_guesses_last(field: str) -> None:
    order = SOURCES[field]
    assert order[0] is Source.SITE
    assert len(set(order)) == len(order)


def test_the_first_valid_value_wins() -> None:
    loader = ArticleLoader()
    candidates = [(Source.SITE, None), (Source.JSON_LD, "Daily Sabah"), (Source.META, "Ferry")]
    loader.add_first("headline", candidates)
    assert (loader.get_output_value("headline"), loader.sources) == (
        "Ferry", {"headline": Source.META},
    )  # fmt: skip


@pytest.mark.parametrize("value", [None, "", 0, [], {}, "Daily Sabah"])
def test_without_a_valid_value_there_is_none(value: object) -> None:
    loader = ArticleLoader()
    loader.add_first("headline", [(Source.SITE, value)])
    assert (loader.get_output_value("headline"), loader.sources) == (None, {})


@pytest.mark.parametrize(
    ("own", "others", "winner"),
    [
        ("Ferry", news(headline="Other"), "site"),
        ("", news(headline="Ferry") + tag("og:title", "Other"), "json-ld"),
        ("Daily Sabah", news(headline="Ferry"), "json-ld"),
        ("", news(headline=" ") + tag("og:title", "Ferry | Daily Sabah"), "meta"),
        ("Daily Sabah", news(headline=["Ferry"]), "json-ld"),
        ("Daily Sabah", news(headline={"a": 1}) + tag("og:title", "Ferry"), "meta"),
    ],
)
def test_headline(own: str, others: str, winner: str) -> None:
    found = article(article_html(headline=own, head=others))
    assert (found.headline, found.sources["headline"]) == ("Ferry", winner)


def test_the_listing_s_headline_is_the_last() -> None:
    html = article_html(headline="Daily Sabah").replace(
        "<title>Daily Sabah | Daily Sabah</title>", ""
    )
    found = article(html, sighting=seen(headline="Ferry"))
    assert (found.headline, found.sources["headline"]) == ("Ferry", "listing")


@pytest.mark.parametrize(
    ("own", "others", "body", "winner"),
    [
        (PARAGRAPHS, news(articleBody="Other texts.\nThey go on."), BODY_TEXT, "site"),
        ("<p>Read more</p>", news(articleBody=BODY_TEXT), BODY_TEXT, "json-ld"),
        ("", news(articleBody="<p>The mayors met.</p><p>They agreed on it.</p>"),
         "The mayors met.\n\nThey agreed on it.", "json-ld"),
        ("", news(articleBody="A single line that tells no paragraphs."),
         "A single line that tells no paragraphs.", "json-ld"),
        ("", news(articleBody=7), None, None),
        ("", news(articleBody="x"), None, None),
    ],
)  # fmt: skip
def test_body(own: str, others: str, body: str | None, winner: str | None) -> None:
    found = article(article_html(body=own, head=others))
    assert (found.body, found.sources.get("body")) == (body, winner)


def test_paragraphs_elsewhere_on_the_page_come_before_a_flat_text() -> None:
    html = article_html(
        body="",
        after=f"<div>{PARAGRAPHS}</div>",
        head=news(articleBody=BODY_TEXT.replace("\n", " ")),
    )
    found = article(html)
    assert (found.body, found.sources["body"]) == (BODY_TEXT, "generic")


@pytest.mark.parametrize(
    ("byline_block", "others", "sighting", "published", "winner"),
    [
        (f"<span>{DATE}</span>", news(datePublished="2020-01-01T00:00:00Z"), seen(),
         PUBLISHED, "site"),
        ("<span>some time ago</span>", news(datePublished="2021-10-15T18:27:00+03:00"), seen(),
         PUBLISHED, "json-ld"),
        ("", news(datePublished=5) + tag("article:published_time", "2021-10-15T15:27Z"), seen(),
         PUBLISHED, "meta"),
        ("<span>Oct 15, 2041 - 6:27 pm</span>", news(datePublished="2021-10-15T15:27Z"), seen(),
         PUBLISHED, "json-ld"),
        ("<span>Oct 15, 2021</span>", news(datePublished="2021-10-15T15:27Z"), seen(),
         PUBLISHED, "json-ld"),
        ("", "", seen(published=PUBLISHED), PUBLISHED, "listing"),
        ("", "", seen(day=date(2021, 10, 15)), datetime(2021, 10, 14, 21, tzinfo=UTC), "listing"),
        ("", "", None, None, None),
    ],
)  # fmt: skip
def test_published(
    byline_block: str,
    others: str,
    sighting: Sighting | None,
    published: datetime | None,
    winner: str | None,
) -> None:
    found = article(article_html(byline_block=byline_block, head=others), sighting=sighting)
    assert (found.date_published, found.sources.get("date_published")) == (published, winner)


def test_the_day_in_the_url_is_the_last_resort() -> None:
    found = article(article_html(byline_block=""), "/travel/2018/03/24/a-story")
    assert found.date_published == datetime(2018, 3, 23, 21, tzinfo=UTC)
    assert found.sources["date_published"] == "generic"


def test_a_date_of_the_future_is_flagged_and_the_article_kept() -> None:
    found = article(article_html(byline_block="<span>Oct 15, 2041 - 6:27 pm</span>"))
    assert found.date_published is None
    assert found.flags == ["date_published:future:site"]
    assert found.headline


def test_a_clock_that_is_minutes_fast_is_no_future() -> None:
    found = article(article_html(head=news(datePublished="2026-10-09T00:04:00Z"), byline_block=""))
    assert found.date_published == datetime(2026, 10, 9, 0, 4, tzinfo=UTC)
    assert found.flags == []


@pytest.mark.parametrize(
    ("modified", "expected"),
    [
        ("2021-10-15T20:27:00+03:00", datetime(2021, 10, 15, 17, 27, tzinfo=UTC)),
        ("2021-10-15T18:27:00+03:00", None),
        ("2021-10-15T18:27:40+03:00", None),
        ("2021-10-15T10:00:00+03:00", None),
        ("2041-10-15T10:00:00+03:00", None),
        ("soon", None),
    ],
)
def test_modified_only_where_it_is_later(modified: str, expected: datetime | None) -> None:
    head = news(datePublished="2021-10-15T18:27:00+03:00", dateModified=modified)
    assert article(article_html(head=head)).date_modified == expected


def test_modified_is_later_in_the_eyes_of_its_source() -> None:
    """JSON-LD in another zone states both times wrong by as much."""
    head = news(datePublished="2021-10-15T18:27:00Z", dateModified="2021-10-15T18:27:00Z")
    assert article(article_html(head=head)).date_modified is None


NOBODY = f"<span>TOKYO</span><span>{DATE}</span>"


@pytest.mark.parametrize(
    ("byline_block", "others", "authors", "winner"),
    [
        (f"<h2>Jane Doe</h2><span>{DATE}</span>", news(author="Amy Roe"), ["Jane Doe"], "site"),
        (NOBODY, news(author={"name": "Jane Doe"}), ["Jane Doe"], "json-ld"),
        (NOBODY, tag("author", "Jane Doe"), ["Jane Doe"], "meta"),
        (NOBODY, news(author={"name": "Daily Sabah"}), [], None),
        (NOBODY, tag("author", "DAILY SABAH"), [], None),
        (f"<h2>DAILY SABAH</h2><span>{DATE}</span>", "", [HOUSE], "site"),
    ],
)
def test_byline(byline_block: str, others: str, authors: list[str], winner: str | None) -> None:
    found = article(article_html(byline_block=byline_block, head=others))
    assert (found.authors, found.sources.get("byline")) == (authors, winner)
    assert found.sources.get("authors") == winner


def test_without_a_byline_block_the_house_may_sign_in_json_ld() -> None:
    html = article_html(head=news(author="Daily Sabah")).replace("left_mobile_details", "changed")
    html = html.replace("<h2>JANE DOE</h2>", "").replace("by ", "").replace(DATE, "")
    assert article(html).authors == [HOUSE]


NO_IMAGE = "https://idsb.tmgrup.com.tr/ly/theme_dailysabah/images/no-image800x531.jpg"


@pytest.mark.parametrize(
    ("picture", "others", "url", "winner"),
    [
        (lead(), tag("og:image", f"{UPLOADS}/2.jpg"), f"{UPLOADS}/1.jpg", "site"),
        ("", news(image=f"{UPLOADS}/2.jpg"), f"{UPLOADS}/2.jpg", "json-ld"),
        (
            lead("No Image", NO_IMAGE),
            tag("og:image", f"{UPLOADS}/2.jpg"),
            f"{UPLOADS}/2.jpg",
            "meta",
        ),
        (
            "",
            news(image=NO_IMAGE) + tag("og:image", f"{UPLOADS}/2.jpg"),
            f"{UPLOADS}/2.jpg",
            "meta",
        ),
        (lead("No Image", NO_IMAGE), tag("og:image", NO_IMAGE), None, None),
    ],
)
def test_image(picture: str, others: str, url: str | None, winner: str | None) -> None:
    found = article(article_html(picture=picture, head=others))
    assert (found.image_url, found.sources.get("image_url")) == (url, winner)


def test_caption_and_credit_come_with_their_picture() -> None:
    head = news(image={"url": f"{UPLOADS}/2.jpg", "caption": "Another. (AA Photo)"})
    found = article(article_html(picture=lead(""), head=head))
    assert (found.image_caption, found.image_credit) == (None, None)


def test_a_known_picture_s_caption_is_looked_up_on_the_page() -> None:
    picture = f'<div class="frame"><img src="{UPLOADS}/1.jpg" alt="A cat. (AP Photo)"></div>'
    head = tag("og:image", f"{UPLOADS}/1.jpg?v=2")
    found = article(article_html(picture=picture, head=head))
    assert (found.image_caption, found.image_credit) == ("A cat.", "AP Photo")
    assert found.sources["image_caption"] == "generic"


@pytest.mark.parametrize(
    ("others", "disagreements"),
    [
        (news(headline="Night ferry returns"), []),
        (news(headline="NIGHT FERRY RETURNS"), []),
        (news(headline="Ferry stays away"), ["headline"]),
        (tag("og:title", "Night ferry returns | Daily Sabah"), []),
        (news(datePublished="2021-10-15T18:27:55+03:00"), []),
        (news(datePublished="2021-10-15T18:27:00Z"), ["date_published"]),
        (news(datePublished="soon"), []),
        (news(author="Jane Doe"), []),
        (news(author="Amy Roe"), ["byline"]),
        (news(image=f"{UPLOADS}/1.jpg?v=7"), []),
        (news(image=f"{UPLOADS}/2.jpg"), ["image_url"]),
    ],
)
def test_disagreements_between_sources(others: str, disagreements: list[str]) -> None:
    assert article(article_html(head=others)).disagreements == disagreements


def test_a_bare_page_gives_nulls_and_empty_lists() -> None:
    found = article('<h1 class="main_page_title">Night ferry returns</h1>')
    assert found.headline == "Night ferry returns"
    assert (found.description, found.body, found.dateline, found.byline) == (None,) * 4
    assert (found.date_published, found.date_modified, found.image_url) == (None,) * 3
    assert (found.authors, found.agencies, found.keywords) == ([], [], [])
    assert found.sources == {"headline": "site"}
    assert found.word_count == 0


def test_every_source_names_a_field_that_has_a_value() -> None:
    head = news(description="On ferries.", keywords=["a"]) + tag("og:image", f"{UPLOADS}/2.jpg")
    found = article(article_html(head=head))
    assert all(getattr(found, field) for field in found.sources)
    assert set(found.sources.values()) <= set(Source)
