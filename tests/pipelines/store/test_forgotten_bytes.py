"""No word of a forgotten article is in the bytes of a SQLite file, and nobody has to VACUUM it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from crawler.items import Article
from pipelines.store import Store, open_engine
from pipelines.store.articles.forgetting import bury, purge, subject
from pipelines.store.backends.closing import close
from pipelines.store.backends.engine import write_transaction
from pipelines.store.schema.soundness import faults
from tests.databases import Databases
from tests.pipelines.factories import DAY, HOUR, NOW, PATH, article

WORDS = ("quixomarble", "zwyntharoom", "blorquenade", "yvvethskrull")
"""Of the headline, of the body, and of both as they were before a correction. Their ends are told
apart from all other words' ends: FTS5 writes a word without what it has in common with the one
before."""
ENDS = [word[-6:].encode() for word in WORDS]


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    opened = open_engine(databases.url("sqlite"))
    yield opened
    opened.dispose()


@pytest.fixture
def file(engine: Engine) -> Path:
    return Path(str(engine.url.database))


def another(number: int) -> Article:
    words = " ".join(f"w{number}x{i}" for i in range(60))
    return article(f"/world/story-{number}", body=words, headline=f"Story {number}")


@pytest.fixture
def stored(engine: Engine) -> Store:
    """Saved in many batches, so that the index has many segments."""
    store = Store(engine)
    for number in range(80):
        if number == 20:
            store.save([article(headline=f"Of {WORDS[2]}", body=f"It was {WORDS[3]}. " * 300)])
        if number == 50:
            body = f"It is {WORDS[1]}. " * 200
            store.save([article(headline=f"Of {WORDS[0]}", body=body, fetched_at=NOW + DAY)])
        store.save([another(number)])
    return store


def left(file: Path) -> list[bytes]:
    bytes_of = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    return [end for end in ENDS if end in bytes_of.lower()]


def forget(engine: Engine) -> None:
    with write_transaction(engine) as connection:
        bury(connection, subject(connection, PATH), "court order", NOW + HOUR)
    purge(engine)


def test_they_are_in_it_before(stored: Store, file: Path) -> None:
    assert left(file) == ENDS


def test_none_is_left(stored: Store, engine: Engine, file: Path) -> None:
    forget(engine)
    assert faults(engine, complete=True) == []
    assert close(engine) is None
    assert left(file) == []


def test_a_reader_is_waited_for_by_nobody(stored: Store, engine: Engine, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchone()
        forget(engine)
        stored.save([another(100)])
        reader.execute("COMMIT")
        assert close(engine) is None  # the log is emptied although the file is open
        assert left(file) == []
