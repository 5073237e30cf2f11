"""An article that was taken out for good comes back by no way (decision 044)."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from crawler.items import Absence, Alias, AliasCause, Failure
from pipelines.store import Store, Validator
from pipelines.store.articles.forgetting import Subject, bury, copies, subject, tombstones
from pipelines.store.backends.engine import write_transaction
from pipelines.store.schema.soundness import faults
from tests.pipelines.factories import DAY, HOUR, NOW, PATH, article, menu, one, rows, sighting

OLD, OTHER = "/world/asia/quake", "/world/asia-pacific/another"
REASON = "court order 12/2026"


def of(engine: Engine, path: str = PATH) -> Subject:
    with engine.connect() as connection:
        return subject(connection, path)


def forget(engine: Engine, path: str = PATH) -> None:
    with write_transaction(engine) as connection:
        bury(connection, subject(connection, path), REASON, NOW + HOUR)


def paths(engine: Engine) -> list[str]:
    return [row["path"] for row in rows(engine, "SELECT path FROM articles ORDER BY path")]


@pytest.fixture
def stored(store: Store) -> Store:
    store.save_menu(menu("world", "asia-pacific"))
    store.record([sighting(), sighting(OTHER, position=2)], "none", NOW)
    store.save_validators({"/world": Validator(shown=((PATH, "world", 1), (OTHER, "world", 2)))})
    store.save([article(), article(OTHER)])
    store.save([article(headline="Corrected", fetched_at=NOW + DAY, aliases=[OLD])])
    return store


@pytest.mark.parametrize(
    "path", [PATH, OLD, f"https://www.dailysabah.com{PATH}?a=b", f"{PATH}/amp"]
)
def test_any_url_of_it_names_it(stored: Store, engine: Engine, path: str) -> None:
    found = of(engine, path)
    assert (found.article, set(found.paths)) == (PATH, {PATH, OLD})


def test_every_table_with_a_copy_is_counted(stored: Store, engine: Engine) -> None:
    with engine.connect() as connection:
        found = copies(connection, of(engine))
    assert {name: found[name] for name in ("articles", "revisions", "placements", "urls")} == {
        "articles": 1, "revisions": 1, "placements": 1, "urls": 2,
    }  # fmt: skip
    assert found["listings"] == 1


def test_nothing_of_it_is_left_but_its_tombstones(stored: Store, engine: Engine) -> None:
    forget(engine)
    with engine.connect() as connection:
        assert copies(connection, of(engine)) == {}
        stones = tombstones(connection)
    assert {(stone.path, stone.article, stone.reason) for stone in stones} == {
        (PATH, PATH, REASON), (OLD, PATH, REASON),
    }  # fmt: skip
    assert paths(engine) == [OTHER]
    assert stored.validators(["/world"])["/world"].shown == ((OTHER, "world", 2),)
    assert faults(engine, complete=True) == []


def test_it_may_be_said_twice(stored: Store, engine: Engine) -> None:
    forget(engine)
    forget(engine, OLD)
    assert one(engine, "SELECT count(*) AS n FROM forgotten")["n"] == 2


@pytest.mark.parametrize("path", [PATH, OLD])
def test_it_is_not_saved_again(stored: Store, engine: Engine, path: str) -> None:
    forget(engine)
    saved = stored.save([article(path, fetched_at=NOW + DAY), article(OTHER, fetched_at=NOW + DAY)])
    assert [one.outcome for one in saved] == ["forgotten", "unchanged"]
    assert paths(engine) == [OTHER]


@pytest.mark.parametrize("path", [PATH, OLD])
@pytest.mark.parametrize("refetch", ["none", "recent", "all"])
def test_it_is_not_asked_for_again(stored: Store, engine: Engine, path: str, refetch: str) -> None:
    forget(engine)
    later = NOW + 90 * DAY
    found = stored.record([sighting(path, seen_at=later)], refetch, later)
    assert (found.wanted, found.forgotten) == (frozenset(), frozenset({path}))
    assert path not in stored.due(later, refetch)
    assert rows(engine, f"SELECT * FROM placements WHERE path = '{path}'") == []


@pytest.mark.parametrize(
    "alias",
    [Alias(path="/world/new", target=PATH, seen_at=NOW + DAY),
     Alias(path=PATH, target="/world/new", seen_at=NOW + DAY),
     Alias(path=PATH, target=OTHER, seen_at=NOW + DAY, cause=AliasCause.CANONICAL)],
)  # fmt: skip
def test_no_alias_undoes_it(stored: Store, engine: Engine, alias: Alias) -> None:
    forget(engine)
    stored.settle([alias])
    stored.record_failures([Failure(path=PATH, cause="dns", detail="", seen_at=NOW + DAY)])
    stored.record_absences(
        [Absence(path=PATH, reason="soft-404: x", gone=False, seen_at=NOW + DAY)]
    )
    (saved,) = stored.save([article(fetched_at=NOW + 2 * DAY)])
    assert saved.outcome == "forgotten"
    assert PATH not in stored.due(NOW + 90 * DAY, "all")


def test_a_copy_that_names_it_is_refused(stored: Store, engine: Engine) -> None:
    forget(engine)
    copy = article("/sports/copy", canonical=PATH, fetched_at=NOW + DAY)
    assert [one.outcome for one in stored.save([copy])] == ["forgotten"]
    assert paths(engine) == [OTHER]


def test_a_template_that_names_it_on_every_page_takes_no_article(
    stored: Store, engine: Engine
) -> None:
    forget(engine)
    (saved,) = stored.save([article(OTHER, headline="New", canonical=PATH, fetched_at=NOW + DAY)])
    assert saved.outcome == "updated"


def test_a_duplicate_points_at_nothing(store: Store, engine: Engine) -> None:
    store.save([article(), article(OTHER)])
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE articles SET duplicate_of = (SELECT id FROM articles WHERE path = '{PATH}')"
            f" WHERE path = '{OTHER}'"
        )
    forget(engine)
    assert one(engine, "SELECT duplicate_of FROM v_articles")["duplicate_of"] is None


def test_what_was_never_stored_can_be_forgotten(store: Store, engine: Engine) -> None:
    forget(engine, "/world/never-seen")
    (saved,) = store.save([article("/world/never-seen")])
    assert saved.outcome == "forgotten"


@pytest.mark.parametrize("path", [PATH, OLD])
def test_no_archive_brings_it_back(stored: Store, engine: Engine, path: str) -> None:
    later = NOW + 400 * DAY
    stored.save_captures([article(PATH, fetched_at=NOW - DAY, capture="")], 1, 1, later)
    assert copies_by_table(engine)["captures"] == 1
    forget(engine)
    assert copies_by_table(engine) == {}

    at = NOW + 2 * DAY
    (saved,) = stored.save_captures([article(path, fetched_at=at, capture="")], 1, 1, later)
    stored.settle_captured([Alias(path=path, target=OTHER, seen_at=at, cause=AliasCause.REDIRECT)])
    stored.record_captured_absences([Absence(path=path, reason="404", gone=True, seen_at=at)])
    stored.record_absences([Absence(path=path, reason="404", gone=True, seen_at=at)])
    stored.record_captured([sighting(path, seen_at=at)])

    assert saved.outcome == "forgotten"
    assert copies_by_table(engine) == {}
    assert paths(engine) == [OTHER]


def copies_by_table(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return copies(connection, of(engine))
