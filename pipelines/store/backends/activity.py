"""Who stands in the way on a PostgreSQL server, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

_COLUMNS = "a.pid, a.usename, a.application_name, a.client_addr, a.state, a.xact_start"
_BLOCKERS = text(
    f"SELECT DISTINCT {_COLUMNS} FROM pg_stat_activity blocked"  # noqa: S608
    " CROSS JOIN LATERAL unnest(pg_blocking_pids(blocked.pid)) AS b (pid)"
    " JOIN pg_stat_activity a ON a.pid = b.pid"
    " WHERE blocked.datname = current_database() AND blocked.application_name = :application"
    " ORDER BY a.pid"
)
_HOLDERS = text(
    f"SELECT DISTINCT {_COLUMNS} FROM pg_locks l JOIN pg_stat_activity a USING (pid)"  # noqa: S608
    " JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE l.granted AND l.locktype = 'relation' AND l.pid <> pg_backend_pid()"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
    " ORDER BY a.pid"
)


def blockers(connection: Connection, application: str) -> list[str]:
    """Whom the sessions with this application's name wait for, now."""
    return _told(connection.execute(_BLOCKERS, {"application": application}).all())


def holders(connection: Connection) -> list[str]:
    """The other sessions that hold a lock on a table or view of this database."""
    return _told(connection.execute(_HOLDERS).all())


def _told(rows: Sequence[Row[Any]]) -> list[str]:
    return [_one(row) for row in rows]


def _one(row: Row[Any]) -> str:
    # The server hides all but the user's name from a role without rights.
    known = [f"user {row.usename}"]
    if row.application_name:
        known.append(f"application {row.application_name}")
    if row.client_addr:
        known.append(f"from {row.client_addr}")
    if row.xact_start:
        known.append(f"since {row.xact_start:%Y-%m-%d %H:%M:%S} UTC")
    if row.state:
        known.append(row.state)
    return f"process {row.pid} ({', '.join(known)})"
