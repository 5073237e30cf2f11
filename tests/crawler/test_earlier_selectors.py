"""Pages out of an archive are read by the selectors of their time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from crawler import extraction
from crawler.extraction import FetchedPage, extract
from crawler.items import Article
from crawler.newspaper.active import PROFILE
from crawler.newspaper.profile import EarlierSelectors
from tests.crawler.making import BODY_TEXT, PATH, SITE, article_html

RELAUNCH = date(2024, 3, 10)
BEFORE = datetime(2024, 3, 9, 20, 59, tzinfo=UTC)  # 23:59 in Istanbul
AFTER = datetime(2024, 3, 9, 21, tzinfo=UTC)
THEN = replace(PROFILE.selectors, headline="h1.title", body="div.story")
PROFILE_THEN = replace(
    PROFILE, earlier_selectors=(EarlierSelectors(until=RELAUNCH, selectors=THEN),)
)
OLD_PAGE = (
    article_html(headline="Night ferry returns")
    .replace("main_page_title", "title")
    .replace("article_body", "story")
    # What the old markup called a box of cards is what the new one calls the text.
    .replace("</body>", '<div class="article_body"><p>Most read: a cat on a roof.</p></div></body>')
)


@pytest.fixture(autouse=True)
def relaunched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "PROFILE", PROFILE_THEN)


def read(html: str, fetched_at: datetime) -> Article:
    found = extract(FetchedPage(html.encode(), PATH, SITE, fetched_at))
    assert isinstance(found, Article)
    return found


def test_an_old_page_is_read_by_the_names_of_its_time() -> None:
    found = read(OLD_PAGE, BEFORE)
    assert (found.headline, found.body) == ("Night ferry returns", BODY_TEXT)
    assert (found.sources["headline"], found.sources["body"]) == ("site", "site")


def test_a_page_of_today_is_read_by_today_s_names_alone() -> None:
    assert read(OLD_PAGE, AFTER).body != BODY_TEXT
    assert read(article_html(), AFTER).body == BODY_TEXT


def test_a_page_that_had_the_new_markup_a_day_early_is_read_by_it() -> None:
    found = read(article_html(), BEFORE)
    assert (found.body, found.sources["body"]) == (BODY_TEXT, "site")


@pytest.mark.parametrize(
    ("fetched_at", "tried"),
    [
        (datetime(2019, 1, 1, tzinfo=UTC), ["first", "second"]),
        (datetime(2021, 1, 1, tzinfo=UTC), ["second"]),
        (BEFORE, ["second"]),
        (AFTER, []),
    ],
)
def test_those_of_the_time_are_tried_first_then_later_ones(
    fetched_at: datetime, tried: list[str]
) -> None:
    eras = (("first", date(2020, 7, 1)), ("second", RELAUNCH))
    profile = replace(
        PROFILE,
        earlier_selectors=tuple(
            EarlierSelectors(until=until, selectors=replace(THEN, headline=name))
            for name, until in eras
        ),
    )
    assert [one.headline for one in profile.selectors_before(fetched_at)] == tried
