"""A box of the site that holds the headline is neither the headline, nor lines about it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extraction import FetchedPage, extract
from crawler.items import Article
from crawler.urls import Site

HEADLINE = '<h1 class="main_page_title">A quiet morning at the harbor</h1>'
TEXTS = (
    "Fishermen came back before noon with full nets, the harbor master said on Monday.",
    "The market opened an hour late because of fog, and prices stayed where they were.",
    "Nobody was hurt when a boat ran aground.",
)
TEXT = "".join(f"<p>{text}</p>" for text in TEXTS)


@pytest.mark.parametrize("doctype", ["<!doctype html>", ""])
@pytest.mark.parametrize(
    "body",
    [
        f'<div class="article_body">{HEADLINE}{TEXT}</div>',
        f'<div class="article_body wide"><header>{HEADLINE}</header>{TEXT}</div>',
        f'<div class="left_mobile_details">{HEADLINE}</div><div class="article_body">{TEXT}</div>',
        f'<div class="article_top_image_widget">{HEADLINE}</div>{TEXT}',
        f'<div class="article_body">{HEADLINE}<div class="article_body">{TEXT}</div></div>',
    ],
)
def test_the_headline_is_one_line_and_the_body_its_text(body: str, doctype: str) -> None:
    title = "<title>A quiet morning at the harbor | Daily Sabah</title>"
    html = f"{doctype}<html><head>{title}</head><body>{body}</body></html>"
    site = Site("https://www.dailysabah.com")
    page = FetchedPage(html.encode(), "/turkey/a-quiet-morning", site, datetime.now(UTC))

    found = extract(page)

    assert isinstance(found, Article)
    assert found.headline == "A quiet morning at the harbor"
    assert found.body == "\n\n".join(TEXTS)
    assert found.byline is None
