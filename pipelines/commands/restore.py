from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, select

from crawler.runtime.paths import resolve
from crawler.runtime.printable import line
from pipelines.commands.backup import back_up, default_name
from pipelines.commands.file_names import file_name
from pipelines.store import SchemaMismatch, StoreError, open_engine
from pipelines.store.articles.forgetting import Tombstone, tombstones
from pipelines.store.backends.backend import Backend
from pipelines.store.backends.closing import close
from pipelines.store.backends.errors import describe, wrapped
from pipelines.store.backends.files import lasting_file
from pipelines.store.backends.registry import BACKENDS, backend_of
from pipelines.store.backup import postgresql, sqlite
from pipelines.store.backup.counts import ARTICLES, Counts, require_ours
from pipelines.store.backup.placing import unfinished
from pipelines.store.backup.restoring import restore
from pipelines.store.lock import RunLock
from pipelines.store.schema.tables import articles
from pipelines.store.schema.versions import knows, state

_WHAT = "-before-restore"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=file_name, metavar="FILE", help="what `backup` made")


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    copy = Path(parsed.file).expanduser().resolve()
    _require_kind(copy, backend_of(engine.dialect))
    file = lasting_file(engine.url, "nothing can be restored")
    stones = _tombstones(engine)
    if file is None:
        counts, notes = _restore_dump(engine, copy)
    else:
        counts, notes = _restore_file(engine, file, copy)
    print(line(f"{describe(engine.url)} restored from {copy}: {counts[ARTICLES]} articles"))
    for note in [*notes, *_risen(engine, stones)]:
        print(line(note))
    if state(engine) == "old":
        print("its schema is old; run: python -m pipelines upgrade")
    return 0


def _tombstones(engine: Engine) -> list[Tombstone]:
    """Of the database that is replaced, as far as it can say."""
    try:
        if state(engine) != "current":
            return []
        with wrapped(engine.url), engine.connect() as connection:
            return tombstones(connection)
    except StoreError:
        return []  # it is restored because it is broken


def _risen(engine: Engine, stones: list[Tombstone]) -> Iterator[str]:
    """What was forgotten since the copy was made is to be forgotten again."""
    with wrapped(engine.url), engine.connect() as connection:
        there = set(connection.execute(select(articles.c.path)).scalars()) if stones else set()
    for stone in stones:
        if stone.path in there:
            reason = shlex.quote(stone.reason)
            yield (
                f"the copy has {stone.path}, which was forgotten on {stone.forgotten_at:%F}; run:"
                f" python -m pipelines forget {stone.path} --reason {reason} --apply"
            )


def _require_kind(copy: Path, expected: Backend) -> None:
    try:
        with copy.open("rb") as file:
            start = file.read(max(len(one.COPY_HEADER) for one in BACKENDS.values()))
    except OSError as error:
        raise StoreError(f"{copy} cannot be read: {error.strerror}") from error
    if not start.startswith(expected.COPY_HEADER):
        kinds = (one.COPY_KIND for one in BACKENDS.values() if start.startswith(one.COPY_HEADER))
        what = next(kinds, "no copy of a database")
        raise StoreError(f"{copy} is {what}; for this database {expected.COPY_KIND} is needed")


def _restore_file(engine: Engine, file: Path, copy: Path) -> tuple[Counts, list[str]]:
    if file.exists() and file.samefile(copy):
        raise StoreError(f"{copy} is the database itself")
    aside = _free(file.with_name(default_name(engine, datetime.now(UTC), _WHAT)))
    with _no_runs(engine, file), unfinished(file) as fresh:
        counts = sqlite.copy(copy, fresh)
        _require_known(fresh)
        engine.dispose()
        was_there = sqlite.exchange(fresh, file, aside)
        sqlite.verify(file, copy, counts)
    return counts, [f"the old file is kept as {aside}"] if was_there else []


def _require_known(file: Path) -> None:
    engine = open_engine(f"sqlite:///{file}")
    try:
        found = state(engine)
    finally:
        close(engine)
    if found == "newer":
        raise SchemaMismatch("the copy is of a newer program; update the program first")


@contextmanager
def _no_runs(engine: Engine, file: Path) -> Iterator[None]:
    """Hold the lock of every run that there has been. Raises `Held` where one goes on."""
    with ExitStack() as held:
        for path in sorted(file.parent.glob(f"{_escaped(file.name)}.*.lock")):
            name = path.name.removeprefix(f"{file.name}.").removesuffix(".lock")
            held.enter_context(RunLock(engine, name))
        yield


def _escaped(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "[?*" else letter for letter in name)


def _restore_dump(engine: Engine, copy: Path) -> tuple[Counts, list[str]]:
    postgresql.refuse_while_running(engine)
    with wrapped(engine.url), engine.connect() as connection:
        schemas = postgresql.schemas_of(connection)
    found = postgresql.content(engine, copy, schemas)
    require_ours(copy, found.counts)
    if found.version is not None and not knows(found.version):
        raise SchemaMismatch("the copy is of a newer program; update the program first")
    notes = []
    if state(engine) != "missing":
        folder = resolve("data") / "backups"
        kept = _free(folder / default_name(engine, datetime.now(UTC), _WHAT))
        back_up(engine, kept)
        notes.append(f"what was there is kept as {kept}")
    postgresql.refuse_while_running(engine)
    engine.dispose()
    return found.counts, [*notes, *restore(engine, copy, found.counts)]


def _free(wanted: Path) -> Path:
    """A path at which nothing stands yet."""
    path = wanted
    for number in count(2):
        if not path.exists():
            break
        path = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    return path
