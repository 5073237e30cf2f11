"""Databases set up otherwise than we expect: refused in one line, or made right for our session."""

from __future__ import annotations

import pytest
from sqlalchemy import make_url, text

from pipelines.store import Store, StoreError, open_engine
from pipelines.store.schema.versions import ensure
from tests.crawls.crawl import crawl
from tests.databases import Databases
from tests.pipelines.factories import NOW, article, rows
from tests.site.process import ReplicaSite


def execute(url: str, statement: str) -> None:
    """Outside of transactions."""
    engine = open_engine(url)
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))
    engine.dispose()


def made(databases: Databases, encoding: str) -> str:
    """A database of this encoding beside the others."""
    url = databases.empty_url("postgresql")
    name = f"{make_url(url).database}_{encoding.lower()}"
    execute(url, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'")
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.mark.parametrize("encoding", ["LATIN5", "WIN1254", "SQL_ASCII", "LATIN1", "EUC_JP"])
def test_an_encoding_without_every_character_is_refused(
    databases: Databases, encoding: str
) -> None:
    engine = open_engine(made(databases, encoding))
    with pytest.raises(StoreError) as error:
        ensure(engine)
    line = str(error.value)
    assert encoding in line
    assert "UTF8" in line
    assert "\n" not in line
    engine.dispose()


def test_a_crawl_on_it_ends_at_once_in_one_line(databases: Databases, site: ReplicaSite) -> None:
    ended = crawl("sections", site.url, made(databases, "WIN1254"))
    assert ended.status == 1
    assert "WIN1254" in ended.last_line
    assert "Traceback" not in ended.err
    assert site.requests() == []


SETTINGS = {
    "DateStyle": "German, DMY",
    "IntervalStyle": "sql_standard",
    "TimeZone": "Asia/Tokyo",
    "client_encoding": "LATIN5",
    "default_transaction_isolation": "serializable",
    "standard_conforming_strings": "off",
    "bytea_output": "escape",
    "extra_float_digits": "-5",
}


@pytest.mark.parametrize(("name", "value"), SETTINGS.items())
@pytest.mark.parametrize("whence", ["database", "url"])
def test_settings_of_the_database_or_the_url_change_nothing_of_what_is_stored(
    databases: Databases, name: str, value: str, whence: str
) -> None:
    url = databases.url("postgresql")
    database = make_url(url).database
    if whence == "database":
        execute(url, f"ALTER DATABASE \"{database}\" SET {name} = '{value}'")
    elif name == "client_encoding":
        url = with_query(url, client_encoding=value)
    else:
        escaped = value.replace(" ", "\\ ")
        url = with_query(url, options=f"-c {name}={escaped}")
    engine = open_engine(url)
    fresh = article("/world/one", headline="Türkiye’s “Şırnak” \\ 東京", fetched_at=NOW)
    assert Store(engine).save([fresh])[0].outcome == "new"
    assert Store(engine).save([fresh])[0].outcome == "unchanged"
    (row,) = rows(engine, "SELECT headline, fetched_at FROM v_articles")
    assert row["headline"] == fresh.headline
    assert row["fetched_at"] == NOW
    engine.dispose()


def with_query(url: str, **query: str) -> str:
    return make_url(url).update_query_dict(query).render_as_string(hide_password=False)


def shown(url: str, *names: str) -> list[str]:
    engine = open_engine(url)
    with engine.connect() as connection:
        found = [str(connection.scalar(text(f"SHOW {name}"))) for name in names]
    engine.dispose()
    return found


def test_the_urls_options_are_kept_beside_ours(databases: Databases) -> None:
    url = databases.empty_url("postgresql")
    execute(url, "CREATE SCHEMA news")
    url = with_query(url, options="-csearch_path=news -c work_mem=5MB")
    engine = open_engine(url)
    ensure(engine)
    where = "SELECT schemaname FROM pg_tables WHERE tablename = 'articles'"
    assert rows(engine, where) == [{"schemaname": "news"}]
    engine.dispose()
    assert shown(url, "work_mem", "TimeZone", "lock_timeout") == ["5MB", "UTC", "30s"]


def test_what_the_operator_set_counts_where_ours_is_but_a_default(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.url("postgresql")
    given = with_query(url, options="-c lock_timeout=7s", application_name="nightly")
    assert shown(given, "lock_timeout", "application_name") == ["7s", "nightly"]
    monkeypatch.setenv("PGOPTIONS", "-c work_mem=6MB")
    assert shown(url, "work_mem", "lock_timeout") == ["6MB", "30s"]


def test_a_schema_that_is_not_there_is_said(databases: Databases) -> None:
    url = with_query(databases.empty_url("postgresql"), options="-csearch_path=nowhere")
    engine = open_engine(url)
    with pytest.raises(StoreError, match="schema") as error:
        ensure(engine)
    assert "\n" not in str(error.value)
    engine.dispose()
