from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from pipelines.store.backends.engine import savepoint
from pipelines.store.backends.errors import row_reason


@dataclass(frozen=True, slots=True)
class Unkept:
    """Something of others that an upgrade could not keep as it was."""

    what: str
    reason: str
    statements: tuple[str, ...] = ()
    """Make it again, once they are corrected; none where it is still there, but does not work."""

    def __str__(self) -> str:
        if not self.statements:
            return f"{self.what} does not work any more: {self.reason}; correct or drop it"
        return f"{self.what} could not be kept: {self.reason}; correct and run what follows"


def run(connection: Connection, statement: str) -> None:
    """Run a statement as it is: a `%` in it stands for itself."""
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def attempt(connection: Connection, statements: Sequence[str]) -> str | None:
    """Run all of them, or none; why not."""
    try:
        with savepoint(connection):
            for statement in statements:
                run(connection, statement)
    except DBAPIError as error:
        return row_reason(error)
    return None
