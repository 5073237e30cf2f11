"""Open a database by its url, set up the way the store needs it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import DisconnectionError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from crawler.newspaper.active import PROFILE
from crawler.runtime import paths
from pipelines.store.backends.errors import (
    DatabaseUnavailable,
    WrongDatabaseUrl,
    is_read_only,
    one_line,
    wrapped,
)
from pipelines.store.backends.lifelines import give_lifelines
from pipelines.store.backends.session import connect_arguments, set_up

BUSY_SECONDS = 30
"""How long a writer waits for another one's lock, on both databases."""
_DEFAULT_FOLDER = "data"
_EXAMPLES = f"write sqlite:///data/{PROFILE.slug}.db or postgresql://user@host/database"
_SQLITE_DRIVERS = frozenset({"sqlite", "sqlite+pysqlite"})
_POSTGRESQL_DRIVERS = frozenset({"postgres", "postgresql", "postgresql+psycopg"})
_TURN_OF_WRITERS = 0x5ABA4
"""Key of the advisory lock under which writers take turns on PostgreSQL."""

# Analysts search JSON columns with LIKE on SQLite: letters stay letters, `Türkiye` not `T\u00fc…`.
_to_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode


def open_engine(url: str, busy_seconds: float | None = None) -> Engine:
    """An engine for a SQLite file or a PostgreSQL database; connects only when it is used.

    The default's folder is created where it is missing. `busy_seconds`: how long a statement waits
    for another writer's lock, instead of `BUSY_SECONDS`.

    :raises WrongDatabaseUrl: it makes no sense, or names a database or driver not supported
    :raises DatabaseUnavailable: the folder of a SQLite file cannot be made or looked into
    """
    target = _parse(url)
    seconds = BUSY_SECONDS if busy_seconds is None else busy_seconds
    try:
        if target.drivername in _SQLITE_DRIVERS:
            engine = _sqlite(target, seconds)
        else:
            engine = _postgresql(target, seconds)
    except (SQLAlchemyError, ImportError) as error:
        raise WrongDatabaseUrl(f"DATABASE_URL cannot be used: {one_line(error)}") from error
    event.listen(engine, "handle_error", _leave_read_only)
    give_lifelines(engine)
    return engine


def _leave_read_only(context: ExceptionContext) -> None:
    """Connect anew where a database takes no writes: the connection stays read-only when the file
    or the server no longer is."""
    if is_read_only(context.original_exception):
        context.is_disconnect = True


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction in which no other program writes: what it reads stays true until it commits.

    :raises StoreError: the database refused something
    """
    with wrapped(engine.url), writing_connection(engine) as connection, connection.begin():
        _take_turn(connection)
        yield connection


def writing_connection(engine: Engine) -> Connection:
    """A connection whose transactions take SQLite's write lock when they begin.

    A transaction that reads first and writes later would otherwise fail at once, without
    waiting, when another one has written in between.
    """
    return engine.connect().execution_options(sqlite_begin="IMMEDIATE")


_MAX_IDLE = "20s"
"""Between two statements of a writer, who computes for a second at most: then the server ends the
session of one that was cut off, which else would keep the turn from all others for hours."""
_TAKE_TURN = text(
    "SELECT set_config('idle_in_transaction_session_timeout',"
    " CASE current_setting('idle_in_transaction_session_timeout') WHEN '0' THEN :idle"
    " ELSE current_setting('idle_in_transaction_session_timeout') END, true),"
    " pg_advisory_xact_lock(:key)"
)


def _take_turn(connection: Connection) -> None:
    """Wait until no other writer is in its transaction, as SQLite does by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(_TAKE_TURN, {"key": _TURN_OF_WRITERS, "idle": _MAX_IDLE})


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """Undo what happens within, and only that, when it raises.

    SQLite ends the whole transaction by itself when the disk is full: the savepoint is gone, and
    what is raised then is the reason, not that.
    """
    try:
        with connection.begin_nested():
            yield
    except OperationalError as error:
        first = _first_error(error)
        if "no such savepoint" in str(error.orig) and first is not None:
            raise first from None
        raise


def _first_error(error: SQLAlchemyError) -> SQLAlchemyError | None:
    """The database error during whose handling this one was raised."""
    context = error.__context__
    while context is not None and not isinstance(context, SQLAlchemyError):
        context = context.__context__
    return context


def _parse(url: str) -> URL:
    try:
        target = make_url(url.strip())
    except (SQLAlchemyError, ValueError):
        # The parser's own message may quote the url with its password.
        raise WrongDatabaseUrl(f"DATABASE_URL is not a database url: {_EXAMPLES}") from None
    if target.drivername in _POSTGRESQL_DRIVERS:
        return target.set(drivername="postgresql+psycopg")
    if target.drivername not in _SQLITE_DRIVERS:
        raise WrongDatabaseUrl(f"DATABASE_URL: {target.drivername} is not supported: {_EXAMPLES}")
    return target


def _sqlite(url: URL, busy_seconds: float) -> Engine:
    options: dict[str, Any] = {}
    if url.database in (None, "", ":memory:"):
        # One shared connection: the schema made on one thread is there on the others.
        options["poolclass"] = StaticPool
    elif not str(url.database).startswith("file:"):
        _make_folder(Path(str(url.database)).parent)
    engine = create_engine(
        url,
        json_serializer=_to_json,
        connect_args={"timeout": busy_seconds, "check_same_thread": False},
        **options,
    )
    event.listen(engine, "connect", partial(_prepare_sqlite, busy_seconds))
    event.listen(engine, "begin", _begin_sqlite)
    if "poolclass" not in options and not str(url.database).startswith("file:"):
        event.listen(engine, "connect", partial(_note_file, Path(str(url.database))))
        event.listen(engine, "checkout", partial(_check_file, Path(str(url.database))))
    return engine


def _make_folder(folder: Path) -> None:
    """Only the default's: another one that is missing is mistyped, or a disk that is not there."""
    try:
        if folder == paths.ROOT / _DEFAULT_FOLDER:
            folder.mkdir(parents=True, exist_ok=True)
        elif not folder.is_dir():
            raise WrongDatabaseUrl(f"DATABASE_URL: there is no folder {folder}; make it first")
    except OSError as error:
        reason = error.strerror or one_line(error)
        raise DatabaseUnavailable(f"folder {folder} cannot be used: {reason}") from error


def _prepare_sqlite(busy_seconds: float, connection: Any, record: object) -> None:
    # The driver would begin transactions by its own rules; `_begin_sqlite` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    # Safe with WAL against a kill; a power cut may take the last commits, never the file.
    cursor.execute("PRAGMA synchronous = NORMAL")
    # What was replaced or deleted leaves no bytes behind: `forget` cannot look for them later. Most
    # builds of SQLite have it so by themselves.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _note_file(file: Path, connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["file"] = _identity(file)


def _check_file(file: Path, connection: Any, record: ConnectionPoolEntry, proxy: object) -> None:
    """Give up a connection whose file was moved, deleted or replaced.

    SQLite itself would go on writing into the old one, where nobody finds it.
    """
    if _identity(file) != record.info["file"]:
        raise DisconnectionError(f"{file} is another file than before")


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _postgresql(url: URL, busy_seconds: float) -> Engine:
    engine = create_engine(
        url,
        json_serializer=_to_json,
        pool_pre_ping=True,  # a restarted server is found out before a batch, not within
        connect_args=connect_arguments(url),
    )

    def prepare(connection: Any, record: object) -> None:
        try:
            set_up(connection, url, busy_seconds)
        except BaseException:
            connection.close()  # the pool does not
            raise

    # Before SQLAlchemy's own first questions, whose answers it could not read.
    event.listen(engine, "connect", prepare, insert=True)
    return engine
