"""`copy --to URL`: a database in another one, of either kind, the same in all that it holds."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, insert, make_url, text

from pipelines.store import Store, open_engine
from pipelines.store.backends.closing import close
from pipelines.store.exporting import Articles, Selection
from pipelines.store.lock import RunLock
from pipelines.store.moving import copying
from pipelines.store.schema import tables
from pipelines.store.schema.versions import state
from pipelines.store.schema.views import NAMES
from pipelines.store.search import rebuilding
from pipelines.store.search.finding import find
from pipelines.store.search.query import parse
from pipelines.store.search.rebuilding import Progress
from tests.databases import KINDS, Databases
from tests.pipelines.commands.copying import WRITER, execute, found, run
from tests.pipelines.commands.moving import content, furnish
from tests.pipelines.factories import NOW, article, rows

TO_BOTH = pytest.mark.parametrize("other_kind", KINDS)
FROM_A_FILE = pytest.mark.parametrize("kind", ["sqlite"])
ARTICLES = "SELECT count(*) AS number FROM articles"


@pytest.fixture(scope="module")
def sources(databases: Databases) -> dict[str, str]:
    """A database of each kind, for tests that read it alone."""
    return {kind: furnished_url(databases.url(kind)) for kind in KINDS}


def furnished_url(url: str) -> str:
    engine = open_engine(url)
    furnish(engine)
    close(engine)
    return url


@pytest.fixture
def source(sources: dict[str, str], kind: str) -> str:
    return sources[kind]


@pytest.fixture
def origin(source: str) -> Iterator[Engine]:
    engine = open_engine(source)
    yield engine
    close(engine)


@pytest.fixture
def changing(databases: Databases, kind: str) -> str:
    """A source of the test's own."""
    return furnished_url(databases.url(kind))


@pytest.fixture
def other_kind(kind: str) -> str:
    """Of the target; each test that says nothing else goes from one kind to the other."""
    (other,) = {*KINDS} - {kind}
    return other


@pytest.fixture
def target(databases: Databases, other_kind: str) -> str:
    return databases.empty_url(other_kind)


@pytest.fixture
def copied(target: str) -> Iterator[Engine]:
    engine = open_engine(target)
    yield engine
    close(engine)


@TO_BOTH
def test_all_rows_come_with_their_ids_and_their_history(
    source: str, origin: Engine, target: str, copied: Engine,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    before = content(origin)
    assert [name for name, some in before.items() if not some] == [], "no table is left out"

    assert run(source, "copy", "--to", target) == 0

    assert content(copied) == before == content(origin)
    assert list(Articles(copied, Selection())) == list(Articles(origin, Selection()))
    first, *others = capsys.readouterr().out.splitlines()
    assert first.endswith(": 20 articles")
    assert [one.partition(":")[0] for one in others[:-1]] == list(NAMES)
    assert all(one.endswith("rows, the same in both") for one in others)
    assert run(target, "check", "--deep") == 0


def test_a_search_finds_the_same(source: str, origin: Engine, target: str, copied: Engine) -> None:
    assert run(source, "copy", "--to", target) == 0
    for asked in ("night", "ferry", '"black sea" -corrected', 'author:"jane doe"', "東京"):
        expected = find(origin, parse(asked), 50)
        assert expected
        assert find(copied, parse(asked), 50) == expected


def test_the_next_crawl_goes_on_with_ids_of_its_own(
    source: str, target: str, copied: Engine
) -> None:
    assert run(source, "copy", "--to", target) == 0
    taken = {row["id"] for row in rows(copied, "SELECT id FROM articles")}
    store = Store(copied)
    second = store.start_run("sections", {}, NOW)
    assert [one.outcome for one in store.save([article("/new")])] == ["new"]
    with copied.begin() as connection:
        notice = {"subject": "s", "service": "m", "level": "failed", "title": "t", "text": "x",
                  "host": "h", "made_at": NOW, "tries": 0}  # fmt: skip
        connection.execute(insert(tables.notices), [notice])

    (fresh,) = rows(copied, "SELECT id FROM articles WHERE path = '/new'")
    assert fresh["id"] > max(taken)
    assert second == 2
    assert rows(copied, "SELECT max(id) AS last FROM notices") == [{"last": 42}]
    assert run(target, "check", "--deep") == 0


@pytest.mark.slow
def test_there_and_back_is_the_same(
    source: str, origin: Engine, databases: Databases, kind: str, target: str
) -> None:
    back = databases.empty_url(kind)
    assert run(source, "copy", "--to", target) == 0
    assert run(target, "copy", "--to", back) == 0
    engine = open_engine(back)
    assert content(engine) == content(origin)
    close(engine)


@FROM_A_FILE
@TO_BOTH
def test_our_schema_without_rows_is_empty_too(
    source: str, databases: Databases, other_kind: str
) -> None:
    target = databases.url(other_kind)
    assert run(source, "copy", "--to", target) == 0
    assert found(target, ARTICLES) == [{"number": 20}]
    assert run(target, "check", "--deep") == 0


@FROM_A_FILE
@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("INSERT INTO runs (spider, arguments, started_at, outcome, requests, articles_new,"
         " articles_updated, articles_unchanged, articles_gone, articles_failed, pages_failed,"
         " findings, stats) VALUES ('s', '{}', '2026-10-01 00:00:00', 'failed', 0, 0, 0, 0, 0, 0,"
         " 0, '[]', '{}')", "rows in runs"),
        ("INSERT INTO forgotten VALUES ('/a', '/a', '2026-10-01 00:00:00', 'court')",
         "rows in forgotten"),
    ],
)  # fmt: skip
def test_a_target_with_any_row_is_refused(
    statement: str, said: str, source: str, databases: Databases,
    other_kind: str, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    target = databases.url(other_kind)
    execute(target, statement)
    assert run(source, "copy", "--to", target) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert said in told
    assert found(target, ARTICLES) == [{"number": 0}]


@FROM_A_FILE
@TO_BOTH
def test_a_target_with_articles_is_refused_and_stays(
    source: str, databases: Databases, other_kind: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    target = databases.url(other_kind)
    engine = open_engine(target)
    Store(engine).save([article("/theirs")])
    close(engine)
    assert run(source, "copy", "--to", target) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "has 1 articles; --to names an empty database" in told
    assert found(target, "SELECT path FROM articles") == [{"path": "/theirs"}]


def test_what_comes_in_while_it_is_copied_is_not_written_over(
    source: str, databases: Databases, other_kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    target = databases.url(other_kind)

    def and_meanwhile(engine: Engine) -> object:
        into = real(engine)
        saved = open_engine(target)
        Store(saved).save([article("/theirs")])
        close(saved)
        return into

    real = copying._into
    monkeypatch.setattr(copying, "_into", and_meanwhile)
    assert run(source, "copy", "--to", target) == 2
    assert found(target, "SELECT path FROM articles") == [{"path": "/theirs"}]


def test_the_database_itself_is_refused(
    source: str, origin: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(source, "copy", "--to", source) == 2
    assert "is the database itself" in capsys.readouterr().err
    assert content(origin)["articles"]


def test_the_database_under_another_name_is_refused(source: str, origin: Engine, kind: str) -> None:
    if kind == "sqlite":
        link = Path(f"{origin.url.database}-link.db")
        link.hardlink_to(str(origin.url.database))
        other = f"sqlite:///{link}"
    else:
        named = origin.url.update_query_dict({"options": "-csearch_path=public"})
        other = named.render_as_string(hide_password=False)
    assert run(source, "copy", "--to", other) == 2
    assert len(content(origin)["articles"]) == 20


def test_nothing_is_nothing_to_copy(
    empty_url: str, database_url: str, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for empty in (empty_url, database_url):
        assert run(empty, "copy", "--to", target) == 1
        assert "there is nothing to copy" in capsys.readouterr().err
    engine = open_engine(target)
    assert state(engine) == "missing"
    close(engine)


@FROM_A_FILE
@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ("postgresql://crawler:hunter2@127.0.0.1:1/news", 1, "at 127.0.0.1:1 cannot be used now"),
        ("nonsense", 2, "--to is not a database url"),
        ("mysql://crawler:hunter2@host/news", 2, "--to: mysql is not supported"),
        ("sqlite:////nowhere/at/all/news.db", 2, "--to: there is no folder /nowhere/at/all"),
        ("sqlite://", 1, "a database in memory ends with the program"),
    ],
)
def test_a_wrong_target_is_one_line_without_secrets(
    wrong: str, status: int, said: str, source: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert run(source, "copy", "--to", wrong) == status
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert said in told.err
    assert "hunter2" not in told.err


@FROM_A_FILE
def test_an_old_schema_is_to_be_upgraded_first(
    changing: str, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    execute(changing, "UPDATE alembic_version SET version_num = '0011'")
    assert run(changing, "copy", "--to", target) == 1
    assert "is old; run: python -m pipelines upgrade" in capsys.readouterr().err


@FROM_A_FILE
def test_an_unfinished_index_is_to_be_finished_first(
    changing: str, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    execute(changing, "UPDATE search_index SET complete = false")
    assert run(changing, "copy", "--to", target) == 1
    assert "run: python -m pipelines reindex" in capsys.readouterr().err


def test_a_run_that_goes_on_is_told_and_not_disturbed(
    changing: str, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = open_engine(changing)
    with RunLock(engine, "sections"):
        Store(engine).start_run("sections", {}, NOW)
        assert run(changing, "copy", "--to", target) == 0
    close(engine)
    assert "run 2 (sections) had not ended: what it brings later" in capsys.readouterr().out


@pytest.mark.slow
def test_one_state_is_copied_while_another_program_writes(changing: str, target: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, changing], stdout=subprocess.PIPE
    ) as writer:
        try:
            assert writer.stdout is not None
            writer.stdout.readline()
            assert run(changing, "copy", "--to", target) == 0
            assert writer.poll() is None
        finally:
            writer.kill()
    assert run(target, "check", "--deep") == 0


KILLED = """
import os, signal, sys
from pipelines.commands import main
from pipelines.store.moving import copying

def killing(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

place, source, target = sys.argv[1:]
if place == "articles":
    real = copying._told
    def told(batches, before, tell):
        for batch in real(batches, before, tell):
            yield batch
            if before > 100:
                killing()
    copying._told = told
elif place == "end":
    real = copying.compare
    copying.compare = lambda *given: (real(*given), killing())
else:
    setattr(copying, place, killing)
main(["--database", source, "copy", "--to", target])
"""


@pytest.mark.slow
@TO_BOTH
@pytest.mark.parametrize("place", ["articles", "index_known", "end"])
def test_a_killed_copy_leaves_nothing_and_the_next_one_is_whole(
    place: str, source: str, origin: Engine, target: str, copied: Engine
) -> None:
    before = content(origin)
    argv = [sys.executable, "-c", KILLED, place, source, target]
    ended = subprocess.run(argv, check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL
    assert state(copied) == "missing"
    assert content(origin) == before

    assert run(source, "copy", "--to", target) == 0
    assert content(copied) == before


@FROM_A_FILE
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles SET headline = 'another' WHERE path = '/5'",
        "DELETE FROM spans",
    ],
)
def test_a_copy_that_is_not_the_same_is_not_kept(
    statement: str, source: str, target: str, copied: Engine,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def tampered(connection: Connection, progress: Progress) -> None:
        real(connection, progress)
        connection.execute(text(statement))

    real = rebuilding.index_known
    monkeypatch.setattr(copying, "index_known", tampered)
    assert run(source, "copy", "--to", target) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "the copy is no true one" in told
    assert state(copied) == "missing"


class TestSqlite:
    """Out of a file, and into one."""

    @pytest.fixture
    def kind(self) -> str:
        return "sqlite"

    @pytest.fixture
    def other_kind(self) -> str:
        return "sqlite"

    def file(self, url: str) -> Path:
        return Path(str(make_url(url).database))

    def test_nothing_else_is_left_beside_the_copy(self, source: str, tmp_path: Path) -> None:
        folder = tmp_path / "moved"
        folder.mkdir()
        assert run(source, "copy", "--to", f"sqlite:///{folder}/news.db") == 0
        assert [one.name for one in folder.iterdir()] == ["news.db"]

    def test_a_file_with_others_tables_is_refused(
        self, source: str, target: str,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        with closing(sqlite3.connect(self.file(target))) as connection:
            connection.execute("CREATE TABLE notes (text)")
        assert run(source, "copy", "--to", target) == 2
        assert "others' tables or views: notes" in capsys.readouterr().err
        assert found(target, "SELECT * FROM notes") == []

    def test_a_file_that_somebody_has_open_is_refused(
        self, source: str, databases: Databases,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        target = databases.url("sqlite")
        code = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
            "c.execute('PRAGMA journal_mode = WAL'); c.execute('SELECT * FROM articles').fetchall()"
            "; print(1, flush=True); sys.stdin.read()"
        )
        argv = [sys.executable, "-c", code, str(self.file(target))]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
            assert reader.stdout is not None
            reader.stdout.readline()
            assert run(source, "copy", "--to", target) == 1
            reader.communicate()
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert f"process {reader.pid} (python" in told

    def test_a_file_that_is_no_database_is_refused_and_stays(
        self, source: str, tmp_path: Path
    ) -> None:
        file = tmp_path / "letter.db"
        file.write_text("no database at all, but somebody's letter" * 99)
        assert run(source, "copy", "--to", f"sqlite:///{file}") == 1
        assert file.read_text().startswith("no database")

    @pytest.mark.parametrize("target_kind", KINDS)
    def test_a_nul_and_what_else_no_text_has_is_left_out_and_told(
        self, target_kind: str, changing: str, databases: Databases,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        """Written by another program: the store takes none."""
        with closing(sqlite3.connect(self.file(changing))) as connection, connection:
            connection.execute("UPDATE urls SET last_error = 'a' || char(0) || 'b' WHERE id < 3")
            connection.execute('UPDATE runs SET findings = \'[{"found": "a\\u0000b"}]\'')
        target = databases.empty_url(target_kind)
        assert run(changing, "copy", "--to", target) == 0
        told = capsys.readouterr().out
        assert "2 values of urls.last_error lost a NUL" in told
        assert "1 values of runs.findings lost a NUL" in told
        assert found(target, "SELECT DISTINCT last_error FROM urls WHERE id < 3") == [
            {"last_error": "ab"}
        ]

    @pytest.mark.parametrize(
        ("statement", "target_kind"),
        [
            ("UPDATE articles SET keywords = 'no list' WHERE path = '/3'", "postgresql"),
            ("UPDATE articles SET fetched_at = 'yesterday' WHERE path = '/3'", "sqlite"),
            ("UPDATE articles SET word_count = 'many' WHERE path = '/3'", "postgresql"),
            ("DELETE FROM urls WHERE path = '/3'", "sqlite"),
            ("DELETE FROM urls WHERE path = '/3'", "postgresql"),
        ],
    )
    def test_rows_that_are_not_sound_are_one_line(
        self, statement: str, target_kind: str, changing: str,
        databases: Databases, capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        with closing(sqlite3.connect(self.file(changing))) as connection, connection:
            connection.execute(statement)
        target = databases.empty_url(target_kind)
        assert run(changing, "copy", "--to", target) == 1
        assert capsys.readouterr().err.count("\n") == 1
        engine = open_engine(target)
        assert state(engine) == "missing"
        close(engine)


class TestPostgresql:
    @pytest.fixture
    def kind(self) -> str:
        return "postgresql"

    @pytest.fixture
    def other_kind(self) -> str:
        return "postgresql"

    def test_the_server_s_limits_of_time_do_not_end_it(
        self, changing: str, target: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for url in (changing, target):
            name = make_url(url).database
            for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
                execute(url, f"ALTER DATABASE \"{name}\" SET {limit} = '500ms'")

        def slow(connection: Connection, progress: Progress) -> None:
            connection.execute(text("SELECT pg_sleep(0.7)"))
            real(connection, progress)

        real = rebuilding.index_known
        monkeypatch.setattr(copying, "index_known", slow)
        assert run(changing, "copy", "--to", target) == 0

    def test_others_tables_in_the_database_stay(self, source: str, target: str) -> None:
        execute(target, "CREATE TABLE notes AS SELECT 7 AS number")
        assert run(source, "copy", "--to", target) == 0
        assert found(target, "SELECT * FROM notes") == [{"number": 7}]

    def test_a_role_that_may_make_no_tables_is_one_line(
        self, source: str, target: str,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        name = f"reader_{os.getpid()}"
        execute(target, f"CREATE ROLE {name} LOGIN")
        execute(target, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        try:
            narrow = make_url(target).set(username=name).render_as_string(hide_password=False)
            assert run(source, "copy", "--to", narrow) == 1
        finally:
            execute(target, f"DROP ROLE {name}")
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert "permission denied for schema public" in told
