"""A dump of a PostgreSQL database, and the database put back."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, make_url, text

from pipelines.store.backup import restoring
from pipelines.store.schema.versions import _config
from tests.databases import Databases
from tests.pipelines.commands.copying import ARTICLES, execute, found, run, save
from tests.pipelines.factories import rows

pytestmark = pytest.mark.usefixtures("own_backups")


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
