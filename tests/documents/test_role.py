"""The read-only role of docs/analysts.md, made as written there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from pipelines.store import open_engine
from pipelines.store.schema.views import create_views, drop_views
from tests.crawls.crawl import PROJECT
from tests.databases import Databases

VIEWS = (
    "v_articles", "v_revisions", "v_placements", "v_sections", "v_coverage", "v_runs", "v_ledger"
)  # fmt: skip


def statements(role: str, database: str) -> list[str]:
    document = (PROJECT / "docs" / "analysts.md").read_text(encoding="utf-8")
    found = re.search(r"^```sql role\n(.+?)^```$", document, re.MULTILINE | re.DOTALL)
    assert found
    sql = re.sub(r"\banalyst\b", role, re.sub(r"\bnews\b", database, found[1]))
    return [one for one in sql.split(";") if one.strip()]


@pytest.fixture
def owner(databases: Databases) -> Iterator[Engine]:
    engine = open_engine(databases.url("postgresql"))
    yield engine
    engine.dispose()


@pytest.fixture
def role(owner: Engine) -> Iterator[str]:
    name = f"analyst_{uuid4().hex}"
    with owner.begin() as connection:
        for statement in statements(name, str(make_url(str(owner.url)).database)):
            connection.execute(text(statement))
    yield name
    with owner.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {name}"))
        connection.execute(text(f"DROP ROLE {name}"))


def become(connection: Connection, role: str) -> None:
    connection.execute(text(f"SET LOCAL ROLE {role}"))


@pytest.mark.parametrize("anew", [False, True])
def test_it_reads_the_views_also_after_an_upgrade(owner: Engine, role: str, anew: bool) -> None:
    if anew:
        with owner.begin() as connection:
            drop_views(connection)
            create_views(connection)
    with owner.begin() as connection:
        become(connection, role)
        for view in VIEWS:
            connection.execute(text(f"SELECT * FROM {view}")).all()


@pytest.mark.parametrize(
    "forbidden",
    [
        "SELECT * FROM articles",
        "DELETE FROM v_ledger",
        "UPDATE articles SET headline = ''",
        "DROP VIEW v_articles",
        "CREATE TABLE mine (id int)",
    ],
)
def test_it_can_do_nothing_else(owner: Engine, role: str, forbidden: str) -> None:
    with owner.connect() as connection:
        become(connection, role)
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            connection.execute(text(forbidden))


def test_its_settings_hold_at_login(owner: Engine, role: str) -> None:
    with owner.connect() as connection:
        query = text("SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_roles r"
                     " ON r.oid = setrole WHERE r.rolname = :role")  # fmt: skip
        found = set(connection.scalars(query, {"role": role}))
    assert "default_transaction_read_only=on" in found
