"""The database: reachable, with this program's schema, writable, and by whose clock. A look changes
nothing in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Engine

from crawler.runtime.paths import database_url
from pipelines.crawl.opening import patiently
from pipelines.doctor.clocks import compare
from pipelines.doctor.finding import Line, fatal, good
from pipelines.store import StoreError, open_engine
from pipelines.store.backends.errors import describe, wrapped
from pipelines.store.backends.lifelines import lifelines_of
from pipelines.store.backends.registry import backend_of
from pipelines.store.schema.tables import metadata
from pipelines.store.schema.versions import state

_UPGRADE = "python -m pipelines upgrade"


def lines(url: str) -> Iterator[Line]:
    try:
        opened = open_engine(database_url(url))
        engine = backend_of(opened.dialect).read_only(opened)
    except StoreError as error:
        yield fatal("database", str(error), "correct DATABASE_URL, or make what it names")
        return
    try:
        yield from patiently(lambda: list(_looks(engine)), [lifelines_of(engine)], 0.0)
    except StoreError as error:
        hint = "bring it up, or correct DATABASE_URL; crawls keep articles in SPOOL_DIR meanwhile"
        yield fatal("database", str(error), hint)
    finally:
        engine.dispose()


def _looks(engine: Engine) -> Iterator[Line]:
    where = describe(engine.url)
    found = state(engine)
    if found == "old":
        yield fatal("database", f"{where} has an old schema", _UPGRADE)
    elif found == "newer":
        hint = "update the program: git pull && make setup"
        yield fatal("database", f"{where} has a newer schema than this program", hint)
    elif found == "missing":
        yield good("database", f"{where} has no schema yet; the first crawl makes it")
    else:
        yield good("database", f"{where} is reachable, its schema up to date")
    backend = backend_of(engine.dialect)
    may = backend.writability(engine, metadata.tables, is_new=found == "missing")
    if may.remedy is not None:
        yield fatal("rights", may.found, may.remedy)
    else:
        yield good("rights", may.found)
        yield from _clock(engine)


def _clock(engine: Engine) -> Iterator[Line]:
    backend = backend_of(engine.dialect)
    if backend.is_missing(engine):
        return
    with wrapped(engine.url), engine.connect() as connection:
        theirs = backend.time_of(connection)
    if theirs is not None:
        yield compare("database clock", "the server", theirs, datetime.now(UTC))
