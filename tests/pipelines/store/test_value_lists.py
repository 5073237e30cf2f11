"""Lists that come as one parameter: any length, any characters."""

from __future__ import annotations

from sqlalchemy import Engine, select

from pipelines.store import Store
from pipelines.store.backends.value_lists import one_of
from pipelines.store.schema.tables import articles, urls
from tests.pipelines.factories import NOW, sighting

ODD = ['/a,"b"', "/{c}", "/d'e", "/f\\g", "/NULL", "/%s:name?", "/[1]"]


def test_values_are_taken_as_they_are(store: Store) -> None:
    store.record([sighting(path) for path in ODD], "none", NOW)
    assert store.cards([*ODD, "/a", "/c", "/other"]).keys() == set(ODD)


def test_there_may_be_none_or_very_many(store: Store) -> None:
    store.record([sighting("/here")], "none", NOW)
    assert store.cards([]) == {}
    assert store.cards(["/here", *(f"/{n}" for n in range(70_000))]).keys() == {"/here"}


def test_an_empty_list_matches_nothing(store: Store, engine: Engine) -> None:
    store.record([sighting("/here")], "none", NOW)
    with engine.connect() as connection:
        for column in (urls.c.path, articles.c.id):
            query = select(column).where(one_of(column, "given"))
            assert connection.execute(query, {"given": []}).all() == []


def test_a_statement_can_be_printed_without_a_database() -> None:
    assert "json_each" in str(select(urls.c.path).where(one_of(urls.c.path, "paths")))
