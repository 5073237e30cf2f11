from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from crawler.runtime.paths import resolve
from crawler.runtime.printable import line
from pipelines.commands.file_names import file_name
from pipelines.commands.whole_numbers import from_one
from pipelines.store import StoreError
from pipelines.store.backends.addresses import address
from pipelines.store.backends.errors import describe
from pipelines.store.backends.files import LOG, beside, lasting_file, sqlite_file
from pipelines.store.backup import postgresql, sqlite
from pipelines.store.backup.counts import ARTICLES, Counts
from pipelines.store.backup.naming import dated, forget_older
from pipelines.store.backup.placing import placed
from pipelines.store.schema.versions import state

_FOLDER = "backups"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", type=file_name, metavar="FILE",
        help="default: a name with the time, in the folder `backups` beside a SQLite file, in"
        " data/backups for PostgreSQL; in a folder that is given, the same name",
    )  # fmt: skip
    parser.add_argument(
        "--keep", type=from_one(), metavar="N",
        help="delete all but the newest N of the copies whose names differ by their date alone",
    )  # fmt: skip


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    if state(engine) == "missing":
        raise StoreError(f"{describe(engine.url)} has no schema yet: there is nothing to copy")
    target = _target(engine, parsed.file)
    counts = back_up(engine, target)
    print(line(f"{describe(engine.url)} copied to {target}: {counts[ARTICLES]} articles"))
    if parsed.keep is not None:
        for one in forget_older(target, parsed.keep):
            print(line(f"{one} deleted"))
    return 0


def back_up(engine: Engine, target: Path) -> Counts:
    """A whole, verified copy, also while others write; it replaces an older one when it is done.

    :raises StoreError: it cannot be made; an older one is still there
    """
    file = lasting_file(engine.url, "there is nothing to copy")
    _refuse(target, file)
    with placed(target) as unfinished:
        if file is None:
            return postgresql.dump(engine, unfinished)
        return sqlite.copy(file, unfinished)


def _target(engine: Engine, given: str | None) -> Path:
    file = sqlite_file(engine.url)
    default = resolve("data") / _FOLDER if file is None else file.parent / _FOLDER
    chosen = default if given is None else Path(given).expanduser()
    if given is not None and given.endswith(os.sep):
        chosen.mkdir(parents=True, exist_ok=True)
    if given is not None and not chosen.is_dir():
        # A link stays, and the file that it leads to is replaced.
        return chosen.resolve()
    return chosen.resolve() / default_name(engine, datetime.now(UTC))


def default_name(engine: Engine, now: datetime, what: str = "") -> str:
    """`dailysabah-2026-10-01-233000Z.db`, with a word in between that says what for."""
    file = sqlite_file(engine.url)
    if file is None:
        server = address(engine.url)
        name = (server.name or server.kind).replace("/", "_").replace("\\", "_").lstrip(".")
        return dated(f"{name}{what}", ".dump", now)
    return dated(f"{file.stem}{what}", file.suffix, now)


def _refuse(target: Path, file: Path | None) -> None:
    """Raises `StoreError` where a copy would destroy something else."""
    if target.exists() and not target.is_file():
        raise StoreError(f"{target} is no plain file")
    if file is not None and target.exists() and target.samefile(file):
        raise StoreError(f"{target} is the database itself")
    if beside(target, LOG).exists():
        raise StoreError(f"{target} is a database in use: {target.name}{LOG} stands beside it")
