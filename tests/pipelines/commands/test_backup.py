"""`backup` and `restore`: whole copies of a database, also while others write, and back again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from pipelines.store import Store, open_engine
from pipelines.store.backup.naming import forget_older
from pipelines.store.lock import RunLock
from tests.databases import Databases
from tests.pipelines.commands.copying import ARTICLES, WRITER, leave, run
from tests.pipelines.factories import article, rows

pytestmark = pytest.mark.usefixtures("own_backups")


def test_what_was_backed_up_comes_back(
    database_url: str, engine: Engine, store: Store, content: object, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    assert run(database_url, "backup", copy) == 0
    store.save([article("/later")])
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM articles WHERE path = '/7'"))
    leave(engine)

    assert run(database_url, "restore", copy) == 0

    assert rows(engine, ARTICLES) == content
    assert store.save([article("/new")])[0].outcome == "new"


def test_what_was_there_before_a_restore_is_kept_and_can_be_restored(
    database_url: str,
    engine: Engine,
    store: Store,
    content: object,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(database_url, "backup", tmp_path / "copy")
    store.save([article("/later")])
    later = rows(engine, ARTICLES)
    leave(engine)
    run(database_url, "restore", tmp_path / "copy")
    kept = capsys.readouterr().out.partition("is kept as ")[2].split()[0]
    leave(engine)

    assert run(database_url, "restore", kept) == 0

    assert rows(engine, ARTICLES) == later


@pytest.mark.slow
def test_a_copy_while_another_program_writes_is_consistent(
    database_url: str, content: object, tmp_path: Path
) -> None:
    argv = [sys.executable, "-c", WRITER, database_url]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as writer:
        try:
            assert writer.stdout is not None
            writer.stdout.readline()
            for number in range(3):
                assert run(database_url, "backup", tmp_path / f"copy-{number}") == 0
            assert writer.poll() is None
        finally:
            writer.kill()
    assert run(database_url, "restore", tmp_path / "copy-2") == 0
    assert run(database_url, "check", "--deep") == 0


def test_a_run_that_holds_its_lock_is_not_restored_under(
    database_url: str,
    engine: Engine,
    content: object,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(database_url, "backup", tmp_path / "copy")
    for name in ("sections", "schedule-nightly"):
        with RunLock(engine, name):
            capsys.readouterr()
            assert run(database_url, "restore", tmp_path / "copy") == 75
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert f"process {os.getpid()} on" in said
    assert rows(engine, ARTICLES) == content


@pytest.mark.parametrize("damage", ["cut", "overwritten", "empty", "another", "missing"])
def test_a_damaged_copy_is_refused_and_nothing_changes(
    damage: str,
    database_url: str,
    engine: Engine,
    content: object,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = tmp_path / "copy"
    run(database_url, "backup", copy)
    size = copy.stat().st_size
    if damage == "cut":
        os.truncate(copy, size // 2)
    elif damage == "overwritten":
        with copy.open("r+b") as file:
            file.seek(size // 3)
            file.write(os.urandom(size // 2))
    elif damage == "empty":
        copy.write_bytes(b"")
    elif damage == "another":
        copy.write_text("no database")
    else:
        copy.unlink()
    leave(engine)
    capsys.readouterr()

    assert run(database_url, "restore", copy) == 1

    assert capsys.readouterr().err.count("\n") == 1
    assert rows(engine, ARTICLES) == content


def test_a_name_with_its_date_is_the_default_and_the_newest_are_kept(
    database_url: str, content: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(database_url, "backup") == 0
    made = Path(capsys.readouterr().out.partition(" copied to ")[2].partition(": 30 articles")[0])
    assert made.parent.name == "backups"
    stem = made.name[: made.name.index("-20")]
    other = made.with_name("notes-2020-01-01.txt")
    other.touch()
    for day in (1, 2, 3):
        old = made.with_name(f"{stem}-2020-01-0{day}-000000Z{made.suffix}")
        old.touch()

    assert run(database_url, "backup", made, "--keep", 2) == 0

    names = sorted(one.name for one in made.parent.iterdir() if one.name.startswith(stem))
    assert names == [f"{stem}-2020-01-03-000000Z{made.suffix}", made.name]
    assert other.exists()


@pytest.mark.parametrize("name", ["news.db", "20-10-01.db"])
def test_without_a_date_no_other_file_is_deleted(name: str, tmp_path: Path) -> None:
    for one in (name, "live.db", "news-2020-01-01.db"):
        (tmp_path / one).touch()
    assert forget_older(tmp_path / name, 1) == []
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    ("name", "siblings"),
    [
        ("news-2026-10-05.db", ["news-2026-10-04.db", "news-2025-12-31.db"]),
        ("news20261005.dump", ["news20261004.dump"]),
        ("news_2026-10-05T02:30.db", ["news_2026-10-04T02:30.db"]),
        ("test20200101x-2026-10-05-023000Z.db", ["test20200101x-2026-10-04-023000Z.db"]),
    ],
)
def test_names_that_differ_by_their_date_are_of_one_kind(
    name: str, siblings: list[str], tmp_path: Path
) -> None:
    others = ["news.db", "olds-2026-10-04.db", "news-2026-10-04.db-wal", "news-2026-13-04.db"]
    for one in (*others, *siblings, name):
        (tmp_path / one).touch()
    assert [one.name for one in forget_older(tmp_path / name, 1)] == siblings


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_no_copy_is_too_few(
    number: str, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(database_url, "backup", "--keep", number)
    assert ended.value.code == 2


def test_a_copy_replaces_the_one_before_and_leaves_nothing_beside(
    database_url: str, content: object, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    for _ in range(3):
        assert run(database_url, "backup", folder / "copy") == 0
    assert [one.name for one in folder.iterdir()] == ["copy"]


def test_a_failed_copy_leaves_the_one_before(
    database_url: str, engine: Engine, content: object, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    run(database_url, "backup", folder / "copy")
    before = (folder / "copy").read_bytes()
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))

    assert run(database_url, "backup", folder / "copy") == 1

    assert (folder / "copy").read_bytes() == before
    assert [one.name for one in folder.iterdir()] == ["copy"]


def test_a_database_without_schema_is_nothing_to_copy(empty_url: str, tmp_path: Path) -> None:
    assert run(empty_url, "backup", tmp_path / "copy") == 1
    assert list(tmp_path.glob("copy*")) == []


def test_a_database_can_be_restored_where_none_is(
    databases: Databases, kind: str, database_url: str, content: object, tmp_path: Path
) -> None:
    run(database_url, "backup", tmp_path / "copy")
    elsewhere = databases.empty_url(kind)

    assert run(elsewhere, "restore", tmp_path / "copy") == 0

    engine = open_engine(elsewhere)
    assert rows(engine, ARTICLES) == content
    leave(engine)


def test_a_copy_of_the_other_kind_is_refused(
    databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    urls = {kind: databases.url(kind) for kind in ("sqlite", "postgresql")}
    for kind, url in urls.items():
        assert run(url, "backup", tmp_path / kind) == 0
    assert run(urls["sqlite"], "restore", tmp_path / "postgresql") == 1
    assert run(urls["postgresql"], "restore", tmp_path / "sqlite") == 1
    assert "is a dump of PostgreSQL; for this database a SQLite file" in capsys.readouterr().err


def test_a_name_that_ends_like_a_folder_s_is_made_one(database_url: str, tmp_path: Path) -> None:
    assert run(database_url, "backup", f"{tmp_path}/new/") == 0
    assert len(list((tmp_path / "new").iterdir())) == 1


@pytest.mark.parametrize("words", ["backup", "restore", "export -o", "report -o"])
def test_an_empty_name_is_refused(
    database_url: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(database_url, *words.split(), "")
    assert ended.value.code == 2
    assert "the name of the file is empty" in capsys.readouterr().err
