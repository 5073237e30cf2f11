"""What `forget` takes for an article's url."""

from __future__ import annotations

from sqlalchemy import Connection

from crawler import settings
from crawler.runtime.exceptions import ArgumentError
from crawler.urls import Site, may_be_article
from pipelines.store.articles.forgetting import Subject, is_list, is_stored, subject


def article_at(connection: Connection, given: str) -> Subject:
    """Raises ArgumentError for what is no article's url of this site. One that is stored as an
    article is one, whatever its path looks like."""
    site = Site(settings.SITE_URL)
    path = site.path_of(given)
    if path is None:
        raise ArgumentError(f"{given.strip() or repr(given)} is not on {site.root}")
    found = subject(connection, path)
    may_be = may_be_article(path) and not is_list(connection, path)
    if not (may_be or is_stored(connection, found)):
        raise ArgumentError(f"{path} is no article's path: give the url of the article itself")
    return found
