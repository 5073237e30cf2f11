"""A PostgreSQL database that takes in all of another one, by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import psycopg
from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import DBAPIError

from pipelines.store.backends.bulk import Values, binder, names
from pipelines.store.schema.tables import metadata

# As pg_dump does. A cursor is read to its end here: the plan is to be the best for all rows.
_UNHURRIED = text(
    "SELECT set_config(name, CASE name WHEN 'cursor_tuple_fraction' THEN '1' ELSE '0' END, true)"
    " FROM pg_settings WHERE name IN ('statement_timeout', 'transaction_timeout',"
    " 'idle_in_transaction_session_timeout', 'cursor_tuple_fraction')"
)
_WORDS = "search_words"
_COUNTER = text("SELECT pg_get_serial_sequence(:table, :column)")


def unhurried(connection: Connection) -> None:
    connection.execute(_UNHURRIED)


def load(connection: Connection, table: Table, batches: Iterable[Sequence[Values]]) -> None:
    bound = binder(table, connection.dialect)
    name, columns = names(table, connection.dialect)
    statement = f"COPY {name} ({columns}) FROM STDIN"
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for batch in batches:
                for row in bound(batch):
                    copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError.instance(
            statement, None, error, psycopg.Error, dialect=connection.dialect
        ) from error


def settle(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        for column in table.primary_key.columns:
            asked = {"table": table.name, "column": column.name}
            if (counter := connection.scalar(_COUNTER, asked)) is not None:
                connection.execute(
                    text(
                        f"SELECT setval(CAST(:counter AS regclass), max({column.name}))"  # noqa: S608
                        f" FROM {table.name} HAVING max({column.name}) > 0"
                    ),
                    {"counter": counter},
                )
    connection.execute(text(f"ANALYZE {', '.join([*metadata.tables, _WORDS])}"))
