"""The url that a command is given, as the path that the database has."""

from __future__ import annotations

from sqlalchemy import Connection, select

from crawler import settings
from crawler.runtime.exceptions import ArgumentError
from crawler.urls import Site
from pipelines.store.schema.tables import site


def path_of(connection: Connection, given: str) -> str:
    """The database may be of another site than the setting: `make demo` crawls one of its own.

    :raises ArgumentError: the url is of neither
    """
    stored = connection.scalar(select(site.c.root))
    roots = [root for root in (stored, settings.SITE_URL) if root]
    for root in roots:
        if (path := Site(root).path_of(given)) is not None:
            return path
    raise ArgumentError(f"{given.strip() or repr(given)} is not on {roots[0]}")
