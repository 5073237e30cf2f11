"""`check --deep`: what is wrong in a database is found and said, a line each."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import Engine, text

from pipelines.commands import main
from pipelines.store import Store
from pipelines.store.backends.closing import close
from tests.pipelines.factories import NOW, article, sighting

SOUND = "sound: the file, foreign keys, views and search index"


@pytest.fixture
def filled(store: Store, engine: Engine) -> Engine:
    store.record([sighting(f"/{number}") for number in range(9)], "recent", NOW)
    store.save(
        [
            article(
                f"/{number}",
                headline="It’s a MiG-29, “they” said",
                keywords=["Black Sea", "it", "İzmir"],
                authors=["Jane Doe"],
                agencies=["AP"],
                body="said " * 300 + "wind_farm 12.5 %",
            )
            for number in range(5)
        ]
    )
    store.save([article("/2", headline="Changed", fetched_at=NOW.replace(hour=23, minute=59))])
    return engine


def deep(url: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    status = main(["--database", url, "check", "--deep"])
    first, *lines = capsys.readouterr().out.splitlines()
    assert first.endswith("is up to date")
    return status, lines


def test_a_sound_database(
    filled: Engine, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deep(database_url, capsys) == (0, [SOUND])
    assert deep(database_url, capsys) == (0, [SOUND]), "and nothing was changed"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("UPDATE articles SET headline = 'Another' WHERE path = '/1'", "1 articles are in it with"),
        ("UPDATE articles SET authors = '[]' WHERE path = '/1'", "1 articles are in it with other"),
        (
            "UPDATE articles SET date_published = NULL WHERE path = '/1'",
            "1 articles are in it with another date",
        ),
        ("DELETE FROM search_documents", "5 articles are not in it, 5 entries in it are of no"),
        ("UPDATE search_index SET complete = false", "the search index is not complete"),
        ("DROP VIEW v_ledger", "view v_ledger does not work"),
        (
            "DROP VIEW v_ledger; CREATE VIEW v_ledger AS SELECT schedule, due_at FROM ledger",
            "view v_ledger has not the columns of this program: lacks result, run, started_at",
        ),
    ],
)
def test_what_is_out_of_step_is_said_with_what_to_do(
    wrong: str,
    said: str,
    filled: Engine,
    database_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with filled.begin() as connection:
        if filled.dialect.name == "postgresql" and wrong.startswith("DELETE"):
            connection.execute(
                text("ALTER TABLE search_words DROP CONSTRAINT search_words_key_fkey")
            )
        for statement in wrong.split("; "):
            connection.execute(text(statement))

    status, lines = deep(database_url, capsys)

    assert status == 1
    (line,) = lines
    assert said in line
    remedy = line.rpartition("python -m pipelines ")[2]
    assert remedy in ("reindex", "upgrade")
    assert main(["--database", database_url, remedy]) == 0
    capsys.readouterr()
    assert deep(database_url, capsys) == (0, [SOUND])


def test_rows_without_their_parents(
    filled: Engine, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with filled.connect() as connection:
        if filled.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        else:
            connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text("DELETE FROM urls WHERE path = '/3'"))
        connection.commit()
        connection.invalidate()
    status, lines = deep(database_url, capsys)
    assert status == 1
    assert any(
        "1 rows of articles belong to rows of urls that are not there" in one for one in lines
    )


def test_without_a_schema_there_is_nothing_to_look_at(
    empty_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--database", empty_url, "check", "--deep"]) == 1
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("part", ["ix_urls_target", "articles", "search_words_data"])
def test_a_damaged_file(part: str, filled: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    close(filled)
    file = str(filled.url.database)
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (page,) = connection.execute(query, (part,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with open(file, "r+b") as damaged:  # noqa: PTH123
        damaged.seek((page - 1) * size)
        damaged.write(b"\xff" * size)

    assert main(["--database", str(filled.url), "check", "--deep"]) == 1

    captured = capsys.readouterr()
    assert "damaged" in captured.out + captured.err or "malformed" in captured.err


DAMAGED_ROWS = {
    "sqlite": [
        "UPDATE articles SET keywords = '{not json' WHERE path = '/1'",
        "UPDATE articles SET date_published = 'yesterday' WHERE path = '/1'",
        "UPDATE articles SET authors = 'null' WHERE path = '/1'",
        "UPDATE articles SET fetched_at = X'ff' WHERE path = '/1'",
        "UPDATE articles SET body = CAST(x'fffe41' AS TEXT) WHERE path = '/1'",
    ],
    "postgresql": [
        "UPDATE articles SET authors = 'null' WHERE path = '/1'",
        "UPDATE articles SET keywords = '{}' WHERE path = '/1'",
        "UPDATE articles SET date_published = 'infinity' WHERE path = '/1'",
    ],
}


@pytest.mark.parametrize("number", range(5))
def test_a_row_that_cannot_be_read_is_named(
    filled: Engine,
    kind: str,
    database_url: str,
    capsys: pytest.CaptureFixture[str],
    number: int,
) -> None:
    wrong = DAMAGED_ROWS[kind]
    with filled.begin() as connection:
        connection.execute(text(wrong[number % len(wrong)]))
        key = connection.scalar(text("SELECT id FROM articles WHERE path = '/1'"))
    filled.dispose()
    status, (line,) = deep(database_url, capsys)
    assert status == 1
    assert line.startswith(f"row {key} of articles cannot be read: ")
    assert line.endswith("; restore it from a backup")


BROKEN_INDEXES = {
    "sqlite": ["DELETE FROM search_words_data WHERE id > 100", "DROP TABLE search_words"],
    "postgresql": ["TRUNCATE search_words", "DROP TABLE search_words"],
}


@pytest.mark.parametrize("number", range(2))
def test_a_broken_search_index_is_said_and_made_anew_by_reindex(
    filled: Engine,
    kind: str,
    database_url: str,
    capsys: pytest.CaptureFixture[str],
    number: int,
) -> None:
    with filled.begin() as connection:
        connection.execute(text(BROKEN_INDEXES[kind][number]))
    filled.dispose()
    status, (line,) = deep(database_url, capsys)
    assert status == 1
    assert line.endswith("; run: python -m pipelines reindex")
    assert main(["--database", database_url, "reindex"]) == 0
    capsys.readouterr()
    assert deep(database_url, capsys) == (0, [SOUND])


@pytest.mark.parametrize("table", ["placements", "runs"])
def test_a_table_that_is_gone_is_to_be_restored(
    filled: Engine, database_url: str, capsys: pytest.CaptureFixture[str], table: str, kind: str
) -> None:
    with filled.begin() as connection:
        cascade = "CASCADE" if kind == "postgresql" else ""
        connection.execute(text(f"DROP TABLE {table} {cascade}"))
    filled.dispose()
    status, (line,) = deep(database_url, capsys)
    assert (status, line) == (1, f"table {table} is missing; restore it from a backup")


def test_an_index_that_is_gone_is_made_anew_by_upgrade(
    filled: Engine, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with filled.begin() as connection:
        connection.execute(text("DROP INDEX ix_articles_date_published"))
    filled.dispose()
    status, (line,) = deep(database_url, capsys)
    assert status == 1
    assert line == "index ix_articles_date_published is missing; run: python -m pipelines upgrade"
    assert main(["--database", database_url, "upgrade"]) == 0
    capsys.readouterr()
    assert deep(database_url, capsys) == (0, [SOUND])
