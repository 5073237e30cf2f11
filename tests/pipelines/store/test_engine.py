"""Urls that cannot be used, databases that cannot be reached: one line, no password."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from sqlalchemy import Engine, event, text

from pipelines.store import (
    DatabaseUnavailable,
    Store,
    StoreError,
    WrongDatabaseUrl,
    open_engine,
)
from pipelines.store.schema.versions import ensure, state
from tests.databases import Databases
from tests.pipelines.factories import NOW, article, rows, sighting


def line_of(error: pytest.ExceptionInfo[StoreError]) -> str:
    line = str(error.value)
    assert "\n" not in line
    assert "secret" not in line
    return line


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "postgresql://user:secret@host:port/db",
        "mysql://user:secret@host/db",
        "postgresql+psycopg2://user:secret@host/db",
        "sqlite+aiosqlite:///x.db",
    ],
)
def test_a_url_that_cannot_be_used(url: str) -> None:
    with pytest.raises(StoreError) as error:
        open_engine(url)
    assert "DATABASE_URL" in line_of(error)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_nobody_listens(scheme: str) -> None:
    engine = open_engine(f"{scheme}://user:secret@127.0.0.1:1/db")
    with pytest.raises(DatabaseUnavailable) as error:
        ensure(engine)
    assert "PostgreSQL database db at 127.0.0.1:1" in line_of(error)


@pytest.mark.parametrize("folder", ["nowhere", "nowhere/below", "file"])
def test_a_folder_that_is_none(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WrongDatabaseUrl) as error:
        open_engine(f"sqlite:///{tmp_path}/{folder}/x.db")
    assert f"there is no folder {tmp_path}/{folder}; make it first" in line_of(error)
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_the_default_s_folder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.runtime.paths.ROOT", tmp_path)
    ensure(open_engine(f"sqlite:///{tmp_path}/data/x.db"))
    assert (tmp_path / "data" / "x.db").exists()


def test_the_default_s_folder_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.runtime.paths.ROOT", tmp_path)
    (tmp_path / "data").touch()
    with pytest.raises(DatabaseUnavailable) as error:
        open_engine(f"sqlite:///{tmp_path}/data/x.db")
    assert "cannot be used" in line_of(error)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("no database at all, but long enough to be one" * 50)
    with pytest.raises(DatabaseUnavailable) as error:
        ensure(open_engine(f"sqlite:///{tmp_path}/x.db"))
    assert "not a database" in line_of(error)


def test_asking_for_the_state_leaves_no_file(tmp_path: Path) -> None:
    assert state(open_engine(f"sqlite:///{tmp_path}/x.db")) == "missing"
    assert not (tmp_path / "x.db").exists()


def test_a_full_disk_is_said_and_costs_nothing_stored(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/x.db")
    ensure(engine)
    store = Store(engine)
    store.save([article("/a")])
    (pages,) = rows(engine, "PRAGMA page_count")
    engine.dispose()
    limit = f"PRAGMA max_page_count = {pages['page_count'] + 8}"
    event.listen(engine, "connect", lambda connection, _: connection.execute(limit))
    with pytest.raises(DatabaseUnavailable, match="full"):
        store.save([article("/b", body="x" * 1_000_000)])
    assert len(rows(engine, "SELECT url FROM v_articles")) == 1
    assert rows(engine, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert store.save([article("/c")])[0].outcome == "new"


def test_a_writer_waits_for_an_analysts_lock(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    engine = open_engine(f"sqlite:///{path}")
    ensure(engine)

    def hold() -> None:
        analyst = sqlite3.connect(path, isolation_level=None)
        analyst.execute("BEGIN EXCLUSIVE")
        sleep(1)
        analyst.execute("COMMIT")
        analyst.close()

    holder = Thread(target=hold)
    holder.start()
    sleep(0.2)
    assert Store(engine).save([article()])[0].outcome == "new"
    holder.join()


def test_a_lock_held_for_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.store.backends.engine.BUSY_SECONDS", 0.1)
    engine = open_engine(f"sqlite:///{tmp_path}/x.db")
    ensure(engine)
    analyst = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    analyst.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable, match="locked"):
        Store(engine).save([article()])
    analyst.close()
    assert Store(engine).save([article()])[0].outcome == "new"


def test_a_server_that_dropped_its_connections(databases: Databases) -> None:
    engine = open_engine(databases.url("postgresql"))
    store = Store(engine)
    store.record([sighting()], "recent", NOW)
    with engine.connect() as connection:
        connection.execute(text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        ))  # fmt: skip
    assert store.save([article()])[0].outcome == "new"
    engine.dispose()


def test_several_threads_write_at_once(store: Store, engine: Engine) -> None:
    outcomes: list[str] = []

    def write() -> None:
        saved = store.save([article(f"/{n}") for n in range(20)])
        outcomes.extend(one.outcome for one in saved)

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["new"] * 20 + ["unchanged"] * 60
    assert len(rows(engine, "SELECT url FROM v_articles")) == 20
