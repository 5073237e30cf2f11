"""`-s STORE_ENABLED=0`: a crawl keeps nothing, exports its articles, and says what came of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.crawls.altered_site import AlteredSite
from tests.crawls.crawl import Ended, crawl, rows
from tests.site.process import ReplicaSite
from tests.site.responses import redirect_answer

pytestmark = pytest.mark.slow

NEWS = "/world/tremor-felt-across-the-strait/news"
OLD = "/world/tremor-across-the-strait/news"
NOWHERE = "/world/no-such-story/news"
WAYS = {
    "sections": ("sections=world",),
    "feeds": (),
    "search": ("section=europe",),
    "articles": (f"urls={NEWS}",),
}
ROBOTS_OFF = {"ROBOTSTXT_OBEY": "0"}  # robots.txt of the site disallows /search


def unstored(site_url: str, folder: Path, spider: str, *arguments: str) -> Ended:
    feeds = {str(folder / "articles.jsonl"): {"format": "jsonlines"}}
    settings = {**ROBOTS_OFF, "STORE_ENABLED": "0", "FEEDS": json.dumps(feeds)}
    database_url = f"sqlite:///{folder / 'none.db'}"
    spool = str(folder / "spool")
    return crawl(spider, site_url, database_url, *arguments, settings=settings, SPOOL_DIR=spool)


def exported(folder: Path) -> list[str]:
    lines = (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["url"] for line in lines]


@pytest.mark.parametrize("spider", WAYS)
def test_it_exports_what_would_be_stored(spider: str, site: ReplicaSite, tmp_path: Path) -> None:
    database_url = f"sqlite:///{tmp_path / 'news.db'}"
    crawl(spider, site.url, database_url, *WAYS[spider], settings=ROBOTS_OFF)
    folder = tmp_path / "unstored"
    folder.mkdir()

    ended = unstored(site.url, folder, spider, *WAYS[spider])

    assert ended.status == 0, ended.err
    assert " ERROR: " not in ended.err
    assert sorted(exported(folder)) == sorted(
        row["url"] for row in rows(database_url, "v_articles")
    )
    assert [file.name for file in folder.iterdir()] == ["articles.jsonl"]


def test_a_url_that_leads_to_an_article_and_one_that_leads_nowhere(tmp_path: Path) -> None:
    with AlteredSite() as site:
        site.pages[OLD] = lambda honest, headers: redirect_answer(site.url + NEWS)

        ended = unstored(site.url, tmp_path, "articles", f"urls={OLD},{NOWHERE}")

        assert exported(tmp_path) == [f"{site.url}{NEWS}"]
    assert ended.status == 0, ended.err
    assert "Run without a store succeeded: " in ended.err
    assert " 1 new, " in ended.err


def test_a_crawl_that_was_of_no_use_has_failed(tmp_path: Path) -> None:
    with AlteredSite() as site:
        ended = unstored(site.url, tmp_path, "articles", f"urls={NOWHERE}")

    assert ended.status == 1
    assert "none of the 1 articles asked for came in (no article there 1)" in ended.last_line
