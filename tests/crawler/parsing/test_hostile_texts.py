"""Texts that once stopped the crawl are read, each to its end, and every piece of a real page."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.extraction import FetchedPage, extract
from crawler.items import Article
from crawler.urls import Site

_ROOT = Path(__file__).resolve().parents[3]
_REAL_PAGES = _ROOT.parent / "shared" / "realpages" / "html"
_SITE = Site("https://www.dailysabah.com")
_NOW = datetime(2026, 11, 20, tzinfo=UTC)
_PATIENCE = 120
"""Seconds after which a child process is taken for stopped; each page takes well under one."""
_TEXT = (
    "<p>The council met on Monday and agreed on the plan for the harbor, officials said.</p>" * 4
)
_SPANS = 3_000


def _page(
    byline_block: str = "by X", body: str = _TEXT, head: str = "", headline: str = "Plan"
) -> str:
    return (
        f"<html><head><title>Plan</title>{head}</head><body>"
        f'<h1 class="main_page_title">{headline}</h1>'
        f'<div class="left_mobile_details">{byline_block}</div>'
        f'<div class="article_body">{body}</div></body></html>'
    )


def _json_ld(body: str, end: str = '"}') -> str:
    stated = f'{{"@type":"NewsArticle","articleBody":"{body}{end}'
    return f'<script type="application/ld+json">{stated}</script>'


_PAGES = {
    "a date's label over and over": _page(byline_block=f"<span>{'on ' * 28}2020 x</span>"),
    "hyphens in a byline block": _page(byline_block=f"by X {'-' * 60_000}"),
    "names in a byline block": _page(byline_block=f"by {'X Y, ' * 20_000}"),
    "a string that nothing closes": _page(head=_json_ld('\\"' * 30_000, end="")),
    "labels of keywords": _page(body=_TEXT + "<span>keywords</span>" * 10_000),
    "blanks in JSON-LD": _page(body="", head=_json_ld(f"A sentence here.{' ' * 200_000}x\\ny")),
    "nested spans": _page(body="<span>" * _SPANS + "A word." + "</span>" * _SPANS),
    "nested figures": _page(body="<figure>" * _SPANS + "A word." + "</figure>" * _SPANS),
    "escapes of escapes": _page(headline="Plan &amp;" + "#38;" * 20_000),
    "digits of escapes": _page(headline="Plan " + "&amp;#3" * 10_000 + "56;" * 10_000),
    "brackets of tags": _page(headline="Plan " + "&lt;" * 10_000 + "b>" * 10_000),
    "brackets of a caption": _page(body=_TEXT + f"<p>{'(A photo' * 10_000})</p>"),
}

_CHILD = """
import json, sys
from tests.crawler.parsing.test_hostile_texts import read
print(json.dumps({name: read(page.encode()) for name, page in json.load(sys.stdin).items()}))
"""


def read(body: bytes) -> str:
    page = FetchedPage(body=body, path="/world/a/b", site=_SITE, fetched_at=_NOW)
    return type(extract(page)).__name__


def test_no_text_stops_the_process() -> None:
    """In a child process, since a pattern that does not end holds off every signal."""
    child = subprocess.run(
        [sys.executable, "-c", _CHILD],
        input=json.dumps(_PAGES),
        capture_output=True,
        check=True,
        text=True,
        timeout=_PATIENCE,
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )

    assert json.loads(child.stdout) == dict.fromkeys(_PAGES, Article.__name__)


def _real_pages() -> Iterator[bytes]:
    if not _REAL_PAGES.is_dir():
        pytest.skip(f"no real pages in {_REAL_PAGES}")
    for file in sorted(_REAL_PAGES.iterdir()):
        yield _bytes_of(file)


def _bytes_of(file: Path) -> bytes:
    import gzip

    content = file.read_bytes()
    return gzip.decompress(content) if file.suffix == ".gz" else content


def test_a_piece_of_each_real_page_raises_nothing() -> None:
    chance = random.Random(14)
    for body in _real_pages():
        assert read(body[: chance.randrange(len(body))])


@pytest.mark.slow
def test_no_piece_of_a_real_page_raises() -> None:
    for body in _real_pages():
        assert read(body)
        for cut in range(0, len(body), max(1024, len(body) // 20)):
            assert read(body[:cut])
