"""A page out of the raw archive becomes a fixture, without a request."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from crawler.capture.fixture import load
from tests.capture.running import assert_refused, capture
from tests.capture.test_capturing import STORY
from tests.pipelines.archive.making import NOW, exchange, later, written
from tests.site.nights import edition
from tests.site.pages import answer
from tests.site.press import Press

SITE = "http://127.0.0.1:9"
"""Nobody listens there."""


@pytest.fixture
def records(tmp_path: Path) -> list[str]:
    """A page and, on another day, the same again; as `v_articles.warc` would name them."""
    html = answer(Press(SITE, edition(1)), STORY.path).body
    headers = ((b"Content-Type", b"text/html"), (b"Content-Encoding", b"gzip"))
    page = exchange(url=SITE + STORY.path, headers=headers, body=gzip.compress(html, mtime=0))
    (first,) = written(tmp_path / "warc", page)
    again = exchange(url=page.url, headers=headers, body=page.body, fetched_at=later(days=1))
    written(tmp_path / "warc", again)
    return [str(first.location)]


def test_a_record_becomes_a_fixture(records: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    ended = capture(folder, records[0], site_url=SITE)
    assert (ended.status, ended.err) == (0, "")
    (made,) = folder.iterdir()
    fixture = load(made)
    assert (fixture.meta.url, fixture.meta.captured_at) == (SITE + STORY.path, NOW)
    assert fixture.expected["headline"] == STORY.headline


def test_the_parts_of_an_archived_page_are_shown(records: list[str], tmp_path: Path) -> None:
    ended = capture(tmp_path / "pages", "--outline", records[0], site_url=SITE)
    assert ended.status == 0
    assert STORY.headline[:40] in " ".join(ended.out.split())


def test_a_place_without_a_page_is_refused(records: list[str], tmp_path: Path) -> None:
    ended = capture(tmp_path / "pages", f"{records[0]}0", site_url=SITE)
    assert_refused(ended, 1, "no whole record begins there")


def test_another_sites_page_is_refused(records: list[str], tmp_path: Path) -> None:
    ended = capture(tmp_path / "pages", records[0], site_url="http://127.0.0.1:10")
    assert_refused(ended, 2, "is not on http://127.0.0.1:10")
