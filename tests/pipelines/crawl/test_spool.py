"""Articles that wait in files (CONTRACT, promise 2)."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import make_url

from crawler.items import Article, Kind
from pipelines.crawl.spool import Spool
from pipelines.crawl.spool_home import Home
from pipelines.store import StoreError
from tests.pipelines.factories import NOW, article
from tests.spooled import damaged, waiting

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)
MOMENTS = st.datetimes(timezones=st.just(UTC))
ARTICLES = st.builds(
    Article,
    path=ANY_TEXT,
    kind=st.sampled_from(Kind),
    section=ANY_TEXT,
    fetched_at=MOMENTS,
    headline=st.none() | ANY_TEXT,
    body=st.none() | ANY_TEXT,
    date_published=st.none() | MOMENTS,
    authors=st.lists(ANY_TEXT, max_size=3),
    sources=st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=3),
    aliases=st.lists(ANY_TEXT, max_size=3),
)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(ARTICLES, min_size=1, max_size=3))
def test_what_was_put_comes_back(spool: Spool, batch: list[Article]) -> None:
    file = spool.put(batch)
    assert [one.articles for one in spool.batches() if one.file == file] == [batch]
    spool.remove(file)


def test_an_empty_or_missing_folder_holds_nothing(spool: Spool) -> None:
    assert list(spool.batches()) == []
    assert waiting(spool.folder) == 0


def test_the_oldest_batch_comes_first(spool: Spool) -> None:
    for name in ("/c", "/a", "/b"):
        spool.put([article(name), article(name + "2")])
    assert [batch.articles[0].path for batch in spool.batches()] == ["/c", "/a", "/b"]
    assert waiting(spool.folder) == 6
    for batch in spool.batches():
        spool.remove(batch.file)
        spool.remove(batch.file)
    assert waiting(spool.folder) == 0


def test_a_damaged_file_is_set_aside_and_said(
    spool: Spool, caplog: pytest.LogCaptureFixture
) -> None:
    torn = spool.put([article("/torn")])
    torn.write_bytes(torn.read_bytes()[:-20])
    other = spool.put([article("/other")])
    other.write_text('[{"path": "/x"}]')
    spool.put([article("/whole")])
    assert [batch.articles[0].path for batch in spool.batches()] == ["/whole"]
    assert [file.name for file in damaged(spool.folder)] == [
        f"{torn.name}.damaged",
        f"{other.name}.damaged",
    ]
    assert "cannot be understood" in caplog.text
    assert waiting(spool.folder) == 1


def test_an_unfinished_file_is_no_batch(spool: Spool) -> None:
    spool.put([article()])
    (spool.folder / "00000000000000000001-aaaaaaaa-1.json.unfinished").write_text("[")
    assert len(list(spool.batches())) == 1


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    spool.put([article("/kept")])
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        spool.put([article()])
    assert len(list(spool.folder.iterdir())) == 1


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written"):
        Spool(tmp_path / "file" / "spool").put([article()])


def test_every_field_of_an_article_is_kept(spool: Spool) -> None:
    item = article(flags=["date_published:future"], disagreements=["headline"])
    spool.put([item])
    (batch,) = spool.batches()
    (kept,) = batch.articles
    for field in fields(Article):
        assert getattr(kept, field.name) == getattr(item, field.name), field.name
    assert kept.fetched_at == NOW


def is_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def is_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()
    (file / "within").touch()


def leads_nowhere(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.with_name("nothing"))


def holds(text: str) -> Callable[[Path], object]:
    return lambda file: file.write_text(text)


def holds_articles(articles: object, **more: object) -> Callable[[Path], object]:
    return holds(json.dumps({"home": None, "run": None, "articles": articles} | more))


@pytest.mark.parametrize(
    "damage",
    [
        is_pipe,
        is_folder,
        leads_nowhere,
        holds(""),
        holds("[" * 200_000),
        holds('{"home":' * 200_000),
        lambda file: file.write_bytes(b"\xff\xfe\x00"),
        lambda file: file.write_bytes(b"\x00" * 4096),
        holds("null"),
        holds("3"),
        holds("9" * 5000),
        holds('"articles"'),
        holds("[]"),
        holds("{}"),
        holds_articles(None),
        holds_articles([None]),
        holds_articles([[]]),
        holds_articles([{"path": "/x"}]),
        holds_articles([], run="one"),
        holds_articles([], run=True),
        holds_articles([], home="here"),
        holds_articles([], home={"id": 1}),
    ],
)
def test_what_cannot_be_read_is_set_aside_whatever_it_is(
    spool: Spool, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], object]
) -> None:
    spool.put([article("/before")])
    file = spool.put([article("/damaged")])
    damage(file)
    spool.put([article("/after")])
    for _ in range(2):
        met = [batch.articles[0].path for batch in spool.batches()]
        assert met == ["/before", "/after"]
    (aside,) = spool.folder.glob("*.damaged")
    assert aside.name == f"{file.name}.damaged"
    assert f"kept as {aside.name}" in caplog.text


def test_a_second_folder_of_that_name_is_set_aside_too(spool: Spool) -> None:
    file = spool.put([article()])
    is_folder(file)
    assert list(spool.batches()) == []
    file.mkdir()
    assert list(spool.batches()) == []
    assert len(damaged(spool.folder)) == 2


def test_a_file_that_cannot_be_renamed_is_nobody_elses_trouble(
    spool: Spool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(self: Path, target: object) -> Path:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    spool.put([article("/torn")]).write_text("[")
    spool.put([article("/whole")])
    monkeypatch.setattr(Path, "rename", refuse)
    assert [batch.articles[0].path for batch in spool.batches()] == ["/whole"]
    assert "nor renamed" in caplog.text


HERE = Home(id="a1", kind="postgresql", name="news", at="db:5432", site="dailysabah.com")


def test_a_batch_comes_back_with_its_home_and_run(tmp_path: Path) -> None:
    Spool(tmp_path, HERE, run=7).put([article()])
    (batch,) = Spool(tmp_path, HERE).batches()
    assert (batch.home, batch.run) == (HERE, 7)


def test_anothers_batch_waits_and_is_named(tmp_path: Path) -> None:
    file = Spool(tmp_path, replace(HERE, id="b2", name="other"), run=7).put([article()])
    spool = Spool(tmp_path, HERE)
    assert list(spool.batches()) == []
    assert [batch.file for batch in spool.of_others] == [file]
    assert waiting(spool.folder) == 1
    assert str(spool.of_others[0].home) == (
        "PostgreSQL database other at db:5432, site dailysabah.com"
    )


@pytest.mark.parametrize(("made", "taken"), [(-1, False), (1, True)])
def test_another_database_at_the_same_place_takes_a_batch_only_if_made_after_it(
    tmp_path: Path, made: int, taken: bool
) -> None:
    def home(identity: str) -> Home:
        url = make_url(f"sqlite:///{tmp_path}/news.db")
        return Home.of(url, "https://www.dailysabah.com", identity)

    Spool(tmp_path, home("first"), 1).put([article("/waits")])
    made_at = datetime.now(UTC) + timedelta(hours=made)
    another = Spool(tmp_path, home("second"), 1, made_at)
    assert bool(list(another.batches())) == taken
    assert bool(another.of_others) != taken
