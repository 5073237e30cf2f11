"""What `forget` takes for an article's url."""

from __future__ import annotations

from sqlalchemy import Connection, select

from crawler import settings
from crawler.runtime.exceptions import ArgumentError
from crawler.urls import Site, may_be_article
from pipelines.store.articles.forgetting import Subject, is_list, is_stored, subject
from pipelines.store.schema.tables import site


def article_at(connection: Connection, given: str) -> Subject:
    """Raises ArgumentError for what is no article's url of this site. One that is stored as an
    article is one, whatever its path looks like."""
    path = _path_of(connection, given)
    found = subject(connection, path)
    may_be = may_be_article(path) and not is_list(connection, path)
    if not (may_be or is_stored(connection, found)):
        raise ArgumentError(f"{path} is no article's path: give the url of the article itself")
    return found


def _path_of(connection: Connection, given: str) -> str:
    """The database may be of another site than the setting: `make demo` crawls one of its own."""
    stored = connection.scalar(select(site.c.root))
    roots = [root for root in (stored, settings.SITE_URL) if root]
    for root in roots:
        if (path := Site(root).path_of(given)) is not None:
            return path
    raise ArgumentError(f"{given.strip() or repr(given)} is not on {roots[0]}")
