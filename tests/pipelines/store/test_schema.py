"""Bringing the schema up, and refusing one that is not this program's."""

from __future__ import annotations

from threading import Thread

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from crawler.items import Absence, Alias, AliasCause
from pipelines.store import SchemaMismatch, Store, open_engine
from pipelines.store.schema.tables import is_described, metadata
from pipelines.store.schema.versions import HEAD, _config, ensure, require, state, upgrade
from tests.pipelines.factories import DAY, NOW, article, rows

CONTRACT = {
    "v_articles": "url kind headline description body dateline date_published date_modified "
    "published_day byline "
    "authors agencies keywords section sections image_url image_caption image_credit language "
    "word_count first_seen_at last_seen_at fetched_at gone_at revisions duplicate_of sources warc",
    "v_revisions": "url revision seen_at cause changed headline description body byline "
    "image_caption keywords date_published date_modified",
    "v_placements": "url section first_seen_at last_seen_at best_position",
    "v_sections": "section name parent url articles first_seen_at last_seen_at",
    "v_runs": "run spider arguments started_at finished_at outcome reason requests articles_new "
    "articles_updated articles_unchanged articles_gone articles_failed pages_failed findings log",
    "v_coverage": "day section runs listed new published complete reason",
    "v_ledger": "schedule due_at started_at run result",
}


def set_version(engine: Engine, version: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")


def test_a_missing_schema_is_created(empty_url: str) -> None:
    engine = open_engine(empty_url)
    assert state(engine) == "missing"
    with pytest.raises(SchemaMismatch, match="python -m pipelines upgrade"):
        require(engine)
    ensure(engine)
    ensure(engine)
    upgrade(engine)
    assert state(engine) == "current"
    engine.dispose()


def test_the_tables_are_what_the_migrations_make(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_described}
        )
        assert compare_metadata(context, metadata) == []


def test_the_views_are_the_contracts(engine: Engine) -> None:
    found = {
        name: " ".join(column["name"] for column in inspect(engine).get_columns(name))
        for name in inspect(engine).get_view_names()
    }
    assert found == CONTRACT


def test_a_newer_schema_is_refused(engine: Engine) -> None:
    set_version(engine, "9999")
    assert state(engine) == "newer"
    for refuse in (ensure, upgrade):
        with pytest.raises(SchemaMismatch, match="older than the schema") as refused:
            refuse(engine)
        assert "\n" not in str(refused.value)


def test_an_old_schema_is_refused_until_it_is_upgraded(engine: Engine) -> None:
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    assert state(engine) == "old"
    with pytest.raises(SchemaMismatch, match="is old; run: python -m pipelines upgrade"):
        ensure(engine)
    upgrade(engine)
    assert state(engine) == "current"


def test_the_head_that_starts_compare_with_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(_config()).get_heads() == [HEAD]


def test_down_and_up_again(engine: Engine) -> None:
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    assert inspect(engine).get_view_names() == []
    ensure(engine)
    assert rows(engine, "SELECT * FROM v_articles") == []


def test_two_programs_create_one_schema(empty_url: str) -> None:
    failures: list[BaseException] = []

    def create() -> None:
        engine = open_engine(empty_url)
        try:
            ensure(engine)
        except BaseException as error:  # shown by the assertion below
            failures.append(error)
        finally:
            engine.dispose()

    threads = [Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    engine = open_engine(empty_url)
    assert state(engine) == "current"
    engine.dispose()


def test_foreign_keys_are_on_after_a_migration(engine: Engine) -> None:
    upgrade(engine)
    if engine.dialect.name == "sqlite":
        assert rows(engine, "PRAGMA foreign_keys") == [{"foreign_keys": 1}]


def test_plans_and_losses_go_to_the_urls_and_back(store: Store, engine: Engine) -> None:
    store.save([article("/a"), article("/b"), article("/old", date_published=NOW - 90 * DAY)])
    store.record_absences([Absence(path="/b", reason="http-410", gone=True, seen_at=NOW)])
    plans = "SELECT path, recheck_at, gone_at FROM {} ORDER BY path"
    had = rows(engine, plans.format("urls"))
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
    assert rows(engine, plans.format("articles")) == had

    upgrade(engine)

    assert rows(engine, plans.format("urls")) == had
    assert [bool(row["recheck_at"]) for row in had] == [True, False, False]
    assert [bool(row["gone_at"]) for row in had] == [False, True, False]


def test_aliases_of_before_are_for_good(store: Store, engine: Engine) -> None:
    cause = AliasCause.TEMPORARY_REDIRECT
    store.settle([Alias(path="/old", target="/new", seen_at=NOW, cause=cause)])
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")

    upgrade(engine)

    found = rows(engine, "SELECT path, cause, claim, nights, night_at FROM urls ORDER BY path")
    assert [row["cause"] for row in found] == [None, "redirect"]
    assert {(row["claim"], row["nights"], row["night_at"]) for row in found} == {(None, 0, None)}
