"""What `forget` takes for an article's url."""

from __future__ import annotations

from sqlalchemy import Connection

from crawler.runtime.exceptions import ArgumentError
from crawler.urls import may_be_article
from pipelines.commands.given_url import path_of
from pipelines.store.articles.forgetting import Subject, is_list, is_stored, subject


def article_at(connection: Connection, given: str) -> Subject:
    """Raises ArgumentError for what is no article's url of this site. One that is stored as an
    article is one, whatever its path looks like."""
    path = path_of(connection, given)
    found = subject(connection, path)
    may_be = may_be_article(path) and not is_list(connection, path)
    if not (may_be or is_stored(connection, found)):
        raise ArgumentError(f"{path} is no article's path: give the url of the article itself")
    return found
