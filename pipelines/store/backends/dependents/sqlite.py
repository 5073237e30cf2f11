"""SQLite: views are texts, perhaps broken ones, that are all read when a table changes."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from pipelines.store.backends.dependents.unkept import Unkept, attempt, run
from pipelines.store.schema.views import NAMES, create_views, drop_views


def renew(connection: Connection, migrate: Callable[[], bool]) -> list[Unkept]:
    views = {name: sql for name, sql in _found(connection, "view").items() if name not in NAMES}
    triggers = _found(connection, "trigger")  # we have none
    worked = {name for name in views if _fault(connection, name) is None}
    for name in triggers:
        run(connection, f"DROP TRIGGER {_quoted(name)}")
    for name in views:
        run(connection, f"DROP VIEW {_quoted(name)}")
    drop_views(connection)
    if migrate():
        create_views(connection)
    unkept = []
    for kind, found in (("view", views), ("trigger", triggers)):
        for name, sql in found.items():
            if (reason := attempt(connection, [sql])) is not None:
                unkept.append(Unkept(f"{kind} {name}", reason, (sql,)))
    for name in sorted(worked.intersection(_found(connection, "view"))):
        reason = _fault(connection, name)
        unkept += [Unkept(f"view {name}", reason)] if reason is not None else []
    return unkept


def _found(connection: Connection, kind: str) -> dict[str, str]:
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = ? ORDER BY rowid", (kind,)
    )
    return {row.name: row.sql for row in rows}


def _fault(connection: Connection, view: str) -> str | None:
    return attempt(connection, [f"SELECT * FROM {_quoted(view)} LIMIT 0"])  # noqa: S608


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
