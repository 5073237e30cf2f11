"""Every answer of a real crawl is in the archive, and each row names its page's record."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from crawler.warc.captures import Capture
from crawler.warc.location import Location
from crawler.warc.reading import Captures, read_at
from pipelines.archive.folder import Folder, index_of
from pipelines.archive.verifying import Verified
from tests.crawls.crawl import Row, crawl, rows
from tests.crawls.running import STEADY, Running
from tests.crawls.small_disks import enlarge, small_disk
from tests.databases import KINDS, Databases
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

SECTIONS = "sections=sports"


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As `own_folders` names it to the crawl."""
    return tmp_path / "warc"


def archived(folder: Path) -> list[Capture]:
    return [one for file in Folder(folder).files() for one in Captures(file)]


def page_of(folder: Path, row: Row) -> Capture:
    location = Location.parse(row["warc"])
    return read_at(folder / location.file, location.offset)


def served(url: str) -> bytes:
    """The page as the site sends it to us now, without its packing."""
    with build_opener(ProxyHandler({})).open(Request(url)) as response:
        found: bytes = response.read()
        return found


def test_each_row_names_the_record_of_its_page(
    site: ReplicaSite, database_url: str, folder: Path
) -> None:
    assert crawl("sections", site.url, database_url, SECTIONS).status == 0
    found = rows(database_url, "v_articles")
    assert found
    for row in found:
        page = page_of(folder, row)
        assert (page.url, page.fetched_at) == (row["url"], row["fetched_at"])
    assert page_of(folder, found[0]).body() == served(found[0]["url"])
    assert list(Verified(Folder(folder))) == []


def test_every_answer_is_there_in_the_order_of_arrival(
    site: ReplicaSite, databases: Databases, folder: Path
) -> None:
    assert crawl("sections", site.url, databases.url("sqlite"), SECTIONS).status == 0
    asked = Counter(site.url + entry["path"] for entry in site.log())
    found = archived(folder)
    assert Counter(one.url for one in found) == asked
    assert [one.facts["look"] for one in found] == [str(n) for n in range(1, len(found) + 1)]
    causes = {one.facts["cause"] for one in found}
    assert {"robots", "start", "listing", "article"} <= causes
    assert found[0].url == f"{site.url}/robots.txt"


@pytest.mark.parametrize(
    ("lie", "options", "status"),
    [
        ("404", {}, 404),
        ("410", {}, 410),
        ("500", {}, 500),
        ("redirect", {"location": "/world"}, 302),
    ],
)
def test_an_answer_without_an_article_is_there(
    lie: str, options: dict[str, str], status: int, site: ReplicaSite, databases: Databases,
    folder: Path,
) -> None:  # fmt: skip
    url = databases.url("sqlite")
    assert crawl("sections", site.url, url, SECTIONS).status == 0
    path = rows(url, "v_articles")[0]["url"].removeprefix(site.url)
    site.lie(path, lie, times=0, **options)
    crawl("articles", site.url, url, f"urls={path}")
    answers = [one.status for one in archived(folder) if one.url == site.url + path]
    assert answers[:2] == [200, status]


def test_a_second_night_keeps_what_is_new_and_names_what_was_there(
    site: ReplicaSite, databases: Databases, folder: Path
) -> None:
    url = databases.url("sqlite")
    site.set_validators()
    assert crawl("sections", site.url, url, SECTIONS).status == 0
    first = {row["url"]: row["warc"] for row in rows(url, "v_articles")}
    assert crawl("sections", site.url, url, SECTIONS, "refetch=all").status == 0
    assert {row["url"]: row["warc"] for row in rows(url, "v_articles")} == first
    (_, night) = Folder(folder).files()
    revisits = [one for one in Captures(night) if one.original is not None]
    assert {one.url for one in revisits} >= first.keys()
    assert list(Verified(Folder(folder))) == []


def test_a_304_is_a_revisit(site: ReplicaSite, databases: Databases, folder: Path) -> None:
    url = databases.url("sqlite")
    site.set_validators()
    for _ in range(2):
        assert crawl("sections", site.url, url, SECTIONS).status == 0
    unchanged = [one for one in archived(folder) if one.status == 304]
    assert unchanged
    assert all(one.original is not None and one.original.url == one.url for one in unchanged)


def test_an_empty_setting_keeps_nothing(
    site: ReplicaSite, databases: Databases, tmp_path: Path
) -> None:
    url = databases.url("sqlite")
    assert crawl("sections", site.url, url, SECTIONS, ARCHIVE_DIR="").status == 0
    assert not (tmp_path / "warc").exists()
    assert {row["warc"] for row in rows(url, "v_articles")} == {None}


@pytest.mark.parametrize("articles", [1, 12, 20])
def test_a_kill_leaves_all_that_the_database_has(
    site: ReplicaSite, databases: Databases, folder: Path, tmp_path: Path, articles: int
) -> None:
    url = databases.url("sqlite")
    site.fault("slow-all", seconds=0.05)
    with Running("sections", site.url, url, SECTIONS, folder=tmp_path, settings=STEADY) as running:
        running.until_asked(site, articles)
        running.kill()
    site.truthful()
    (file,) = Folder(folder).files()
    assert not index_of(file).exists()
    stored = rows(url, "v_articles")
    assert [page_of(folder, row).url for row in stored] == [row["url"] for row in stored]
    os.truncate(file, file.stat().st_size - 5)  # as a kill in the midst of a write leaves it

    ended = crawl("sections", site.url, url, SECTIONS)
    assert ended.status == 0, ended.err
    assert "set aside" in ended.err
    assert index_of(file).exists()
    assert list(Verified(Folder(folder))) == []
    found = rows(url, "v_articles")
    assert [page_of(folder, row).url for row in found] == [row["url"] for row in found]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Room for some pages."""
    with small_disk(tmp_path / "disk", "256k") as folder:
        yield folder


def test_a_full_disk_ends_the_archive_and_not_the_night(
    site: ReplicaSite, databases: Databases, disk: Path
) -> None:
    url = databases.url("sqlite")
    slow = {"CONCURRENT_REQUESTS": "1", "DOWNLOAD_DELAY": "0.06"}  # one page a write
    folder = disk / "warc"
    ended = crawl("sections", site.url, url, SECTIONS, settings=slow, ARCHIVE_DIR=str(folder))
    enlarge(disk)
    assert ended.status == 3, ended.err
    assert "No space left on device: nothing more is kept" in ended.err
    assert "archive" in ended.last_line
    (run,) = rows(url, "v_runs")
    assert run["outcome"] == "degraded"
    assert [one["check"] for one in run["findings"]] == ["archive"]
    found = rows(url, "v_articles")
    kept = [row for row in found if row["warc"] is not None]
    assert 0 < len(kept) < len(found)

    next_run = crawl("sections", site.url, url, SECTIONS, ARCHIVE_DIR=str(folder))
    assert next_run.status == 0, next_run.err
    assert [page_of(folder, row).url for row in kept] == [row["url"] for row in kept]
    assert list(Verified(Folder(folder))) == []
