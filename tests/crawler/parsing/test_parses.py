"""A page is parsed once, whoever reads it; of all that a page costs, its tree is the dearest."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.extraction import FetchedPage, extract
from crawler.items import Article, Kind
from crawler.parsing.dom import document
from crawler.parsing.lists.listing import SectionPage
from tests.crawler.making import ROOT, SITE
from tests.site.clock import DEFAULT_TODAY, press_time
from tests.site.nights import edition
from tests.site.pages import answer
from tests.site.press import Press
from tests.site.truth import stories

VARIANTS = ((), ("no-json-ld", "no-meta"), ("relaunch",))
STORIES = {Kind(story.kind): story for story in reversed(stories()) if not story.hard}


@pytest.fixture
def parser() -> Iterator[mock.Mock]:
    """The real parser, counted."""
    with mock.patch.object(document, "LexborHTMLParser", side_effect=LexborHTMLParser) as counted:
        yield counted


def printed(path: str, *variants: str) -> bytes:
    return answer(Press(ROOT, edition(1), frozenset(variants)), path).body


@pytest.mark.parametrize("variants", VARIANTS)
@pytest.mark.parametrize("kind", list(Kind))
def test_an_article(kind: Kind, variants: tuple[str, ...], parser: mock.Mock) -> None:
    path = STORIES[kind].path
    night = press_time(DEFAULT_TODAY, 1)
    assert isinstance(extract(FetchedPage(printed(path, *variants), path, SITE, night)), Article)
    assert parser.call_count == 1


def test_a_section_page(parser: mock.Mock) -> None:
    page = SectionPage(document.Document(printed("/world"), "/world", SITE))
    assert page.cards()
    assert parser.call_count == 1
