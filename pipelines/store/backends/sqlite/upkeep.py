"""A SQLite file looked after and looked through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, Engine

from pipelines.store.backends.damage import REINDEX, RESTORE, orphaned
from pipelines.store.backends.errors import StoreError

_MAX_FAULTS = 20


def look_after(engine: Engine) -> tuple[str, ...]:
    """Outside of transactions, in which none of this works."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA optimize")
        busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        log = "log left as it is, a reader holds it" if busy else "log emptied"
        found = driver.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StoreError(_said(found))
    return "statistics renewed", log, "file sound"


def damage(connection: Connection, tables: Sequence[str]) -> list[str]:
    """Of the whole file, with the tables of others too."""
    lines = connection.exec_driver_sql(f"PRAGMA integrity_check({_MAX_FAULTS})").scalars().all()
    if lines != ["ok"]:
        return [_said(line) for line in lines]
    broken = Counter(
        (table, parent)
        for table, _, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check")
    )
    return [orphaned(table, parent, rows) for (table, parent), rows in broken.items()]


def _said(fault: str) -> str:
    """SQLite looks into the search index too, from 3.44 on."""
    if "fts5" in fault.lower():
        return f"the search index is damaged: {fault}; {REINDEX}"
    return f"the file is damaged: {fault}; {RESTORE}"
