"""What our own machine lacks is not the urls' fault: none is put off, and no run is a success that
left something out for it."""

from __future__ import annotations

import resource
import subprocess

import pytest
from sqlalchemy import text

from pipelines.store import open_engine
from tests.crawls.altered_site import AlteredSite
from tests.crawls.crawl import LIMIT_SECONDS, PROJECT, Ended, command, crawl, environment, rows
from tests.databases import Databases
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

SECTIONS = "sections=fashion"


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.url("sqlite")


def crawl_with_handles(handles: int, site: ReplicaSite, url: str) -> Ended:
    done = subprocess.run(
        command("sections", SECTIONS),
        cwd=PROJECT,
        env=environment(site.url, url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (handles, handles)),
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def crawl_lacking(lack: str, site: ReplicaSite | AlteredSite, url: str) -> Ended:
    return crawl(
        "sections",
        site.url,
        url,
        SECTIONS,
        settings={"CONCURRENT_REQUESTS_PER_DOMAIN": "1", "DOWNLOAD_DELAY": "0.1"},
        SCRAPY_SETTINGS_MODULE="tests.crawls.lacking_settings",
        LACK=lack,
    )


def put_off(url: str) -> list[str]:
    """Urls that wait for another night, or that a try was counted of."""
    engine = open_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT path FROM urls WHERE attempts > 0"))
        paths = [path for (path,) in found]
    engine.dispose()
    return paths


def articles(url: str) -> list[str]:
    return sorted(row["url"] for row in rows(url, "v_articles"))


@pytest.mark.slow
@pytest.mark.parametrize("handles", [19])  # three of them are the archive's
def test_a_crawl_with_few_file_handles_takes_its_time(
    site: ReplicaSite, databases: Databases, url: str, handles: int
) -> None:
    ended = crawl_with_handles(handles, site, url)
    undisturbed = databases.url("sqlite")
    crawl("sections", site.url, undisturbed, SECTIONS)
    assert ended.status == 0, ended.err
    assert "Too many open files (EMFILE); the crawl waits" in ended.err
    assert articles(url) == articles(undisturbed)
    assert put_off(url) == []


@pytest.mark.slow
@pytest.mark.parametrize("handles", [12, 14])
def test_a_crawl_that_cannot_begin_says_why(site: ReplicaSite, url: str, handles: int) -> None:
    ended = crawl_with_handles(handles, site, url)
    assert ended.status == 1
    assert any(
        words in ended.last_line for words in ("Too many open files", "unable to open database")
    )


@pytest.mark.slow
def test_a_crawl_without_file_handles_has_failed_and_the_next_goes_on(
    databases: Databases, url: str
) -> None:
    with AlteredSite() as site:  # it closes each connection: the next one needs a new handle
        _fail_and_go_on(site, databases, url)


def _fail_and_go_on(site: AlteredSite, databases: Databases, url: str) -> None:
    ended = crawl_lacking("handles", site, url)
    assert ended.status == 1
    assert ended.last_line == "scrapy crawl: this machine: Too many open files (EMFILE)"
    (run,) = rows(url, "v_runs")
    assert (run["outcome"], run["reason"]) == (
        "failed",
        "this machine: Too many open files (EMFILE)",
    )
    assert [finding["check"] for finding in run["findings"]][:1] == ["machine"]
    assert put_off(url) == []

    undisturbed = databases.url("sqlite")
    for one in (url, undisturbed):
        assert crawl("sections", site.url, one, SECTIONS).status == 0
    assert articles(url) == articles(undisturbed)


@pytest.mark.slow
def test_a_page_for_which_there_is_no_memory_holds_up_no_other(
    site: ReplicaSite, databases: Databases, url: str
) -> None:
    undisturbed = databases.url("sqlite")
    crawl("sections", site.url, undisturbed, SECTIONS)
    lost = articles(undisturbed)[0]
    ended = crawl_lacking(f"memory:{lost.removeprefix(site.url)}", site, url)
    assert ended.status == 1
    assert ended.last_line == "scrapy crawl: this machine has no memory left"
    assert articles(url) == [one for one in articles(undisturbed) if one != lost]
    assert put_off(url) == []
    assert crawl("sections", site.url, url, SECTIONS).status == 0
    assert articles(url) == articles(undisturbed)
