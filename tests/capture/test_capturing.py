"""From a url or a file to a fixture, by real processes over the replica."""

from __future__ import annotations

import gzip
import json
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.commands.capture import Command, check_use, saved_page
from crawler.parsing.loader import PARSER_VERSION
from crawler.runtime.exceptions import ArgumentError
from crawler.urls import Site
from tests.capture.running import assert_refused, capture
from tests.site.model import Story
from tests.site.nights import edition
from tests.site.pages import answer
from tests.site.press import Press
from tests.site.process import ReplicaSite
from tests.site.truth import stories, truth

STORY = next(story for story in stories() if story.hard == "seed-page")
FILES = {"page.html.gz", "expected.json", "meta.json"}


def of_kind(kind: str) -> Story:
    return next(story for story in stories() if story.kind == kind)


def printed(site: ReplicaSite, story: Story) -> bytes:
    return answer(Press(site.url, edition(1)), story.path).body


def values(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_a_url_becomes_a_fixture_by_one_polite_request(site: ReplicaSite, tmp_path: Path) -> None:
    ended = capture(tmp_path, site.url + STORY.path, site_url=site.url)
    assert (ended.status, ended.err) == (0, "")
    assert STORY.headline in " ".join(ended.out.split())
    assert [entry["path"] for entry in site.log()] == ["/robots.txt", STORY.path]
    assert all("dailysabah-pipeline" in entry["user_agent"] for entry in site.log())
    (folder,) = tmp_path.iterdir()
    assert folder.name == STORY.slug
    assert {file.name for file in folder.iterdir()} == FILES
    assert gzip.decompress((folder / "page.html.gz").read_bytes()) == printed(site, STORY)


def test_expected_holds_the_whole_record(site: ReplicaSite, tmp_path: Path) -> None:
    capture(tmp_path, site.url + STORY.path, "--name", "seed", site_url=site.url)
    text = (tmp_path / "seed" / "expected.json").read_text(encoding="utf-8")
    expected = json.loads(text)
    row = truth(STORY, site.url)
    assert list(expected) == sorted(expected)
    assert "“" in text
    assert "\n\n".join(expected["body"]) == row["body"]
    assert expected["date_published"] == f"{row['date_published']:%Y-%m-%dT%H:%M:%SZ}"
    assert expected["date_modified"] is None
    for name in ("headline", "byline", "dateline", "keywords", "agencies", "image_url", "kind"):
        assert expected[name] == row[name]
    assert expected["sources"]["headline"] == "site"


def test_meta_says_where_and_when(site: ReplicaSite, tmp_path: Path) -> None:
    capture(tmp_path, f"{site.url}{STORY.path}?utm=x", "--name", "seed", site_url=site.url)
    meta = values(tmp_path / "seed" / "meta.json")
    age = datetime.now(UTC) - datetime.fromisoformat(meta.pop("captured_at"))
    assert timedelta(0) <= age < timedelta(minutes=2)
    assert meta == {
        "url": f"{site.url}{STORY.path}?utm=x",
        "path": STORY.path,
        "site": site.url,
        "content_type": "text/html; charset=utf-8",
        "parser_version": PARSER_VERSION,
    }


def test_nothing_is_overwritten_without_force(site: ReplicaSite, tmp_path: Path) -> None:
    url = site.url + STORY.path
    capture(tmp_path, url, site_url=site.url)
    expected = tmp_path / STORY.slug / "expected.json"
    expected.write_text("{}", encoding="utf-8")
    site.reset_log()
    assert_refused(capture(tmp_path, url, site_url=site.url), 2, STORY.slug, "--force")
    assert site.log() == []
    assert expected.read_text(encoding="utf-8") == "{}"
    assert capture(tmp_path, url, "--force", site_url=site.url).status == 0
    assert values(expected)["headline"] == STORY.headline


def test_a_saved_file(site: ReplicaSite, tmp_path: Path) -> None:
    body = printed(site, of_kind("gallery"))
    file = tmp_path / "saved.html.gz"
    file.write_bytes(gzip.compress(body))
    ended = capture(tmp_path / "pages", str(file), site_url=site.url)
    assert (ended.status, ended.err) == (0, "")
    assert site.log() == []
    (folder,) = (tmp_path / "pages").iterdir()
    assert values(folder / "expected.json")["kind"] == "gallery"
    assert gzip.decompress((folder / "page.html.gz").read_bytes()) == body


def test_a_file_that_does_not_say_where_it_is_from(tmp_path: Path) -> None:
    file = tmp_path / "saved.html"
    file.write_text("<h1 class='main_page_title'>A title</h1>", encoding="utf-8")
    ours = Site("https://www.dailysabah.com")
    with pytest.raises(ArgumentError, match="--url"):
        saved_page(file, None, ours)
    with pytest.raises(ArgumentError, match=r"example\.com"):
        saved_page(file, "https://example.com/a/b", ours)
    page, _ = saved_page(file, "http://dailysabah.com/world/europe/a-title?x=1", ours)
    assert page.path == "/world/europe/a-title"


def test_a_page_that_is_no_article(site: ReplicaSite, tmp_path: Path) -> None:
    site.lie(STORY.path, "soft-404-home")
    assert capture(tmp_path, site.url + STORY.path, site_url=site.url).status == 0
    expected = values(tmp_path / STORY.slug / "expected.json")
    assert expected["found"] == "absence"
    assert expected["reason"].startswith("soft-404")


def test_a_redirect_within_the_site_is_followed(site: ReplicaSite, tmp_path: Path) -> None:
    other = of_kind("column")
    site.lie(STORY.path, "redirect", location=other.path)
    assert capture(tmp_path, site.url + STORY.path, site_url=site.url).status == 0
    assert values(tmp_path / other.slug / "meta.json")["path"] == other.path


@pytest.mark.parametrize(
    ("lie", "options", "parts"),
    [
        ("404", {}, ["http-404"]),
        ("cut", {}, ["could not be had"]),
        ("redirect", {"location": "https://example.com/"}, ["offsite", "example.com"]),
        ("redirect-loop", {}, ["redirect"]),
    ],
)
def test_a_page_that_cannot_be_had(
    lie: str, options: dict[str, Any], parts: list[str], site: ReplicaSite, tmp_path: Path
) -> None:
    site.lie(STORY.path, lie, **options)
    assert_refused(capture(tmp_path, site.url + STORY.path, site_url=site.url), 1, *parts)
    assert list(tmp_path.iterdir()) == []


def test_what_the_site_forbids_or_does_not_own(site: ReplicaSite, tmp_path: Path) -> None:
    search = f"{site.url}/search?query=tea"
    assert_refused(capture(tmp_path, search, site_url=site.url), 2, "robots.txt")
    other = "https://example.com/world/a/news"
    assert_refused(capture(tmp_path, other, site_url=site.url), 2, "example.com")
    assert [entry["path"] for entry in site.log()] == ["/robots.txt"]


def test_a_site_that_does_not_answer(tmp_path: Path) -> None:
    gone = "http://127.0.0.1:9"
    assert_refused(capture(tmp_path, f"{gone}/a/b", site_url=gone), 1, "does not answer")


@pytest.mark.parametrize(
    "words",
    [
        ["one.html", "two.html"],
        ["--chekc"],
        ["--check", "own-gallery", "--force"],
        ["--accept", "own-gallery", "--url", "x"],
        ["https://www.dailysabah.com/a/b", "--url", "x"],
        ["page.html", "--name", "../x"],
        ["page.html", "--outline", "own-gallery"],
        ["--outline", "own-gallery", "--force"],
        ["--outline", "https://www.dailysabah.com/a/b", "--url", "x"],
    ],
)
def test_words_that_make_no_sense_together(words: list[str]) -> None:
    with pytest.raises(ArgumentError):
        check_use(*parsed(words))


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ([], "URL or FILE"),
        (["nowhere.html"], "nowhere.html is no url and cannot be read"),
        (["--check", "x", "y"], "no fixture x, y"),
    ],
)
def test_wrong_use_is_one_line(words: list[str], part: str, tmp_path: Path) -> None:
    assert_refused(capture(tmp_path, *words), 2, part)


def parsed(words: list[str]) -> tuple[list[str], Namespace]:
    command = Command()
    command.settings = Settings()
    parser = ArgumentParser()
    command.add_options(parser)
    options, rest = parser.parse_known_args(words)
    return rest, options
