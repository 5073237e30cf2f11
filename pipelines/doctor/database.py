"""The database: reachable, with this program's schema, writable, and by whose clock. A look changes
nothing in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

from crawler.runtime.paths import database_url
from pipelines.crawl.opening import patiently
from pipelines.doctor.clocks import compare
from pipelines.doctor.finding import Line, fatal, fault, good
from pipelines.store import StoreError, open_engine
from pipelines.store.backends.errors import describe, wrapped
from pipelines.store.backends.lifelines import give_lifelines, lifelines_of
from pipelines.store.backends.registry import backend_of
from pipelines.store.schema.tables import metadata
from pipelines.store.schema.versions import state

_LEAST = 1 << 20
"""Bytes of free disk below which a first batch of articles does not fit."""
_UPGRADE = "python -m pipelines upgrade"
_MAY_CHANGE = text(
    "SELECT coalesce(bool_and(has_table_privilege(c.oid, wanted)), true)"
    " FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) wanted"
    " WHERE c.relkind = 'r' AND c.relname = ANY(:names)"
    " AND pg_table_is_visible(c.oid)"
)
_MAY_MAKE = text("SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)")
_IS_READ_ONLY = text(
    "SELECT pg_is_in_recovery()"
    " OR (SELECT reset_val FROM pg_settings WHERE name = 'default_transaction_read_only') = 'on'"
)


def lines(url: str) -> Iterator[Line]:
    try:
        engine = _reading(database_url(url))
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


def _reading(url: str) -> Engine:
    """An engine that neither makes a file nor writes into one."""
    engine = open_engine(url)
    file = make_url(url).database
    if engine.dialect.name != "sqlite" or not file or file.startswith((":memory:", "file:")):
        return backend_of(engine.dialect).snapshot(engine)
    # As `open_engine` does it, but for the journal's mode, which is written into the file.
    reading = create_engine(f"sqlite:///{file}", connect_args={"timeout": 5})
    event.listen(reading, "connect", _only_reading)
    give_lifelines(reading)
    engine.dispose()
    return reading


def _only_reading(connection: Any, record: object) -> None:
    connection.execute("PRAGMA query_only = ON")


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
    if engine.dialect.name == "sqlite":
        yield from _file(engine)
        return
    with wrapped(engine.url), engine.connect() as connection:
        yield _rights(connection, is_new=found == "missing")
        theirs = backend_of(engine.dialect).time_of(connection)
        yield compare("database clock", "the server", theirs, datetime.now(UTC))


def _file(engine: Engine) -> Iterator[Line]:
    file = Path(str(engine.url.database))
    if str(file) in (":memory:", "None") or str(file).startswith("file:"):
        yield fault("rights", f"{file} is no file that is kept", "name a file in DATABASE_URL")
        return
    if file.exists() and not os.access(file, os.R_OK | os.W_OK):
        hint = f"chown or chmod {file} for this user"
        yield fatal("rights", f"{file} cannot be written by this user", hint)
    elif not os.access(file.parent, os.W_OK | os.X_OK) or os.statvfs(file.parent).f_flag & 1:
        hint = f"make {file.parent} writable for this user"
        yield fatal("rights", f"{file.parent}, where SQLite's log goes, cannot be written", hint)
    else:
        free = os.statvfs(file.parent)
        if free.f_bavail * free.f_frsize < _LEAST:
            hint = f"free the disk of {file.parent}"
            yield fatal("rights", f"{file.parent}: no room on the disk", hint)
        else:
            yield from _encoding(engine, file)


def _encoding(engine: Engine, file: Path) -> Iterator[Line]:
    if not file.exists():
        yield good("rights", f"{file.parent} can be written")
        return
    with wrapped(engine.url), engine.connect() as connection:
        encoding = connection.exec_driver_sql("PRAGMA encoding").scalar()
    yield good("rights", f"the file can be written; {encoding}")


def _rights(connection: Connection, *, is_new: bool) -> Line:
    if connection.scalar(_IS_READ_ONLY):
        hint = "name the primary server, or ALTER ROLE … SET default_transaction_read_only = off"
        return fatal("rights", "the server or the role takes no writes", hint)
    if is_new and not connection.scalar(_MAY_MAKE):
        user = connection.scalar(text("SELECT current_user"))
        hint = f'GRANT CREATE ON SCHEMA public TO "{user}"'
        return fatal("rights", f"{user} may make no tables here", hint)
    if not connection.scalar(_MAY_CHANGE, {"names": list(metadata.tables)}):
        user = connection.scalar(text("SELECT current_user"))
        hint = f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{user}"'
        return fatal("rights", f"{user} may not change our tables", hint)
    encoding = connection.scalar(text("SHOW server_encoding"))
    return good("rights", f"this role may write; {encoding}")
