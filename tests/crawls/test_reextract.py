"""After a relaunch: the selectors are mended, and the archive's pages are read again."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crawls.commands import pipelines
from tests.crawls.crawl import Row, crawl, rows
from tests.databases import Databases
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

SECTIONS = "sections=sports"
MENDED = {"NEWSPAPER": "tests.crawls.mended_profile"}
BY_MARKUP = frozenset({"headline", "body", "byline", "dateline", "date_published"})
"""What the site's own markup says of every article that has it."""
TOLD_ELSEWHERE = frozenset({"sources", "warc", "fetched_at", "last_seen_at", "first_seen_at"})


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "warc"


@pytest.fixture
def site() -> Iterator[ReplicaSite]:
    with ReplicaSite() as site:
        yield site


def night(site: ReplicaSite, database_url: str, archive: Path, number: int, *variants: str) -> None:
    site.set_night(number)
    site.set_variants(*variants)
    ended = crawl(
        "sections", site.url, database_url, SECTIONS, "refetch=all", ARCHIVE_DIR=str(archive)
    )
    assert ended.status in (0, 3), ended.err


def reextract(database_url: str, archive: Path, *arguments: str) -> str:
    ended = pipelines(database_url, "reextract", *arguments, ARCHIVE_DIR=str(archive), **MENDED)
    assert (ended.status, ended.err) == (0, ""), ended.err
    return ended.out


def contents(database_url: str) -> dict[str, Row]:
    return {
        row["url"]: {name: value for name, value in row.items() if name not in TOLD_ELSEWHERE}
        for row in rows(database_url, "v_articles")
    }


def by_newspaper(database_url: str) -> list[tuple[Any, ...]]:
    return [
        (row["url"], row["changed"])
        for row in rows(database_url, "v_revisions", "url, revision")
        if row["cause"] == "newspaper" and row["revision"] > 1
    ]


def below_site(database_url: str) -> set[tuple[str, str, str]]:
    """Fields that the markup says, and that were found elsewhere: the article, and the source."""
    found = rows(database_url, "v_articles")
    sources = [(row["url"], *one) for row in found for one in row["sources"].items()]
    return {one for one in sources if one[1] in BY_MARKUP and one[2] != "site"}


def test_after_a_relaunch_every_field_is_the_site_s_own_again(
    site: ReplicaSite, database_url: str, archive: Path, databases: Databases, kind: str
) -> None:
    night(site, database_url, archive, 1, "relaunch")
    assert below_site(database_url)
    undisturbed = databases.url(kind)
    night(site, undisturbed, archive / "other", 1)
    before, corrections = rows(database_url, "v_articles"), by_newspaper(database_url)

    told = reextract(database_url, archive)

    assert rows(database_url, "v_articles") == before
    assert f"{len(before)} pages read" in told

    reextract(database_url, archive, "--apply")

    assert below_site(database_url) == below_site(undisturbed)
    mended, expected = contents(database_url), contents(undisturbed)
    assert mended == expected
    assert by_newspaper(database_url) == corrections == []
    assert reextract(database_url, archive, "--apply").endswith(
        "0 articles changed, 0 of them in words\n"
    )


def test_a_night_after_it_finds_nothing_corrected(
    site: ReplicaSite, database_url: str, archive: Path
) -> None:
    night(site, database_url, archive, 1)
    night(site, database_url, archive, 1, "relaunch")
    reextract(database_url, archive, "--apply")
    before = contents(database_url)

    site.set_variants("relaunch")
    ended = crawl(
        "sections", site.url, database_url, SECTIONS, "refetch=all",
        ARCHIVE_DIR=str(archive), NEWSPAPER=MENDED["NEWSPAPER"],
    )  # fmt: skip

    assert ended.status == 0, ended.err
    assert contents(database_url) == before
    assert by_newspaper(database_url) == []


def test_a_killed_one_goes_on_where_it_was(
    site: ReplicaSite, database_url: str, archive: Path
) -> None:
    """Killed twice, each time before a transaction is committed."""
    night(site, database_url, archive, 1, "relaunch")
    where = {"ARCHIVE_DIR": str(archive), **MENDED}
    left = [len(below_site(database_url))]

    for times in (3, 2):
        killed = pipelines(
            database_url, "reextract", "--apply",
            module="tests.crawls.killed_command", KILL_AT=f"commit:before:{times}", **where,
        )  # fmt: skip
        assert killed.status == -signal.SIGKILL, killed.err
        left.append(len(below_site(database_url)))
    assert left[0] > left[1] > left[2] > 0

    told = reextract(database_url, archive, "--apply")

    again = re.search(r"(\d+) pages read, after (\d+) that were done before", told)
    assert again is not None, told
    assert int(again[1]) + int(again[2]) == len(rows(database_url, "v_articles"))
    assert int(again[2]) > 0
    assert below_site(database_url) == set()
    assert max(row["revision"] for row in rows(database_url, "v_revisions")) <= 2
    assert "done before" not in reextract(database_url, archive, "--apply")
