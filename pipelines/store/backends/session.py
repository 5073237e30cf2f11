"""A PostgreSQL session as the store needs it, whatever the server, database, role or url says."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL

from pipelines.store.backends.errors import UnsuitableDatabase, describe

CONNECT_SECONDS = 10

_SET_UP = """
SELECT set_config('DateStyle', 'ISO', false),
       set_config('IntervalStyle', 'postgres', false),
       set_config('TimeZone', 'UTC', false),
       set_config('standard_conforming_strings', 'on', false),
       set_config('quote_all_identifiers', 'off', false),
       set_config('bytea_output', 'hex', false),
       set_config('extra_float_digits', '1', false),
       set_config('default_transaction_isolation', 'read committed', false),
       set_config('lock_timeout', CASE current_setting('lock_timeout')
                  WHEN '0' THEN %s ELSE current_setting('lock_timeout') END, false)
"""
"""Set after connecting: as `options` they would stand in place of the operator's own, and
connection poolers refuse those. A `lock_timeout` that the operator has set stays."""


def connect_arguments(url: URL) -> dict[str, Any]:
    """What to connect with besides what the url says; where both say something the url's counts,
    but for the encoding."""
    ours: dict[str, Any] = {
        "application_name": "dailysabah-crawler",
        "connect_timeout": CONNECT_SECONDS,
        # A server that lost its power or network is found out within a minute.
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
    }
    open_ones = {name: value for name, value in ours.items() if name not in url.query}
    # A parameter that the url names twice comes as a tuple, which no driver takes.
    options = url.query.get("options")
    if isinstance(options, tuple):
        open_ones["options"] = " ".join(options)
    return {**open_ones, "client_encoding": "utf8"}


def set_up(connection: Any, url: URL, busy_seconds: float) -> None:
    """Prepare a fresh connection of the driver's.

    :raises UnsuitableDatabase: it cannot hold every character
    """
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise UnsuitableDatabase(
            f"{describe(url)} has the encoding {encoding}, which cannot hold every character; "
            "create one with: createdb --encoding=UTF8 --template=template0"
        )
    autocommit = connection.autocommit
    connection.autocommit = True  # in a transaction it would be undone with that
    connection.execute(_SET_UP, [f"{int(busy_seconds * 1000)}ms"])
    connection.autocommit = autocommit
