"""A PostgreSQL database copied by pg_dump, and what is in a copy."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy import Connection, Engine, text

from crawler.runtime.exceptions import CrawlLocked
from pipelines.store.backends.engine import BUSY_SECONDS
from pipelines.store.backends.errors import StoreError, wrapped
from pipelines.store.backends.postgresql import snapshot as one_moment
from pipelines.store.backends.postgresql.locking import RUNS_CLASS
from pipelines.store.backup.counts import VERSION, Counts, compare, require_ours
from pipelines.store.backup.programs import Programs, failure

_COPY = re.compile(rb'COPY ((?:"(?:[^"]|"")*"|[^" .]+)\.(?:"(?:[^"]|"")*"|[^" .]+)) ')
_FROM = b" FROM stdin;\n"
_END = b"\\.\n"
_TABLES = text(
    "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
    " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass"
    " AND d.objid = c.oid AND d.deptype = 'e')"
)
_OURS = text(
    "SELECT format('%I', n.nspname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.oid = to_regclass(:name)"
)
_SEARCHED = text(
    "SELECT format('%I', CASE name WHEN '$user' THEN current_user ELSE name END) FROM"
    " (SELECT trim(both '\"' from trim(part)) AS name, place FROM"
    " unnest(string_to_array(current_setting('search_path'), ',')) WITH ORDINALITY"
    " AS p (part, place)) AS s ORDER BY place"
)
_RUNS = text(
    "SELECT a.pid, a.application_name, a.backend_start FROM pg_locks l"
    " JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted"
    " AND l.classid = :class AND l.database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a dump."""

    counts: Counts
    version: str | None
    """Of the schema."""


def dump(engine: Engine, target: Path) -> Counts:
    """Write a database, as it is at one moment, into a dump in the custom format; its rows.

    :raises StoreError: the programs are missing, or the dump cannot be written or read again
    """
    with wrapped(engine.url):
        programs = Programs(engine)
        with one_moment(engine).connect() as connection:
            schema = schema_of(connection)
            expected = count(connection, schema)
            require_ours(engine.url.database, expected)
            # The rows counted are those dumped.
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            waits = f"--lock-wait-timeout={BUSY_SECONDS * 1000}"
            options = ["--format=custom", waits, f"--snapshot={snapshot}", f"--file={target}"]
            call = programs.command("pg_dump", *options, f"--dbname={programs.connection}")
            done = subprocess.run(
                call, env=programs.environment, capture_output=True, text=True, check=False
            )
        if done.returncode:
            raise failure("pg_dump", done.stderr)
        compare(engine.url.database, content(engine, target, [schema]).counts, expected)
    return expected


def content(engine: Engine, copy: Path, schemas: Sequence[str]) -> Content:
    """Read a dump from its beginning to its end. `schemas`: where this url looks, in this order.

    :raises StoreError: it is damaged, or of a program that is newer than ours; or it has our tables
        where this url does not look
    """
    programs = Programs(engine)
    call = programs.command("pg_restore", "--data-only", "--file=-", str(copy))
    counts: Counter[str] = Counter()
    versions: dict[str, str] = {}
    with (
        TemporaryFile() as errors,
        subprocess.Popen(call, stdout=subprocess.PIPE, stderr=errors) as reading,
    ):
        assert reading.stdout is not None
        for table, row in _rows(reading.stdout):
            counts[table] += row is not None
            if row is not None and table.endswith(f".{VERSION}"):
                versions[table.removesuffix(f".{VERSION}")] = row.decode().strip()
        if reading.wait():
            errors.seek(0)
            raise failure("pg_restore", errors.read().decode(errors="replace"))
    schema = next((one for one in schemas if one in versions), None)
    if versions and schema is None:
        where = ", ".join(sorted(versions))
        raise StoreError(
            f"{copy} has its tables in the schema {where}, where this url does not look; add"
            f" options=-csearch_path={min(versions)} to DATABASE_URL"
        )
    return Content(_plainly(counts, schema), versions.get(schema or ""))


def schemas_of(connection: Connection) -> list[str]:
    """Where this url looks for tables, whether these schemas are there or not."""
    return list(connection.scalars(_SEARCHED))


def schema_of(connection: Connection) -> str:
    """The schema that has our tables; empty where none has."""
    return connection.scalar(_OURS, {"name": VERSION}) or ""


def count(connection: Connection, schema: str) -> Counts:
    names = connection.scalars(_TABLES).all()
    counts = {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in names}  # noqa: S608
    return _plainly(counts, schema)


def _plainly(counts: Counts, schema: str | None) -> Counts:
    """By table, without the name of the schema that is ours."""
    return {
        name.removeprefix(f"{schema}.") if schema else name: rows for name, rows in counts.items()
    }


def _rows(lines: Iterator[bytes]) -> Iterator[tuple[str, bytes | None]]:
    """Each table of a dump's script, followed by its rows; a row is one line."""
    table = None
    for line in lines:
        if table is None:
            if line.endswith(_FROM) and (found := _COPY.match(line)):
                table = found[1].decode()
                yield table, None
        elif line == _END:
            table = None
        else:
            yield table, line


def refuse_while_running(engine: Engine) -> None:
    """Raises `CrawlLocked` while a run holds its lock."""
    with wrapped(engine.url), engine.connect() as connection:
        row = connection.execute(_RUNS, {"class": RUNS_CLASS}).first()
    if row is not None:
        # The server hides other roles' names from a role without rights.
        pid, _, host = (row.application_name or "").partition(" ")
        who = f"process {pid} on {host}" if host else f"session {row.pid}"
        since = f" since {row.backend_start:%Y-%m-%d %H:%M:%S} UTC" if row.backend_start else ""
        raise CrawlLocked(f"a run holds its lock on this database: {who}{since}")
