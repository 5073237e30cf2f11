"""What a page says of other urls becomes sightings; a spider makes no request for an article."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawler.items import Alias, Article, Sighting
from tests.crawler.making import SITE, article_html
from tests.crawls.new_spiders.desk import DeskSighting, DeskSpider

SEEN = datetime(2026, 10, 1, 20, tzinfo=UTC)
CANONICAL = article_html(head='<link rel="canonical" href="/world/europe/new-slug">')
REFRESH = '<meta http-equiv="refresh" content="0;url=/world/europe/new-slug">'


def sighting(path: str = "/world/europe/old-slug", **fields: Any) -> DeskSighting:
    defaults: dict[str, Any] = {
        "listing": "/world",
        "section": "world",
        "position": 3,
        "headline": "Ferry returns",
        "day": date(2026, 10, 1),
        "seen_at": SEEN,
        "is_given": True,
        "desk": "night",
    }
    return DeskSighting(path=path, **(defaults | fields))


def redirect(target: str) -> Response:
    return Response("", status=301, headers={"Location": target})


def page(html: str) -> Response:
    url = SITE.url("/world/europe/old-slug")
    return HtmlResponse(url, body=html.encode(), request=Request(url))


def found_on(response: Response, one: Sighting) -> list[Any]:
    return list(DeskSpider(SITE, {}).parse_article(response, one))


@pytest.mark.parametrize("answer", [redirect("/world/europe/new-slug"), page(REFRESH)])
def test_where_a_page_leads_is_sighted_with_all_that_its_card_said(answer: Response) -> None:
    alias, led = found_on(answer, sighting(came_by=("/world/europe/oldest",)))

    assert isinstance(alias, Alias)
    assert isinstance(led, DeskSighting)
    assert (led.path, led.headline, led.day) == (alias.target, "Ferry returns", date(2026, 10, 1))
    assert led.came_by == ("/world/europe/oldest", "/world/europe/old-slug")
    assert led.desk == "night"


def test_no_list_showed_where_a_page_leads_and_nobody_gave_its_url() -> None:
    _, led = found_on(redirect("/world/europe/new-slug"), sighting())

    assert (led.listing, led.section, led.position, led.is_given) == ("", None, None, False)
    assert led.seen_at > SEEN


def test_a_canonical_url_is_sighted() -> None:
    article, named = found_on(page(CANONICAL), sighting())

    assert isinstance(article, Article)
    assert (named.path, named.is_canonical) == ("/world/europe/new-slug", True)


def test_pages_that_name_each_other_as_canonical_lead_one_step_far() -> None:
    (article,) = found_on(page(CANONICAL), sighting(is_canonical=True))

    assert article.canonical == "/world/europe/new-slug"
