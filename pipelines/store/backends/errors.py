"""What the store raises: one line an operator can act on, never a driver's own exception."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

_MAX_REASON_LENGTH = 300


DAMAGED = (SQLAlchemyError, sqlite3.DatabaseError)
"""What comes of reading damaged pages, by way of SQLAlchemy or of the driver itself."""


class StoreError(Exception):
    """Raised when the store cannot do what was asked; the message is one line, without secrets."""


class WrongDatabaseUrl(StoreError):
    """Raised when a DATABASE_URL makes no sense or names a database that is not supported."""


class DatabaseUnavailable(StoreError):
    """Raised when the database cannot be opened, reached or written now; later it may be."""


class UnsuitableDatabase(StoreError):
    """Raised when a database is not set up for what it is to hold, such as by its encoding."""


class SchemaMismatch(StoreError):
    """Raised when the database's schema is older or newer than this program."""


def describe(url: URL) -> str:
    """The database as an operator names it, without a password."""
    if url.get_backend_name() == "sqlite":
        return f"SQLite file {url.database or ':memory:'}"
    where = url.host or url.query.get("host") or "local socket"
    port = f":{url.port}" if url.port else ""
    return f"PostgreSQL database {url.database or '(default)'} at {where}{port}"


@contextmanager
def wrapped(url: URL) -> Iterator[None]:
    """Turn whatever SQLAlchemy, the driver or the system raises into a `StoreError`."""
    try:
        yield
    except StoreError:
        raise
    except (SQLAlchemyError, OSError) as error:
        reason = _reason(error, url)
        if _unavailable(error):
            message = f"{describe(url)} cannot be used now: {reason}"
            raise DatabaseUnavailable(message) from error
        raise StoreError(f"{describe(url)} refused what was asked: {reason}") from error


def is_row_error(error: BaseException | None) -> bool:
    """Whether the values were refused, so that another row may well be accepted."""
    return isinstance(error, StatementError) and not _unavailable(error)


def may_come_back(error: DatabaseUnavailable) -> bool:
    """Whether to wait for a database that could not be opened: not where its name, the role, the
    password or the file itself is wrong."""
    text = str(error)
    return not any(words in text for words in _WRONG_FROM_THE_START)


_WRONG_FROM_THE_START = (
    "file is not a database",
    "database disk image is malformed",
    "password authentication failed",
    "no password supplied",
    "no pg_hba.conf entry",
    '" does not exist',
)
"""In the databases' own words: PostgreSQL gives no code while it connects. Where it speaks another
language, such a database is waited for in vain."""


def is_read_only(error: BaseException | None) -> bool:
    """A file or server that takes no writes now: on a disk mounted so, or a standby."""
    if getattr(error, "sqlstate", None) == "25006":
        return True
    return str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_READONLY")


def one_line(error: BaseException) -> str:
    """An exception's own words on one line of bounded length."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= _MAX_REASON_LENGTH else text[: _MAX_REASON_LENGTH - 1] + "…"


def row_reason(error: SQLAlchemyError) -> str:
    """Why a row was refused; without the statement and its parameters, which hold the article."""
    return one_line(getattr(error, "orig", None) or error)


def _unavailable(error: SQLAlchemyError | OSError) -> bool:
    if isinstance(error, (OSError, PoolTimeout)):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    if isinstance(error, (OperationalError, InterfaceError)):
        return not _limit_exceeded(error) and not _missing(error)
    # "file is not a database" and "disk image is malformed" are plain DatabaseErrors of sqlite3.
    return type(error.orig).__name__ == "DatabaseError"


def _limit_exceeded(error: DBAPIError) -> bool:
    """PostgreSQL's class 54: a value too big for an index, which is the row's fault."""
    return str(getattr(error.orig, "sqlstate", None) or "").startswith("54")


def _missing(error: DBAPIError) -> bool:
    """SQLite's `no such table`, which is the schema's fault."""
    return str(error.orig).startswith(("no such table", "no such column"))


def _reason(error: BaseException, url: URL) -> str:
    text = one_line(getattr(error, "orig", None) or error)
    return text.replace(url.password, "***") if url.password else text
