"""A copy of a SQLite file, and the file put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from pipelines.store import Store
from tests.pipelines.commands.copying import ARTICLES, leave, run
from tests.pipelines.factories import article, rows

pytestmark = pytest.mark.usefixtures("own_backups")


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
