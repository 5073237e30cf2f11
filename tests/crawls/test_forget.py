"""One article out of everything, for good."""

from __future__ import annotations

import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.urls import canonical
from crawler.warc.location import Location
from crawler.warc.reading import Captures, read_at
from pipelines.archive.folder import Folder, index_of
from tests.crawls.commands import pipelines
from tests.crawls.crawl import Ended, Row, crawl, rows
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

SECTIONS = "sections=sports"
REASON = "court order 12/2026"


@pytest.fixture
def site() -> Iterator[ReplicaSite]:
    with ReplicaSite() as site:
        yield site


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "warc"


def night(site: ReplicaSite, database_url: str, archive: Path) -> Ended:
    ended = crawl(
        "sections", site.url, database_url, SECTIONS, "refetch=all", ARCHIVE_DIR=str(archive)
    )
    assert ended.status == 0, ended.err
    return ended


def forget(database_url: str, archive: Path, path: str, *arguments: str, **more: str) -> Ended:
    spool = {"SPOOL_DIR": str(archive.parent / "spool"), "ARCHIVE_DIR": str(archive)}
    return pipelines(
        database_url, "forget", path, "--reason", REASON, *arguments, **{**spool, **more}
    )


def articles(database_url: str) -> list[Row]:
    return rows(database_url, "v_articles", "url")


def a_path(database_url: str) -> str:
    """Of an article that is neither the first nor the last in the archive."""
    found = sorted(articles(database_url), key=lambda row: str(row["warc"]))
    return canonical(found[len(found) // 2]["url"])


def archived_paths(archive: Path) -> set[str]:
    folder = Folder(archive)
    return {canonical(one.url) for file in folder.files() for one in Captures(file)}


def rest_of(stored: list[Row], path: str) -> list[Row]:
    """The others, without where their pages lie."""
    return [
        {name: value for name, value in row.items() if name != "warc"}
        for row in stored
        if canonical(row["url"]) != path
    ]


def every_page_is_there(archive: Path, stored: list[Row]) -> bool:
    folder = Folder(archive)
    places = [(row["url"], Location.parse(row["warc"])) for row in stored]
    return all(
        canonical(read_at(folder.file(place), place.offset).url) == canonical(url)
        for url, place in places
    )


def indexes_agree(archive: Path) -> bool:
    folder = Folder(archive)
    return all(index_of(file).exists() for file in folder.files()) and len(
        list(archive.glob("*/*.cdxj"))
    ) == len(folder.files())


def test_first_every_copy_is_listed(site: ReplicaSite, database_url: str, archive: Path) -> None:
    night(site, database_url, archive)
    path, before = a_path(database_url), articles(database_url)
    files = {file: file.read_bytes() for file in archive.glob("*/*")}

    told = forget(database_url, archive, f"{site.url}{path}?utm_source=mail")

    assert (told.status, told.err) == (0, "")
    assert f"path: {path}\n" in told.out
    assert "database, articles: 1\n" in told.out
    assert re.search(r"archive: .*warc\.gz: 1 of its answers\n", told.out)
    assert told.out.endswith("nothing was changed; --apply does it\n")
    assert articles(database_url) == before
    assert {file: file.read_bytes() for file in archive.glob("*/*")} == files


def test_it_leaves_everything_and_never_comes_back(
    site: ReplicaSite, database_url: str, archive: Path
) -> None:
    night(site, database_url, archive)
    path, before = a_path(database_url), articles(database_url)

    done = forget(database_url, archive, path, "--apply")

    assert (done.status, done.err) == (0, "")
    after = articles(database_url)
    assert rest_of(after, path) == rest_of(before, path)
    assert len(after) == len(before) - 1
    assert path not in archived_paths(archive)
    assert every_page_is_there(archive, after)
    assert indexes_agree(archive)
    for view in ("v_revisions", "v_placements"):
        assert path not in {canonical(row["url"]) for row in rows(database_url, view)}
    assert rows(database_url, "forgotten")[0]["reason"] == REASON

    site.reset_log()
    night(site, database_url, archive)
    given = crawl("articles", site.url, database_url, f"urls={site.url}{path}",
                  ARCHIVE_DIR=str(archive))  # fmt: skip

    assert path not in [entry["path"] for entry in site.log()]
    assert len(articles(database_url)) == len(before) - 1
    assert path not in archived_paths(archive)
    assert given.status in (0, 1, 3)
    assert given.err.count(f"Forgotten for good, and not asked for: {path}\n") == 1
    assert forget(database_url, archive, path, "--apply").status == 0


OF_ROWS = ("before:bury", "after:bury", "before:records_moved", "after:records_moved")
PLACES = {
    "sqlite": (
        *OF_ROWS,
        "before:purge",
        "before:write_index",
        "after:write_index",
        "before:remove",
    ),
    "postgresql": OF_ROWS,
}
"""Files are written alike beside either database."""


def test_killed_at_any_moment_a_second_call_ends_the_work(
    site: ReplicaSite, database_url: str, archive: Path, kind: str
) -> None:
    """Each time with another article of the same night."""
    night(site, database_url, archive)
    for place in PLACES[kind]:
        path, before = a_path(database_url), articles(database_url)
        killed = forget(
            database_url, archive, path, "--apply",
            module="tests.crawls.killed_forgetting", KILL_AT=place,
        )  # fmt: skip
        assert killed.status == -signal.SIGKILL, (place, killed.err)
        assert every_page_is_there(archive, articles(database_url)), place

        done = forget(database_url, archive, path, "--apply")

        assert (done.status, done.err) == (0, ""), place
        after = articles(database_url)
        assert rest_of(after, path) == rest_of(before, path), place
        assert path not in archived_paths(archive), place
        assert every_page_is_there(archive, after), place
        assert indexes_agree(archive), place
        captures = [one for file in Folder(archive).files() for one in Captures(file)]
        looks = {(one.url, one.fetched_at, one.facts.get("look")) for one in captures}
        assert len(looks) == len(captures), place


def test_what_waits_in_the_spool_leaves_it(
    site: ReplicaSite, database_url: str, archive: Path, tmp_path: Path
) -> None:
    night(site, database_url, archive)
    path = a_path(database_url)
    spool = tmp_path / "spool"
    spool.mkdir()
    article = {"path": path, "canonical": None, "body": "Of the article."}
    other = {"path": "/world/other", "canonical": None, "body": "Of another."}
    for name, some in (("1-a-2.json", [article, other]), ("2-b-1.json.damaged", [article])):
        (spool / name).write_text(
            f'{{"articles": {some}}}'.replace("'", '"').replace("None", "null")
        )

    told = forget(database_url, archive, path)
    assert told.out.count("spool: ") == 2
    forget(database_url, archive, path, "--apply")

    assert [file.name for file in spool.iterdir()] == ["1-a-2.json"]
    assert path not in (spool / "1-a-2.json").read_text()
    assert "Of another." in (spool / "1-a-2.json").read_text()


def test_backups_that_have_it_are_named_and_restore_says_so(
    site: ReplicaSite, databases: object, tmp_path: Path, archive: Path
) -> None:
    url = f"sqlite:///{tmp_path}/news.db"
    assert pipelines(url, "upgrade").status == 0
    night(site, url, archive)
    path = a_path(url)
    copy = tmp_path / "backups" / "news-1.db"
    copy.parent.mkdir()
    assert pipelines(url, "backup", str(copy)).status == 0
    shutil.copy(copy, copy.with_name("unlike.txt"))
    copy.with_name("unlike.txt").write_text("no copy")

    done = forget(url, archive, path, "--apply")
    assert f"backup: {copy} has it\n" in done.out
    assert "unlike.txt" not in done.out

    restored = pipelines(url, "restore", str(copy))
    assert restored.status == 0
    assert f"the copy has {path}, which was forgotten on " in restored.out
    assert f"run: python -m pipelines forget {path} --reason '{REASON}' --apply" in restored.out
