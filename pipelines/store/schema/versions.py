"""Is the database's schema this program's, and bring it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, Engine, inspect, text

from pipelines.store.backends.dependents import Unkept, renew
from pipelines.store.backends.engine import BUSY_SECONDS
from pipelines.store.backends.errors import DatabaseUnavailable, SchemaMismatch, describe, wrapped
from pipelines.store.backends.registry import backend_of
from pipelines.store.schema import views
from pipelines.store.schema.tables import metadata
from pipelines.store.search.rebuilding import Progress, fill_index

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported where something is to be migrated: it takes as long as the rest of a start.

HEAD = "0013"
"""The newest migration's revision."""

State = Literal["missing", "current", "old", "newer"]


def state(engine: Engine) -> State:
    """How the database's schema stands to this program's.

    :raises DatabaseUnavailable: it cannot be opened or reached
    """
    if backend_of(engine.dialect).is_missing(engine):
        return "missing"
    with wrapped(engine.url), engine.connect() as connection:
        return _state(connection)


def upgrade(engine: Engine, progress: Progress = lambda done, total: None) -> list[Unkept]:
    """Create the schema, or bring an old one up to date, in one transaction; idempotent.

    Two programs that do it at once take turns. What others built on our tables and views is kept;
    returned is what could not be. What a new search index lacks is filled in afterwards, in many
    short transactions; `progress` is told how far that is.

    :raises SchemaMismatch: the schema is newer than this program
    :raises DatabaseUnavailable: it cannot be opened, reached or written, or is held by others
    :raises StoreError: something of others stands in the way
    """
    try:
        backend = backend_of(engine.dialect)
        with wrapped(engine.url), backend.migrating(engine) as connection:
            unkept = migrate(engine, connection)
        fill_index(engine, progress)
    except DatabaseUnavailable as error:
        raise _blocked(engine, error) from error
    return unkept


def migrate(engine: Engine, connection: Connection) -> list[Unkept]:
    """The same within a transaction of `Backend.migrating`; fills no search index."""
    found = _state(connection)
    if found == "newer":
        raise SchemaMismatch(_mismatch(engine, found))
    if found == "current":
        for table in metadata.sorted_tables:
            for index in table.indexes:
                index.create(connection, checkfirst=True)
        return _mend_views(connection)
    backend_of(connection.dialect).lock_tables(connection, metadata.tables)
    from alembic import command  # noqa: PLC0415

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return list(config.attributes["unkept"])


def _mend_views(connection: Connection) -> list[Unkept]:
    if not views.faults(connection):
        return []
    backend_of(connection.dialect).lock_tables(connection, metadata.tables)
    return renew(connection, lambda: True)


def _blocked(engine: Engine, error: DatabaseUnavailable) -> DatabaseUnavailable:
    """The same with who it was that had the database locked, where that is the reason."""
    reason = getattr(error.__cause__, "orig", None)
    who = backend_of(engine.dialect).who_blocks(engine, reason)
    if who is None:
        return error
    where = describe(engine.url)
    return DatabaseUnavailable(
        f"{where} is held by {who}: the upgrade waited {BUSY_SECONDS} s; end that, then upgrade"
    )


def ensure(engine: Engine) -> None:
    """Leave the database with this program's schema, creating a missing one.

    :raises SchemaMismatch: the schema is old, which `python -m pipelines upgrade` changes, or newer
    :raises DatabaseUnavailable: it cannot be opened, reached or written
    """
    if state(engine) == "missing":
        upgrade(engine)
    else:
        require(engine)


def require(engine: Engine) -> None:
    """Go on only with this program's schema.

    :raises SchemaMismatch: there is none, or an old or a newer one
    """
    found = state(engine)
    if found != "current":
        raise SchemaMismatch(_mismatch(engine, found))


def knows(revision: str) -> bool:
    """Whether a schema of this revision is this program's or an older one."""
    return revision in _revisions()


def _mismatch(engine: Engine, found: State) -> str:
    where = describe(engine.url)
    if found == "newer":
        return f"this program is older than the schema of {where}; update the program"
    what = "is old" if found == "old" else "is missing"
    return f"the schema of {where} {what}; run: python -m pipelines upgrade"


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "pipelines:migrations")
    return config


def _state(connection: Connection) -> State:
    if not inspect(connection).has_table("alembic_version"):
        return "missing"
    found = set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    if found == {HEAD}:
        return "current"
    if not found:
        return "missing"
    return "old" if found <= _revisions() else "newer"


def _revisions() -> set[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
