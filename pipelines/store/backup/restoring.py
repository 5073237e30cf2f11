"""A dump put in the place of a PostgreSQL database, in one transaction."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO
from uuid import uuid4

from sqlalchemy import Connection, Engine, text

from pipelines.store import StoreError
from pipelines.store.backends.activity import blockers
from pipelines.store.backends.dependents.postgresql import OURS, View, dependents
from pipelines.store.backends.errors import wrapped
from pipelines.store.backup.counts import Counts, compare
from pipelines.store.backup.postgresql import count, schema_of
from pipelines.store.backup.programs import Programs, failure
from pipelines.store.schema.views import NAMES

PATIENCE = 30.0
"""Seconds for which a restore waits for somebody who holds a table."""
_IN_THE_WAY = "nothing was changed; drop what stands in the way, or restore into an empty database"
_SCHEMA = re.compile(r"\d+; \d+ \d+ SCHEMA - (.+) \S+$")
_WARNING = re.compile(r"WARNING:\s+(.*)")


def restore(engine: Engine, copy: Path, expected: Counts) -> list[str]:
    """Put what is in a dump in the place of what is in the database; what could not be as it was.

    :raises StoreError: it cannot be done; the database is as it was
    """
    with wrapped(engine.url):
        with engine.connect() as connection:
            before, after = _before(connection, expected), _after(dependents(connection))
            present = frozenset(connection.scalars(text("SELECT nspname FROM pg_namespace")))
        restoring = _Restoring(engine, copy, before, after, present)
        try:
            notes = restoring.run()
        except _Refused as first:
            # On another server the analysts' roles may be missing, or not be ours to give to.
            try:
                notes = restoring.run("--no-owner", "--no-privileges")
            except _Refused:
                raise StoreError(f"{first}; {_IN_THE_WAY}") from first
            notes.append(f"owners and grants were left out: {first}")
        with engine.connect() as connection:
            found = count(connection, schema_of(connection))
            # Others may have tables in the database that the dump does not know of.
            compare(engine.url.database, {name: found.get(name, 0) for name in expected}, expected)
    return notes


def _before(connection: Connection, expected: Counts) -> str:
    """Drop what a dump may not know of: the analysts' views, tables of a later schema."""
    views = [f"DROP {view.kind} {view.name};" for view in reversed(dependents(connection))]
    ours = [f"DROP VIEW IF EXISTS {name};" for name in NAMES]
    later = [name for name in reversed(OURS) if name not in (*NAMES, *expected)]
    known = text("SELECT to_regclass(:name) IS NOT NULL")
    tables = [f"DROP TABLE {name};" for name in later if connection.scalar(known, {"name": name})]
    return "\n".join([*views, *ours, *tables, ""])


def _after(theirs: Sequence[View]) -> str:
    """Make the analysts' views again that the dump does not have; one that fails is said."""
    blocks = ["RESET search_path;"]
    for view in theirs:
        tag = f"$kept_{uuid4().hex}$"
        statements = ";\n".join(view.statements)
        name = "'" + view.name.replace("'", "''") + "'"
        blocks.append(
            f"DO {tag} BEGIN IF to_regclass({name}) IS NULL THEN\n{statements};\nEND IF;\n"
            "EXCEPTION WHEN OTHERS THEN"
            f" RAISE WARNING '% could not be kept: %', {name}, SQLERRM;\nEND {tag};"
        )
    return "\n".join([*blocks, ""])


class _Refused(Exception):
    """Raised when the server refused the dump; nothing has changed then."""


class _Restoring:
    def __init__(
        self, engine: Engine, copy: Path, before: str, after: str, present: frozenset[str]
    ) -> None:
        """`present`: schemas that are there, in which others may have tables: these stay."""
        self._engine = engine
        self._programs = Programs(engine)
        self._copy = copy
        self._before = before
        self._after = after
        self._present = present
        self._application = f"dailysabah-restore-{uuid4().hex[:12]}"

    def run(self, *options: str) -> list[str]:
        """What the server warned of."""
        target = f"{self._programs.connection} application_name={self._application}"
        call = self._programs.command(
            "psql", f"--dbname={target}", "--no-psqlrc", "--quiet", "--single-transaction",
            "--set=ON_ERROR_STOP=1", "--file=-",
        )  # fmt: skip
        with (
            TemporaryFile() as errors,
            subprocess.Popen(
                call, env=self._programs.environment, stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL, stderr=errors,
            ) as running,
        ):  # fmt: skip
            feeding = threading.Thread(target=self._feed, args=(running, options))
            feeding.start()
            try:
                self._watch(running)
            except BaseException:
                running.kill()
                raise
            finally:
                feeding.join()
            errors.seek(0)
            said = errors.read().decode(errors="replace")
            if running.returncode:
                raise _Refused(str(failure("pg_restore", said)))
        return _WARNING.findall(said)

    def _feed(self, running: subprocess.Popen[bytes], options: Sequence[str]) -> None:
        """The script: what has to go, the dump, what is to come back."""
        assert running.stdin is not None
        with suppress(BrokenPipeError):
            running.stdin.write(self._before.encode())
            if self._write_dump(running.stdin, options):
                running.stdin.write(self._after.encode())
            else:
                running.kill()  # at the end of the script it would commit
        with suppress(BrokenPipeError):
            running.stdin.close()

    def _write_dump(self, script: IO[bytes], options: Sequence[str]) -> bool:
        with NamedTemporaryFile("w", encoding="utf-8", suffix=".list") as listed:
            listed.write(self._list())
            listed.flush()
            call = self._programs.command(
                "pg_restore", "--clean", "--if-exists", "--file=-", f"--use-list={listed.name}",
                *options, str(self._copy),
            )  # fmt: skip
            with subprocess.Popen(
                call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            ) as reading:
                assert reading.stdout is not None
                shutil.copyfileobj(reading.stdout, script)
        return reading.returncode == 0

    def _list(self) -> str:
        """What is restored: all but the schemas that are there."""
        call = self._programs.command("pg_restore", "--list", str(self._copy))
        told = subprocess.run(call, capture_output=True, text=True, check=True).stdout
        return "".join(line for line in told.splitlines(True) if not self._is_present(line))

    def _is_present(self, line: str) -> bool:
        schema = _SCHEMA.match(line)
        return schema is not None and schema[1] in self._present

    def _watch(self, running: subprocess.Popen[bytes]) -> None:
        """Wait for the end, but not for ever for somebody else's: a dump's own first statement sets
        aside any limit that the session had."""
        blocked_since = None
        while True:
            with suppress(subprocess.TimeoutExpired):
                running.wait(1)
                return
            with self._engine.connect() as connection:
                found = blockers(connection, self._application)
            if not found:
                blocked_since = None
                continue
            blocked_since = blocked_since or time.monotonic()
            if time.monotonic() - blocked_since >= PATIENCE:
                raise StoreError(f"the restore waited {PATIENCE:.0f} s for {'; '.join(found)}")
