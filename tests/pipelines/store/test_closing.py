"""A SQLite file that a program has left is whole by itself, or the program says why not."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from pipelines.commands import main
from pipelines.store import Store, open_engine
from pipelines.store.backends.closing import close
from pipelines.store.backends.files import size_of_log
from tests.databases import Databases
from tests.pipelines.factories import article

COUNT = "SELECT count(*) FROM articles"
READER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN")
connection.execute("SELECT count(*) FROM articles").fetchall()
print("reads", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(databases: Databases) -> Path:
    return Path(str(make_url(databases.url("sqlite")).database))


def copied(file: Path, folder: Path) -> int:
    """Articles in a copy of the file alone, which is sound."""
    copy = folder / "copy.db"
    shutil.copyfile(file, copy)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return int(connection.execute(COUNT).fetchone()[0])


def test_a_file_that_was_left_is_whole(file: Path, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{file}")
    Store(engine).save([article(f"/{number}") for number in range(50)])
    assert size_of_log(file) > 0

    assert close(engine) is None

    assert copied(file, tmp_path) == 50
    assert not file.with_name(f"{file.name}-wal").exists()


def test_it_is_whole_while_another_one_has_it_open_but_does_nothing(
    file: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(file)) as idle:
        idle.execute(COUNT).fetchall()
        engine = open_engine(f"sqlite:///{file}")
        Store(engine).save([article()])

        assert close(engine) is None

        assert copied(file, tmp_path) == 1


def test_a_log_that_a_killed_program_left_is_emptied_by_the_next_command(
    file: Path, tmp_path: Path
) -> None:
    code = (
        "import os, sys; from pipelines.store import Store, open_engine;"
        "from tests.pipelines.factories import article;"
        "Store(open_engine(sys.argv[1])).save([article()]); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, f"sqlite:///{file}"], check=False)
    assert copied(file, tmp_path) == 0

    assert main(["--database", f"sqlite:///{file}", "check"]) == 0

    assert copied(file, tmp_path) == 1


def test_a_reader_that_keeps_the_log_is_named_in_one_line(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = [sys.executable, "-c", READER, str(file)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        engine = open_engine(f"sqlite:///{file}")
        Store(engine).save([article()])
        engine.dispose()

        status = main(["--database", f"sqlite:///{file}", "check"])
        reader.communicate()

    said = capsys.readouterr().err
    assert status == 0
    assert said.count("\n") == 1
    assert f"process {reader.pid} (python" in said
    assert "python -m pipelines backup" in said


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///{}/none.db"])
def test_without_a_file_there_is_nothing_to_leave(url: str, tmp_path: Path) -> None:
    assert close(open_engine(url.format(tmp_path))) is None
    assert os.listdir(tmp_path) == []  # noqa: PTH208
