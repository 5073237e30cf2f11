"""PostgreSQL's own programs, of a version that the server can be copied with."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from pipelines.store import StoreError

_NAMES = ("pg_dump", "pg_restore", "psql")
_VERSION = re.compile(r"\) (\d+)")
_TOLD = re.compile(r"(?:error|fatal|detail):.*", re.IGNORECASE)
_SECRET = frozenset({"password", "sslpassword"})


class Programs:
    """`pg_dump`, `pg_restore` and `psql` for one database.

    They are looked for on the PATH, then beside the server where that runs on this machine.
    """

    def __init__(self, engine: Engine) -> None:
        """Raises `StoreError` where there are none, or older ones than the server only."""
        _, given = engine.dialect.create_connect_args(engine.url)
        plain: Mapping[str, Any] = dict(given)
        # The driver has options of its own beside the library's.
        known = {option.keyword.decode() for option in Conninfo.get_defaults()} - _SECRET
        shown = {name: value for name, value in plain.items() if name in known}
        self.connection = make_conninfo(**shown)
        # Not as an argument, which everybody on the machine could read.
        password = {"PGPASSWORD": str(plain["password"])} if "password" in plain else {}
        self.environment = os.environ | {"PGCONNECT_TIMEOUT": "10"} | password
        self._folder = _folder(engine)

    def command(self, program: str, *arguments: str) -> list[str]:
        return [str(self._folder / program), *arguments]


def failure(program: str, errors: str) -> StoreError:
    """What a program said went wrong, on one line."""
    told = [found[0] for line in errors.splitlines() if (found := _TOLD.search(line))]
    told = told or errors.splitlines()
    return StoreError(f"{program}: {' '.join(' '.join(told).split())[:600] or 'failed'}")


def _folder(engine: Engine) -> Path:
    with engine.connect() as connection:
        server = int((connection.dialect.server_version_info or (0,))[0])
    found = {folder: version for folder in _folders(engine) if (version := _version(folder))}
    for folder, version in found.items():
        if version >= server:
            return folder
    have = f"only those of version {max(found.values())}" if found else "none"
    raise StoreError(
        f"pg_dump, pg_restore and psql of PostgreSQL {server} or later are needed; there are"
        f" {have} on the PATH: install the client programs of the server's version"
    )


def _folders(engine: Engine) -> Iterator[Path]:
    for name in os.environ.get("PATH", "").split(os.pathsep):
        if name:
            yield Path(name)
    if (folder := _beside(engine)) is not None:
        yield folder


def _beside(engine: Engine) -> Path | None:
    """Where the server's own programs are, if it runs on this machine."""
    # Only a role with rights may know.
    with suppress(SQLAlchemyError), engine.connect() as connection:
        query = text("SELECT setting FROM pg_config WHERE name = 'BINDIR'")
        return Path(str(connection.scalar(query)))
    return None


def _version(folder: Path) -> int | None:
    """The major version of the programs in a folder that has all of them."""
    if not all((folder / name).is_file() for name in _NAMES):
        return None
    with suppress(OSError, subprocess.SubprocessError):
        asked: Sequence[str] = [str(folder / "pg_dump"), "--version"]
        said = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=False)
        if found := _VERSION.search(said.stdout):
            return int(found[1])
    return None
