"""The lead picture in the places where it stood over the years: plain, or in a link."""

from __future__ import annotations

import pytest

from tests.crawler.making import PATH, ROOT, UPLOADS, article, article_html

FILLER = "https://idsb.tmgrup.com.tr/ly/theme_dailysabah/images/no-image800x531.jpg"
ALT = 'alt="A cat. (AP Photo)"'
PLAIN = f'<img src="{UPLOADS}/1.jpg" {ALT}>'
LATE = f'<img class="lazy" src="{FILLER}" data-src="{UPLOADS}/1.jpg" {ALT}>'
TOP, HOLDER, RATIO = "top", "holder", "ratio"


def placed(place: str, href: str, picture: str) -> str:
    """The picture in the markup of 2022, of 2023, and in a link around the plain frame."""
    if place == TOP:
        box = f'<div class="article_top_image_widget"><div><a href="{href}">{picture}</a>'
        return f"{box}</div></div>"
    if place == HOLDER:
        return f'<div class="image_holder "><a href="{href}"><div>{picture}</div></a></div>'
    return f'<a href="{href}"><div class="layout-ratio ratio800x531">{picture}</div></a>'


@pytest.mark.parametrize("place", [TOP, HOLDER, RATIO])
@pytest.mark.parametrize("picture", [PLAIN, LATE], ids=["plain", "late"])
@pytest.mark.parametrize(
    "href",
    [
        f"{UPLOADS}/1.jpg",
        f"{UPLOADS}/1.JPG?v=1661507864",
        "/uploads/images/2022/08/26/1.webp#big",
        PATH,
        f"https://www.dailysabah.com{PATH}?gallery_image=undefined#big",
        f"{ROOT}{PATH}/amp",
    ],
)
def test_a_link_to_the_file_or_the_article_itself(place: str, picture: str, href: str) -> None:
    found = article(article_html(picture=placed(place, href, picture)))
    assert (found.image_url, found.image_caption, found.image_credit) == (
        f"{UPLOADS}/1.jpg",
        "A cat.",
        "AP Photo",
    )
    assert found.sources["image_url"] == "site"


@pytest.mark.parametrize("place", [TOP, HOLDER, RATIO])
@pytest.mark.parametrize("picture", [PLAIN, LATE], ids=["plain", "late"])
def test_a_link_to_another_article_is_a_card_s(place: str, picture: str) -> None:
    html = article_html(picture=placed(place, "/world/europe/another-story", picture))
    assert "image_url" not in article(html).sources


@pytest.mark.parametrize("place", [TOP, HOLDER, RATIO])
@pytest.mark.parametrize("href", ["", "#gallery", "/gallery"])
def test_late_without_a_link_to_it_is_a_card_s(place: str, href: str) -> None:
    html = article_html(picture=placed(place, href, LATE))
    assert "image_url" not in article(html).sources


def test_a_link_to_the_file_without_a_picture() -> None:
    found = article(article_html(picture=placed(TOP, f"{UPLOADS}/1.jpg?v=2", "")))
    assert (found.image_url, found.image_caption) == (f"{UPLOADS}/1.jpg?v=2", None)


def test_the_card_before_the_lead_is_passed_over() -> None:
    card = placed(HOLDER, "/world/europe/another-story", f'<img src="{UPLOADS}/9.jpg" alt="">')
    lead = placed(TOP, f"{UPLOADS}/1.jpg", PLAIN)
    assert article(article_html(picture=card + lead)).image_url == f"{UPLOADS}/1.jpg"
