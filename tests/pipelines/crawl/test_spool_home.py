"""Whose a batch is (decision 029)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from pipelines.crawl.spool_home import Home

SITE = "https://www.dailysabah.com"


def home(url: str, site: str = SITE, database_id: str | None = None) -> Home:
    return Home.of(make_url(url), site, database_id)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://reporter:s3cret@db/news?password=s3cret&sslpassword=s3cret",
        "postgresql+psycopg:///news?host=/run/s&user=reporter&passfile=/s3cret",
        "sqlite:////srv/news.db?s3cret=1",
    ],
)
def test_nothing_in_it_is_secret(url: str) -> None:
    found = home(url)
    for told in (str(found), str(found.written())):
        assert "s3cret" not in told
        assert "reporter" not in told


def test_it_is_read_back() -> None:
    found = home("sqlite:////srv/news.db", database_id="a1")
    assert Home.read(found.written()) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.dailysabah.com", "http://dailysabah.com/"),
        ("https://www.dailysabah.com:443", "https://www.dailysabah.com"),
        ("https://WWW.DailySabah.com", "https://www.dailysabah.com"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
    ],
)
def test_one_site_by_several_names(one: str, other: str) -> None:
    assert home("sqlite:////srv/a.db", one).owns(home("sqlite:////srv/a.db", other))


@pytest.mark.parametrize("other", ["http://127.0.0.1:8001", "http://127.0.0.2:8000", SITE])
def test_another_site(other: str) -> None:
    here = home("sqlite:////srv/a.db", "http://127.0.0.1:8000", "a1")
    assert not here.owns(home("sqlite:////srv/a.db", other, "a1"))


def test_the_same_place_with_and_without_an_id(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    away, here, anew = home(url), home(url, database_id="a1"), home(url, database_id="b2")
    assert here.owns(away)
    assert away.owns(here)
    assert anew.owns(here)


def test_a_file_by_two_paths_is_one(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    one, other = (f"sqlite:///{tmp_path}/{way}a.db" for way in ("", "link/"))
    assert home(one).owns(home(other))


def test_another_file_is_another_database(tmp_path: Path) -> None:
    for name in ("a.db", "b.db"):
        (tmp_path / name).touch()
    a, b = (f"sqlite:///{tmp_path}/{name}.db" for name in "ab")
    assert not home(b, database_id="b2").owns(home(a, database_id="a1"))
    assert not home(b).owns(home(a))
    # A copy beside its original has its id, too.
    assert not home(b, database_id="a1").owns(home(a, database_id="a1"))
    (tmp_path / "a.db").unlink()
    assert home(b, database_id="a1").owns(home(a, database_id="a1"))


def test_a_server_by_another_address_is_known_by_the_databases_id() -> None:
    here = home("postgresql://localhost/news", database_id="a1")
    there = home("postgresql://127.0.0.1:5432/news", database_id="a1")
    assert here.owns(there)
    assert not here.owns(replace(there, id="b2"))
    assert not here.owns(replace(there, id=None))
    # A copy on the same server has another name.
    assert not here.owns(replace(there, name="copy"))
