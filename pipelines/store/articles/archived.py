"""Where the archive has the newest pages of articles."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Engine, bindparam, select, update

from crawler.warc.location import Location
from pipelines.store.backends.engine import write_transaction
from pipelines.store.backends.errors import wrapped
from pipelines.store.schema.tables import articles

_MOVE = update(articles).where(articles.c.warc == bindparam("old")).values(warc=bindparam("new"))
_NAMED = select(articles.c.warc).where(articles.c.warc.is_not(None))


def named_records(engine: Engine) -> set[str]:
    """All places that rows name, `file:offset`."""
    with wrapped(engine.url), engine.connect() as connection:
        return {str(one) for one in connection.execute(_NAMED).scalars()}


def records_moved(engine: Engine, moved: Mapping[Location, Location]) -> None:
    """Have rows name the new places instead of the old ones, in one transaction."""
    named = named_records(engine)
    rows = [{"old": str(old), "new": str(new)} for old, new in moved.items() if str(old) in named]
    if rows:
        with write_transaction(engine) as connection:
            connection.execute(_MOVE, rows)
