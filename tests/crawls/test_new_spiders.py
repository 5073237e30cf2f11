"""A new spider needs to know of the frontier only that it takes sightings."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.crawls.crawl import PROJECT, Ended, command, crawl, environment, rows
from tests.site.nights import edition
from tests.site.process import ReplicaSite

SETTINGS = {"SPIDER_MODULES": "tests.crawls.new_spiders"}
KEYWORD = "night, a stranger"


def desk(site: ReplicaSite, database_url: str) -> Ended:
    return crawl("desk", site.url, database_url, "desk=night", "list=/world", settings=SETTINGS)


def listed() -> set[str]:
    return {card.story.path for card in edition(1).lists["world"]}


def test_what_a_new_spider_carries_reaches_its_articles(site: ReplicaSite, tmp_path: Path) -> None:
    database_url = f"sqlite:///{tmp_path}/crawl.db"

    ended = desk(site, database_url)

    assert ended.status == 0, ended.err
    found = rows(database_url, "v_articles")
    assert {row["url"].removeprefix(site.url) for row in found} == listed()
    assert {row["keywords"][-1] for row in found} == {KEYWORD}


def test_each_article_is_asked_for_once(site: ReplicaSite, tmp_path: Path) -> None:
    database_url = f"sqlite:///{tmp_path}/crawl.db"

    desk(site, database_url)
    desk(site, database_url)

    asked = [one["path"] for one in site.requests() if one["path"] not in ("/robots.txt", "/world")]
    assert sorted(asked) == sorted(listed())


def test_without_a_store_its_sightings_are_asked_for_too(site: ReplicaSite, tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    words = command(
        "desk", "desk=night", "list=/world", settings={**SETTINGS, "STORE_ENABLED": "0"}
    )

    subprocess.run(
        [*words, "-O", str(file)], cwd=PROJECT, env=environment(site.url, ""), check=True
    )

    exported = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert {one["url"].removeprefix(site.url) for one in exported} == listed()
    assert {one["keywords"][-1] for one in exported} == {KEYWORD}
