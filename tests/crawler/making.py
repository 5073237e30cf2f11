"""Small pages in the site's own markup, and their reading."""

from __future__ import annotations

from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.extraction import FetchedPage, extract
from crawler.items import Absence, Article, Failure, Kind, Sighting
from crawler.parsing.dom.document import Document
from crawler.parsing.sources.site import ArticlePage
from crawler.urls import Site

ROOT = "http://127.0.0.1:8000"
SITE = Site(ROOT)
PATH = "/world/europe/a-story"
FETCHED = datetime(2026, 10, 9, tzinfo=UTC)
FIRST = "The mayors of both shores met on Friday."
SECOND = "They agreed on the night ferry, an official said."
BODY_TEXT = f"{FIRST}\n\n{SECOND}"
PARAGRAPHS = f"<p>{FIRST}</p><p>{SECOND}</p>"
UPLOADS = "https://idsb.tmgrup.com.tr/ly/uploads/images/2022/08/26"
DATE = "Oct 15, 2021 - 6:27 pm GMT+3"
BYLINE_BLOCK = f"<span>by <h2>JANE DOE</h2></span><span>TOKYO</span><span>{DATE}</span>"


def lead(alt: str = "A cat. (AP Photo)", src: str = f"{UPLOADS}/1.jpg") -> str:
    return f'<div class="layout-ratio ratio800x531"><img src="{src}" alt="{alt}"></div>'


def article_html(
    *,
    head: str = "",
    headline: str = "Night ferry returns",
    byline_block: str = BYLINE_BLOCK,
    picture: str | None = None,
    body: str = PARAGRAPHS,
    before: str = "",
    after: str = "",
) -> str:
    return (
        f"<html><head><title>{headline} | Daily Sabah</title>{head}</head><body>{before}"
        f'<h1 class="main_page_title">{headline}</h1>'
        f'<div class="left_mobile_details">{byline_block}</div>'
        f'{lead() if picture is None else picture}<div class="article_body">{body}</div>{after}'
        "</body></html>"
    )


def document(html: str, path: str = PATH) -> Document:
    return Document(html.encode(), path, SITE)


def lead_image(html: str) -> LexborNode | None:
    return ArticlePage(document(html), Kind.ARTICLE).lead_image[0]


def element(html: str, selector: str = "div") -> LexborNode:
    found = LexborHTMLParser(html).css_first(selector)
    assert found is not None
    return found


def result(
    html: str | bytes,
    path: str = PATH,
    sighting: Sighting | None = None,
    content_type: str | None = None,
) -> Article | Absence | Failure:
    body = html.encode() if isinstance(html, str) else html
    return extract(FetchedPage(body, path, SITE, FETCHED, content_type, sighting))


def article(html: str | bytes, path: str = PATH, sighting: Sighting | None = None) -> Article:
    found = result(html, path, sighting)
    assert isinstance(found, Article), found
    return found
