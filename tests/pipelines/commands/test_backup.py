"""`backup` and `restore`: whole copies of a database, also while others write, and back again."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, make_url, text

from pipelines.commands import main
from pipelines.store import Store, open_engine
from pipelines.store.backends.closing import close
from pipelines.store.backup import restoring
from pipelines.store.backup.naming import forget_older
from pipelines.store.lock import RunLock
from pipelines.store.schema.versions import _config
from tests.databases import Databases
from tests.pipelines.factories import article, rows

ARTICLES = "SELECT path, headline, body FROM articles ORDER BY path"
WRITER = """
import sys
from pipelines.store import Store, open_engine
from tests.pipelines.factories import article
store = Store(open_engine(sys.argv[1]))
for number in range(10_000):
    store.save([article(f"/written/{number}")])
    if number == 20:
        print("writes", flush=True)
"""


@pytest.fixture(autouse=True)
def own_backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("backup", "restore"):
        monkeypatch.setattr(f"pipelines.commands.{module}.resolve", tmp_path.joinpath)


@pytest.fixture
def content(store: Store, engine: Engine) -> list[dict[str, object]]:
    store.save([article(f"/{number}", headline=f"Nights {number}\tof\\ü") for number in range(30)])
    return rows(engine, ARTICLES)


def run(url: str, *arguments: object) -> int:
    return main(["--database", url, *map(str, arguments)])


def leave(engine: Engine) -> None:
    """As when the programs that had it open have ended."""
    close(engine)


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


class TestSqlite:
    @pytest.fixture
    def kind(self) -> str:
        return "sqlite"

    @pytest.fixture
    def file(self, database_url: str) -> Path:
        return Path(str(make_url(database_url).database))

    def test_a_copy_is_one_file_that_can_be_read_where_nothing_can_be_written(
        self, database_url: str, content: list[object], tmp_path: Path
    ) -> None:
        run(database_url, "backup", tmp_path / "copy.db")
        uri = f"file:{tmp_path}/copy.db?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
            found = connection.execute("SELECT count(*) FROM v_articles").fetchone()
        assert found == (len(content),)

    @pytest.mark.parametrize("old", ["log", "garbage", "none"])
    def test_a_log_of_the_old_file_never_meets_the_new_one(
        self, old: str, database_url: str, file: Path, engine: Engine, content: object,
        tmp_path: Path,
    ) -> None:  # fmt: skip
        run(database_url, "backup", tmp_path / "copy.db")
        leave(engine)
        kill = (
            "import os, sys; from pipelines.store import Store, open_engine;"
            "from tests.pipelines.factories import article;"
            "Store(open_engine(sys.argv[1])).save([article('/killed')]); os._exit(9)"
        )
        subprocess.run([sys.executable, "-c", kill, database_url], check=False)
        log = file.with_name(f"{file.name}-wal")
        assert log.stat().st_size > 0
        if old == "garbage":
            file.write_bytes(b"garbage" * 10_000)
        elif old == "none":
            file.unlink()

        assert run(database_url, "restore", tmp_path / "copy.db") == 0

        assert rows(engine, ARTICLES) == content
        kept = next(iter(file.parent.glob(f"{file.stem}-before-restore-*.db")), None)
        if old == "log":
            assert kept is not None
            with closing(sqlite3.connect(kept)) as connection:
                query = "SELECT count(*) FROM articles WHERE path = '/killed'"
                assert connection.execute(query).fetchone() == (1,)
        assert (kept is None) == (old == "none")

    @pytest.mark.parametrize("reads", ["", "BEGIN; "])
    def test_programs_that_have_the_file_open_see_the_new_content(
        self, reads: str, database_url: str, file: Path, engine: Engine, content: list[object],
        store: Store, tmp_path: Path,
    ) -> None:  # fmt: skip
        run(database_url, "backup", tmp_path / "copy.db")
        store.save([article("/later")])
        query = "SELECT count(*) FROM articles"
        with closing(sqlite3.connect(file, isolation_level=None)) as reader:
            if reads:
                reader.execute("BEGIN")
            assert reader.execute(query).fetchone() == (len(content) + 1,)

            assert run(database_url, "restore", tmp_path / "copy.db") == 0

            if reads:
                assert reader.execute(query).fetchone() == (len(content) + 1,)
                reader.execute("COMMIT")
            assert reader.execute(query).fetchone() == (len(content),)
        assert rows(engine, ARTICLES) == content
        (kept,) = file.parent.glob(f"{file.stem}-before-restore-*.db")
        with closing(sqlite3.connect(kept)) as connection:
            assert connection.execute(query).fetchone() == (len(content) + 1,)
        assert run(database_url, "check", "--deep") == 0

    def test_a_program_that_writes_meanwhile_is_named(
        self, database_url: str, file: Path, engine: Engine, content: object, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        monkeypatch.setattr("pipelines.store.backup.sqlite._PATIENCE", 1)
        run(database_url, "backup", tmp_path / "copy.db")
        code = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
            "c.execute('BEGIN IMMEDIATE'); print(1, flush=True); sys.stdin.read()"
        )
        argv = [sys.executable, "-c", code, str(file)]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            assert run(database_url, "restore", tmp_path / "copy.db") == 1
            writer.communicate()
        assert f"process {writer.pid} (python" in capsys.readouterr().err
        assert rows(engine, ARTICLES) == content

    def test_a_damaged_database_is_not_copied(
        self, database_url: str, file: Path, engine: Engine, content: object, tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        leave(engine)
        with closing(sqlite3.connect(file)) as connection:
            (page,) = connection.execute(
                "SELECT rootpage FROM sqlite_master WHERE name = 'ix_urls_target'"
            ).fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
        with file.open("r+b") as damaged:
            damaged.seek((page - 1) * size)
            damaged.write(b"\xff" * size)

        assert run(database_url, "backup", tmp_path / "copy.db") == 1

        assert "damaged" in capsys.readouterr().err
        assert list(tmp_path.glob("copy*")) == []

    @pytest.mark.parametrize("place", ["itself", "link", "in use", "device"])
    def test_what_is_no_copy_is_not_overwritten(
        self, place: str, database_url: str, file: Path, engine: Engine, content: object,
        tmp_path: Path,
    ) -> None:  # fmt: skip
        target = tmp_path / "target"
        if place == "itself":
            target = file
        elif place == "link":
            target.symlink_to(file)
        elif place == "device":
            os.mkfifo(target)
        else:
            shutil.copy(file, target)
            target.with_name("target-wal").touch()
        assert run(database_url, "backup", target) == 1
        assert rows(engine, ARTICLES) == content


class TestPostgresql:
    @pytest.fixture
    def kind(self) -> str:
        return "postgresql"

    @pytest.fixture
    def role(self, engine: Engine) -> Iterator[str]:
        name = f"reader_{os.getpid()}"
        with engine.begin() as connection:
            connection.execute(text(f"CREATE ROLE {name}"))
            connection.execute(text(f"GRANT SELECT ON v_articles TO {name}"))
        yield name
        with engine.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {name}"))
            connection.execute(text(f"DROP ROLE {name}"))

    def test_grants_come_back(
        self, database_url: str, engine: Engine, role: str, content: object, tmp_path: Path
    ) -> None:
        run(database_url, "backup", tmp_path / "copy")
        assert run(database_url, "restore", tmp_path / "copy") == 0
        query = f"SELECT has_table_privilege('{role}', 'v_articles', 'SELECT') AS may"
        assert rows(engine, query) == [{"may": True}]

    def test_tables_of_a_later_schema_go_and_views_made_since_stay(
        self, database_url: str, engine: Engine, content: list[object], tmp_path: Path
    ) -> None:
        """A copy of before an upgrade; what analysts made is in it, or came after it."""
        config = _config()
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, "0001")
            connection.exec_driver_sql("CREATE VIEW v_articles AS SELECT headline FROM articles")
            connection.exec_driver_sql("CREATE VIEW early AS SELECT headline FROM v_articles")
        assert run(database_url, "backup", tmp_path / "copy") == 0
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP VIEW early; DROP VIEW v_articles")
        assert run(database_url, "upgrade") == 0
        with engine.begin() as connection:
            connection.execute(text("CREATE VIEW late AS SELECT headline FROM v_articles"))

        assert run(database_url, "restore", tmp_path / "copy") == 0

        for view in ("early", "late"):
            assert len(rows(engine, f"SELECT * FROM {view}")) == len(content)
        assert run(database_url, "upgrade") == 0
        assert run(database_url, "check", "--deep") == 0
        for view in ("early", "late"):
            assert len(rows(engine, f"SELECT * FROM {view}")) == len(content)

    def test_a_view_that_does_not_fit_the_copy_is_named(
        self, database_url: str, engine: Engine, content: list[object], tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        run(database_url, "backup", tmp_path / "copy")
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE articles ADD COLUMN extra text"))
            connection.execute(text("CREATE VIEW late AS SELECT extra FROM articles"))

        assert run(database_url, "restore", tmp_path / "copy") == 0

        assert "late could not be kept" in capsys.readouterr().out
        assert rows(engine, ARTICLES) == content

    def test_without_the_analysts_roles_the_articles_come_back(
        self, database_url: str, engine: Engine, content: object, tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        with engine.begin() as connection:
            connection.execute(text("CREATE ROLE goes_away"))
            connection.execute(text("GRANT SELECT ON v_articles TO goes_away"))
        run(database_url, "backup", tmp_path / "copy")
        with engine.begin() as connection:
            connection.execute(text("DROP OWNED BY goes_away"))
            connection.execute(text("DROP ROLE goes_away"))

        assert run(database_url, "restore", tmp_path / "copy") == 0

        assert "owners and grants were left out" in capsys.readouterr().out
        assert rows(engine, ARTICLES) == content

    def test_a_reader_that_does_not_end_is_named(
        self, database_url: str, engine: Engine, content: object, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        monkeypatch.setattr(restoring, "PATIENCE", 1.0)
        run(database_url, "backup", tmp_path / "copy")
        with engine.connect() as reader:
            pid = reader.scalar(text("SELECT pg_backend_pid() FROM v_articles"))
            assert run(database_url, "restore", tmp_path / "copy") == 1
        said = capsys.readouterr().err
        assert f"process {pid} (user postgres" in said
        assert "idle in transaction" in said
        assert rows(engine, ARTICLES) == content

    def test_programs_that_are_missing_or_old_are_one_line(
        self, database_url: str, content: object, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        old = tmp_path / "old"
        old.mkdir()
        for name in ("pg_dump", "pg_restore", "psql"):
            (old / name).write_text('#!/bin/sh\necho "pg_dump (PostgreSQL) 9.6"\n')
            (old / name).chmod(0o755)
        monkeypatch.setattr("pipelines.store.backup.programs._beside", lambda engine: None)
        for path, have in ((old, "only those of version 9"), (tmp_path, "none")):
            monkeypatch.setenv("PATH", str(path))
            assert run(database_url, "backup", tmp_path / "copy") == 1
            said = capsys.readouterr().err
            assert said.count("\n") == 1
            assert have in said

    def test_the_password_is_no_argument(
        self, database_url: str, content: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        calls: list[list[str]] = []
        kept = subprocess.run

        def noted(argv: list[str], **options: object) -> object:
            calls.append(argv)
            return kept(argv, **options)  # type: ignore[call-overload]

        monkeypatch.setattr(subprocess, "run", noted)
        url = make_url(database_url).set(password="secret").render_as_string(False)
        assert run(url, "backup", tmp_path / "copy") == 0
        assert any("--format=custom" in argv for argv in calls)
        assert "secret" not in str(calls)

    def test_tables_of_analysts_are_copied_too(
        self, database_url: str, engine: Engine, content: object, tmp_path: Path
    ) -> None:
        table = 'analysis."a ""b"" (c) FROM stdin;"'
        with engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA analysis"))
            connection.execute(text(f'CREATE TABLE {table} ("x (y)" text)'))
            connection.execute(text(f"INSERT INTO {table} VALUES (E'1\\n\\\\.\\n'), (NULL)"))
        assert run(database_url, "backup", tmp_path / "copy") == 0
        with engine.begin() as connection:
            connection.execute(text(f"DELETE FROM {table}"))

        assert run(database_url, "restore", tmp_path / "copy") == 0

        assert len(rows(engine, f"SELECT * FROM {table}")) == 2


class TestSeveralSchemas:
    """PostgreSQL: our tables stand where `search_path` looks first (operations.md)."""

    @pytest.fixture
    def plain(self, databases: Databases) -> str:
        return databases.url("postgresql")

    @pytest.fixture
    def press(self, plain: str) -> str:
        """The same database by a url with another schema, which has our tables too."""
        given = make_url(plain).update_query_dict({"options": "-csearch_path=press"})
        url = given.render_as_string(hide_password=False)
        execute(plain, "CREATE SCHEMA press")
        assert run(url, "upgrade") == 0
        save(plain, "/public/1", "/public/2")
        save(url, "/press/1")
        return url

    def test_each_url_copies_and_restores_its_own(
        self, plain: str, press: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for url, number in ((plain, 2), (press, 1)):
            capsys.readouterr()
            copy = tmp_path / f"{number}.dump"
            assert run(url, "backup", copy) == 0
            assert f": {number} articles" in capsys.readouterr().out
            execute(url, "UPDATE articles SET headline = 'lost'")
            assert run(url, "restore", copy) == 0
            assert "lost" not in {row["headline"] for row in found(url, ARTICLES)}

    def test_a_copy_is_not_restored_to_where_its_url_does_not_look(
        self, press: str, databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        copy = tmp_path / "press.dump"
        execute(press, "DROP SCHEMA public CASCADE")
        assert run(press, "backup", copy) == 0
        other = databases.empty_url("postgresql")
        assert run(other, "restore", copy) == 1
        assert "options=-csearch_path=press" in capsys.readouterr().err
        there = make_url(other).update_query_dict({"options": "-csearch_path=press"})
        assert run(there.render_as_string(hide_password=False), "restore", copy) == 0

    def test_a_table_of_others_beside_ours_stays(self, press: str, tmp_path: Path) -> None:
        copy = tmp_path / "press.dump"
        assert run(press, "backup", copy) == 0
        execute(press, "CREATE TABLE press.notes AS SELECT 7 AS number")
        assert run(press, "restore", copy) == 0
        assert found(press, "SELECT number FROM press.notes") == [{"number": 7}]

    def test_what_stands_in_the_way_is_said_and_nothing_changed(
        self, plain: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(plain, "backup", tmp_path / "copy") == 0
        execute(plain, "CREATE TABLE notes (article bigint REFERENCES articles)")
        assert run(plain, "restore", tmp_path / "copy") == 1
        assert "drop what stands in the way" in capsys.readouterr().err
        assert run(plain, "check", "--deep") == 0

    def test_names_that_are_always_quoted(self, plain: str, tmp_path: Path) -> None:
        name = make_url(plain).database
        execute(plain, f'ALTER DATABASE "{name}" SET quote_all_identifiers = on')
        assert run(plain, "backup", tmp_path / "copy") == 0
        assert run(plain, "restore", tmp_path / "copy") == 0


def save(url: str, *paths: str) -> None:
    engine = open_engine(url)
    Store(engine).save([article(path) for path in paths])
    engine.dispose()


def found(url: str, query: str) -> list[dict[str, object]]:
    engine = open_engine(url)
    answer = rows(engine, query)
    engine.dispose()
    return answer


def execute(url: str, statement: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


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
