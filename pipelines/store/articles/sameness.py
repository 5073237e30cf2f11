"""Whether two urls have the same article, by what their pages say."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, cast

from sqlalchemy import Connection, select

from pipelines.store.articles.content import folded
from pipelines.store.backends.value_lists import one_of
from pipelines.store.duplicates.similarity import Text, nearly_same
from pipelines.store.schema.rows import StoryRow
from pipelines.store.schema.tables import articles, urls

_TOLD_BY: tuple[Literal["headline", "body"], ...] = ("headline", "body")

_SAID = select(articles.c.path, articles.c.headline, articles.c.body).where(
    one_of(articles.c.path, "paths")
)


def said(connection: Connection, paths: Collection[str]) -> dict[str, StoryRow]:
    """Headline and body of the stored ones of these articles, by path."""
    if not paths:
        return {}
    found = connection.execute(_SAID, {"paths": paths}).mappings()
    return {row["path"]: cast("StoryRow", row) for row in found}


def same_story(one: StoryRow, other: StoryRow) -> bool:
    """Whether two articles have nearly the same text; too short ones have to be equal."""
    if nearly_same(Text(one["body"]), Text(other["body"])):
        return True
    return bool(one["headline"]) and all(
        folded(one[name] or "") == folded(other[name] or "") for name in _TOLD_BY
    )


class Witness:
    """Answers for the stored articles, some of which are about to move."""

    def __init__(self, connection: Connection, told: Collection[tuple[str, str]]) -> None:
        self._connection = connection
        self._told = told
        """Pairs of paths that say the same, whatever is stored of them."""
        self._stored_at: dict[str, str] = {}

    def move(self, path: str, target: str) -> None:
        """The article that is stored at `path` will stand at `target`."""
        self._stored_at[target] = self._stored_at.pop(path, path)

    def same(self, path: str, target: str) -> bool:
        if (path, target) in self._told:
            return True
        stored = [self._stored_at.get(one, one) for one in (path, target)]
        found = said(self._connection, stored)
        return len(found) == len(stored) and same_story(*found.values())

    def has_rival(self, path: str, target: str) -> bool:
        """Whether another article claims the target too, which then is no place to move to."""
        rival = select(urls.c.path).where(
            urls.c.claim == target, urls.c.state == "article", urls.c.path != path
        )
        return self._connection.execute(rival.limit(1)).first() is not None
