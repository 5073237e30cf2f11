"""Move to another database: SQLite and PostgreSQL, either way (decision 051)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from crawler.runtime import terminal
from crawler.runtime.exceptions import ArgumentError
from crawler.runtime.paths import database_url
from crawler.runtime.printable import line
from pipelines.commands.progress import counting
from pipelines.store import StoreError, WrongDatabaseUrl, open_engine
from pipelines.store.backends.addresses import address
from pipelines.store.backends.closing import close
from pipelines.store.backends.errors import describe
from pipelines.store.backends.files import lasting_file, sqlite_file
from pipelines.store.moving.copying import Copied, copy
from pipelines.store.schema.tables import articles
from pipelines.store.schema.versions import require, state

_SETTING = "DATABASE_URL"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", required=True, metavar="URL",
        help="an empty database, or one with our schema and no rows; a SQLite file is made",
    )  # fmt: skip


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    lasting_file(engine.url, "there is nothing to copy")
    if state(engine) == "missing":
        raise StoreError(f"{describe(engine.url)} has no schema yet: there is nothing to copy")
    require(engine)
    with _opened(parsed.to) as target:
        if _is_one(engine, target):
            raise ArgumentError(f"--to: {describe(target.url)} is the database itself")
        if state(target) != "missing":
            require(target)
        copied = copy(engine, target, counting)
        where, number = describe(target.url), copied.compared.tables[articles.name]
        print(line(f"{describe(engine.url)} copied to {where}: {number} articles"))
        for told in _told(copied):
            print(line(told))
    return 0


@contextmanager
def _opened(url: str) -> Iterator[Engine]:
    try:
        target = open_engine(database_url(url))
    except WrongDatabaseUrl as error:
        raise ArgumentError(f"--to{str(error).removeprefix(_SETTING)}") from error
    try:
        yield target
    finally:
        if (unsaid := close(target)) is not None:
            terminal.say(unsaid)


def _told(copied: Copied) -> Iterator[str]:
    for name, rows in copied.compared.views.items():
        yield f"{name}: {rows} rows, the same in both"
    tables = copied.compared.tables
    yield f"{len(tables)} tables: {sum(tables.values())} rows, the same in both"
    yield from copied.notes


def _is_one(one: Engine, other: Engine) -> bool:
    """A database may have our tables in one schema, and take in their copy in another one."""
    files = sqlite_file(one.url), sqlite_file(other.url)
    if files[0] is not None and files[1] is not None and files[1].exists():
        return files[0].samefile(files[1])  # a hard link's log has another name
    schemas = [engine.url.query.get("options") for engine in (one, other)]
    return address(one.url) == address(other.url) and schemas[0] == schemas[1]
