"""One clear line and the contract's exit status for each thing that a user can get wrong."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.crawls.crawl import crawl
from tests.databases import Databases
from tests.site.process import ReplicaSite

pytestmark = pytest.mark.slow

NO_PATIENCE = {"STORE_PATIENCE": "0"}
"""A database that cannot be opened is waited for, as it may come back."""


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'crawl.db'}"


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def assert_one_line(err: str, *parts: str) -> None:
    lines = [line for line in err.splitlines() if line.startswith("scrapy crawl:")]
    assert len(lines) == 1
    for part in parts:
        assert part in lines[0]
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("spider", "argument", "parts"),
    [
        ("nowhere", "refetch=all", ["nowhere", "sections"]),
        ("sections", "since=yesterday-ish", ["yesterday-ish", "2026-10-01"]),
        ("sections", "until=2026-13-01", ["2026-13-01"]),
        ("sections", "refetch=sometimes", ["sometimes", "none", "recent", "all"]),
        ("sections", "colour=red", ["colour", "sections", "since", "until", "refetch"]),
        ("sections", "sections=", ["sections"]),
    ],
)
def test_wrong_arguments_are_refused_before_any_request(
    spider: str, argument: str, parts: list[str], site: ReplicaSite, sqlite: str
) -> None:
    ended = crawl(spider, site.url, sqlite, argument)
    assert ended.status == 2
    assert_one_line(ended.err, *parts)
    assert site.requests() == []


def test_an_unknown_section_is_refused_with_the_menus_names(site: ReplicaSite, sqlite: str) -> None:
    ended = crawl("sections", site.url, sqlite, "sections=nowhere")
    assert ended.status == 2
    assert_one_line(ended.err, "nowhere", "asia-pacific", "world")
    assert {entry["path"] for entry in site.requests()} == {"/robots.txt", "/"}


@pytest.mark.parametrize(
    "url",
    ["nonsense", "ftp://example.com", "http://", "http://[::1", "http://a:99999", "http://a:b"],
)
def test_a_site_url_that_is_none(url: str, sqlite: str) -> None:
    ended = crawl("sections", url, sqlite)
    assert ended.status == 2
    assert_one_line(ended.err, "SITE_URL", url)


def test_a_password_in_the_site_s_url_is_refused_and_not_shown(sqlite: str) -> None:
    ended = crawl("sections", "http://desk:s3cret@127.0.0.1:9", sqlite)
    assert ended.status == 2
    assert_one_line(ended.err, "SITE_URL", "password")
    assert "s3cret" not in ended.err


def test_a_site_that_does_not_answer(closed_port: int, sqlite: str) -> None:
    ended = crawl("sections", f"http://127.0.0.1:{closed_port}", sqlite)
    assert ended.status == 1
    assert_one_line(ended.err, "does not answer", "refused")


@pytest.mark.parametrize("url", ["nonsense", "mysql://localhost/news", "sqlite"])
def test_a_database_url_that_is_none(url: str, site: ReplicaSite) -> None:
    ended = crawl("sections", site.url, url)
    assert ended.status == 2
    assert_one_line(ended.err, "DATABASE_URL")
    assert site.requests() == []


def test_a_database_that_cannot_be_written(site: ReplicaSite) -> None:
    ended = crawl("sections", site.url, "sqlite:////proc/news.db", settings=NO_PATIENCE)
    assert ended.status == 1
    assert_one_line(ended.err, "/proc/news.db")
    assert site.requests() == []


def test_a_database_that_cannot_be_reached(closed_port: int, site: ReplicaSite) -> None:
    url = f"postgresql://reader:secret@127.0.0.1:{closed_port}/news"
    ended = crawl("sections", site.url, url, settings=NO_PATIENCE)
    assert ended.status == 1
    assert_one_line(ended.err, "news", str(closed_port))
    assert "secret" not in ended.err
    assert site.requests() == []


def test_a_database_that_is_not_there_is_not_waited_for(
    databases: Databases, site: ReplicaSite
) -> None:
    url = make_url(databases.empty_url("postgresql")).set(database="nowhere")
    ended = crawl("sections", site.url, url.render_as_string(hide_password=False))
    assert ended.status == 1
    assert_one_line(ended.err, "nowhere", "does not exist")
    assert site.requests() == []


@pytest.mark.parametrize("host", ["www.dailysabah.com", "DailySabah.com"])
def test_the_profile_fast_is_not_for_the_newspaper_itself(host: str, sqlite: str) -> None:
    ended = crawl("sections", f"https://{host}", sqlite, SCRAPY_PROJECT="fast")
    assert ended.status == 2
    assert_one_line(ended.err, "fast", host, "SCRAPY_PROJECT")


@pytest.mark.parametrize(
    "contact",
    ["", " ", "https://dailysabah-pipeline.example/contact", "https://your.site/contact", "me"],
)
def test_the_newspaper_itself_is_not_asked_by_nobody(contact: str, sqlite: str) -> None:
    ended = crawl(
        "sections",
        "https://www.dailysabah.com",
        sqlite,
        SCRAPY_PROJECT="default",
        CONTACT_URL=contact,
    )
    assert ended.status == 2
    assert_one_line(ended.err, "CONTACT_URL", "www.dailysabah.com", "mailto:")


def test_robots_that_close_the_site(site: ReplicaSite, sqlite: str) -> None:
    site.fault("robots-closed")
    ended = crawl("sections", site.url, sqlite)
    assert ended.status == 2
    assert_one_line(ended.err, "robots.txt")
    assert {entry["path"] for entry in site.requests()} == {"/robots.txt"}


@pytest.mark.parametrize("name", ["DATABSE_URL", "database_url", "STORE_PATIENSE", "LOGLEVEL"])
def test_a_setting_that_is_one_letter_from_another(
    name: str, site: ReplicaSite, sqlite: str
) -> None:
    ended = crawl("sections", site.url, sqlite, settings={name: "5"})
    assert ended.status == 2
    assert_one_line(ended.err, f"there is no setting {name}", "did you mean")
    assert site.requests() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOWNLOAD_DELAY", "abc"),
        ("DOWNLOAD_DELAY", "-1"),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", "many"),
        ("ROBOTSTXT_OBEY", "maybe"),
        ("RETRY_AFTER_MAX", "x"),
        ("LOG_LEVEL", "NOPE"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_setting_of_the_wrong_kind(name: str, value: str, site: ReplicaSite, sqlite: str) -> None:
    ended = crawl("sections", site.url, sqlite, settings={name: value})
    assert ended.status == 2
    assert_one_line(ended.err, name, value)
    assert site.requests() == []
