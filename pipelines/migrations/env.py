"""Run migrations on the connection that `schema.upgrade` holds, or on DATABASE_URL's database.

The latter is for Alembic's own commands while a migration is written.
"""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection

from crawler.parsing.clean.dates import ZONE
from pipelines.store.backends.dependents import renew
from pipelines.store.backends.engine import open_engine
from pipelines.store.schema.tables import is_described, metadata


def run(connection: Connection) -> None:
    context.config.attributes["zone"] = ZONE  # a migration knows no newspaper
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=is_described,
        transactional_ddl=True,
        render_as_batch=True,  # SQLite changes a table only by building it anew
    )
    with context.begin_transaction():
        context.config.attributes["unkept"] = renew(connection, migrate)


def migrate() -> bool:
    """Whether the tables are this program's now."""
    context.run_migrations()
    return set(context.get_context().get_current_heads()) == set(context.script.get_heads())


held: Connection | None = context.config.attributes.get("connection")
if held is not None:
    run(held)
else:
    with open_engine(os.environ["DATABASE_URL"]).begin() as opened:
        run(opened)
