"""An upgrade keeps the analysts' views and grants, or names what it could not keep."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import Engine, make_url, text

from pipelines.commands import main
from pipelines.store import Store, StoreError, open_engine
from pipelines.store.schema import versions
from pipelines.store.schema.versions import _config, state, upgrade
from tests.pipelines.factories import article, rows

OLD_VIEW = "CREATE VIEW v_articles AS SELECT path AS url, headline, section AS rubric FROM articles"
"""Of a program of before, with a column that there is no more."""


@pytest.fixture
def old(engine: Engine, store: Store) -> Engine:
    """A database as an older program left it."""
    store.save([article("/a", headline="100% of it"), article("/b")])
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
    execute(engine, OLD_VIEW)
    return engine


def execute(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            options = {"no_parameters": True}
            connection.exec_driver_sql(statement, execution_options=options)


@pytest.fixture
def role(old: Engine) -> Iterator[str]:
    name = f"analyst_{uuid4().hex}"
    execute(old, f"CREATE ROLE {name}")
    yield name
    execute(old, f"DROP OWNED BY {name} CASCADE", f"DROP ROLE {name}")


def test_views_on_ours_and_on_those_are_kept(old: Engine) -> None:
    execute(
        old,
        "CREATE VIEW whole AS SELECT url, headline FROM v_articles WHERE headline LIKE '100%'",
        "CREATE VIEW counted AS SELECT count(*) AS articles FROM whole",
        "CREATE VIEW tables_too AS SELECT path, headline FROM articles",
    )

    assert upgrade(old) == []

    assert state(old) == "current"
    assert [row["headline"] for row in rows(old, "SELECT * FROM whole")] == ["100% of it"]
    assert rows(old, "SELECT * FROM counted") == [{"articles": 1}]
    assert len(rows(old, "SELECT * FROM tables_too")) == 2
    assert upgrade(old) == []


def test_a_view_that_reads_what_is_gone_is_named_and_stops_nothing(
    old: Engine, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    execute(old, "CREATE VIEW by_rubric AS SELECT rubric FROM v_articles")

    assert main(["--database", database_url, "upgrade"]) == 0

    told = capsys.readouterr()
    assert "view" in told.err
    assert "by_rubric" in told.err
    assert "rubric" in told.err.partition(": ")[2]
    if old.dialect.name == "sqlite":
        kept = rows(old, "SELECT sql FROM sqlite_master WHERE name = 'by_rubric'")
        assert kept[0]["sql"].endswith("SELECT rubric FROM v_articles")
    else:
        assert "CREATE VIEW public.by_rubric AS" in told.out


def test_our_views_are_made_anew_where_somebody_has_changed_them(old: Engine) -> None:
    upgrade(old)
    execute(old, "DROP VIEW v_ledger", "CREATE VIEW v_ledger AS SELECT 1 AS mine")
    execute(old, "CREATE VIEW theirs AS SELECT url FROM v_articles")

    assert upgrade(old) == []

    assert rows(old, "SELECT * FROM v_ledger") == []
    assert len(rows(old, "SELECT * FROM theirs")) == 2


class TestSqlite:
    @pytest.fixture
    def kind(self) -> str:
        return "sqlite"

    @pytest.mark.parametrize(
        "broken",
        [
            "CREATE VIEW broken AS SELECT x FROM nowhere",
            "CREATE VIEW broken AS SELECT no_such_column FROM articles",
            "CREATE VIEW broken AS SELECT * FROM broken",
            'CREATE VIEW "broken ""one""" AS SELECT no_such_function(1)',
        ],
    )
    def test_a_broken_view_stops_nothing_and_stays(self, broken: str, old: Engine) -> None:
        execute(old, broken)
        assert upgrade(old) == []
        assert state(old) == "current"
        kept = rows(old, "SELECT sql FROM sqlite_master WHERE name LIKE 'broken%'")
        assert kept == [{"sql": broken}]

    def test_triggers_are_kept(self, old: Engine) -> None:
        execute(
            old,
            "CREATE TABLE notes (url)",
            "CREATE VIEW noted AS SELECT url FROM v_articles",
            "CREATE TRIGGER note INSTEAD OF INSERT ON noted"
            " BEGIN INSERT INTO notes VALUES (new.url); END",
            "CREATE TRIGGER corrected AFTER UPDATE ON articles"
            " BEGIN INSERT INTO notes VALUES (new.path); END",
        )
        assert upgrade(old) == []
        execute(old, "INSERT INTO noted VALUES ('/x')", "UPDATE articles SET headline = 'new'")
        assert [row["url"] for row in rows(old, "SELECT * FROM notes")] == ["/x", "/a", "/b"]

    def test_who_holds_the_write_lock_is_named(
        self,
        old: Engine,
        database_url: str,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        old.dispose()
        monkeypatch.setattr("pipelines.store.backends.engine.BUSY_SECONDS", 1)
        code = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
            "c.execute('BEGIN IMMEDIATE'); print(1, flush=True); sys.stdin.read()"
        )
        argv = [sys.executable, "-c", code, str(make_url(database_url).database)]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            assert main(["--database", database_url, "upgrade"]) == 1
            writer.communicate()
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert f"process {writer.pid} (python" in said

    def test_an_idle_reader_stops_nothing(self, old: Engine) -> None:
        with closing(sqlite3.connect(str(old.url.database), isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM v_articles").fetchall()
            assert upgrade(old) == []


class TestPostgresql:
    @pytest.fixture
    def kind(self) -> str:
        return "postgresql"

    def test_grants_on_ours_and_on_theirs_are_kept(self, old: Engine, role: str) -> None:
        execute(
            old,
            "CREATE VIEW theirs AS SELECT url FROM v_articles",
            f"GRANT SELECT ON v_articles, theirs TO {role} WITH GRANT OPTION",
            f"GRANT UPDATE (headline) ON v_articles TO {role}",
            "GRANT SELECT ON theirs TO PUBLIC",
        )
        before = grants(old)

        assert upgrade(old) == []

        assert grants(old) == before
        assert len(before) == 4

    def test_default_privileges_give_nothing_back_that_was_taken(
        self, old: Engine, role: str
    ) -> None:
        execute(
            old,
            f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {role}",
            f"REVOKE ALL ON v_articles FROM {role}",
        )
        upgrade(old)
        mine = [row for row in grants(old) if row["grantee"] == role]
        assert "v_articles" not in {row["table_name"] for row in mine}
        assert "v_revisions" in {row["table_name"] for row in mine}, "a new view"

    def test_all_that_a_view_has_is_kept(self, old: Engine, role: str) -> None:
        execute(
            old,
            "CREATE SCHEMA analysis",
            f"GRANT SELECT ON v_articles TO {role}",
            "CREATE VIEW analysis.\"Some Day\" WITH (security_barrier = true) AS"
            " SELECT url, headline AS \"Head Line\" FROM v_articles WHERE headline LIKE '%o%'",
            "COMMENT ON VIEW analysis.\"Some Day\" IS 'it''s 100% :mine'",
            "COMMENT ON COLUMN analysis.\"Some Day\".url IS 'a url'",
            "ALTER VIEW analysis.\"Some Day\" ALTER COLUMN url SET DEFAULT 'none'",
            f"GRANT CREATE, USAGE ON SCHEMA analysis TO {role}",
            f"ALTER VIEW analysis.\"Some Day\" OWNER TO {role}",
            "CREATE RULE nothing AS ON DELETE TO analysis.\"Some Day\" DO INSTEAD NOTHING",
            "CREATE MATERIALIZED VIEW analysis.stored AS SELECT url FROM analysis.\"Some Day\"",
            "CREATE UNIQUE INDEX stored_url ON analysis.stored (url)",
        )  # fmt: skip
        before = described(old)

        assert upgrade(old) == []

        assert described(old) == before
        assert len(rows(old, "SELECT * FROM analysis.stored")) == 2

    def test_a_view_whose_query_fails_stops_nothing(self, old: Engine) -> None:
        execute(
            old,
            "CREATE VIEW broken AS SELECT 1 / (length(url) - length(url)) AS x FROM v_articles",
            "CREATE MATERIALIZED VIEW stored AS SELECT x FROM broken WITH NO DATA",
        )
        assert upgrade(old) == []
        assert rows(old, "SELECT relispopulated FROM pg_class WHERE relname = 'stored'") == [
            {"relispopulated": False}
        ]

    def test_what_is_no_view_is_named_and_nothing_changes(self, old: Engine) -> None:
        execute(
            old,
            "CREATE FUNCTION newest() RETURNS SETOF v_articles LANGUAGE sql"
            " AS 'SELECT * FROM v_articles LIMIT 1'",
        )
        with pytest.raises(StoreError, match=r"function newest\(\) depends on .*v_articles"):
            upgrade(old)
        assert state(old) == "old"
        assert len(rows(old, "SELECT * FROM newest()")) == 1

    def test_a_view_that_only_its_owner_can_make_stays_where_it_is(
        self, old: Engine, crawler: Engine, role: str
    ) -> None:
        execute(
            old,
            "DROP VIEW v_articles",
            "CREATE VIEW v_ledger AS SELECT schedule, due_at FROM ledger",
            f"ALTER VIEW v_ledger OWNER TO {crawler.url.username}",
            f"GRANT SELECT ON v_ledger TO {role}",
            "CREATE VIEW desk.theirs AS SELECT due_at FROM v_ledger",
            "CREATE VIEW desk.paths AS SELECT path FROM articles",
            f"ALTER VIEW desk.theirs OWNER TO {role}",
        )
        assert upgrade(crawler) == []
        assert state(crawler) == "current"
        assert rows(old, "SELECT * FROM desk.theirs") == []
        assert len(rows(old, "SELECT * FROM desk.paths")) == 2
        query = f"SELECT has_table_privilege('{role}', 'v_ledger', 'SELECT') AS may"
        assert rows(old, query) == [{"may": True}]

    def test_where_its_columns_change_it_is_named_and_nothing_changes(
        self, old: Engine, crawler: Engine, role: str
    ) -> None:
        execute(
            old,
            "CREATE VIEW desk.theirs AS SELECT rubric FROM v_articles",
            f"ALTER VIEW desk.theirs OWNER TO {role}",
            f"GRANT SELECT ON v_articles TO {role}",
        )
        with pytest.raises(StoreError, match=rf"desk\.theirs \(of {role}\)"):
            upgrade(crawler)
        assert state(crawler) == "old"
        assert len(rows(old, "SELECT * FROM desk.theirs")) == 2

    @pytest.fixture
    def crawler(self, old: Engine, role: str) -> Iterator[Engine]:
        """The old database as its owner's, who is no superuser and owns nothing in `desk`."""
        name = f"crawler_{uuid4().hex}"
        execute(
            old,
            f"CREATE ROLE {name} LOGIN",
            f"CREATE SCHEMA desk AUTHORIZATION {role}",
            f"GRANT ALL ON SCHEMA public TO {name}",
            *(
                f"ALTER TABLE {row['name']} OWNER TO {name}"
                for row in rows(
                    old,
                    "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'v')"
                    " AND relnamespace = 'public'::regnamespace",
                )
            ),
        )
        engine = open_engine(old.url.set(username=name).render_as_string(False))
        yield engine
        engine.dispose()
        execute(old, f"REASSIGN OWNED BY {name} TO postgres", f"DROP OWNED BY {name}")
        execute(old, f"DROP ROLE {name}")

    @pytest.mark.slow  # half a minute is waited for its lock
    def test_an_idle_reader_is_named(
        self,
        old: Engine,
        database_url: str,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr(versions, "BUSY_SECONDS", 1)
        with old.connect() as reader:
            reader.execute(text("SET application_name = 'notebook'"))
            pid = reader.scalar(text("SELECT pg_backend_pid() FROM v_articles"))

            assert main(["--database", database_url, "upgrade"]) == 1

        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert f"process {pid} (user postgres, application notebook, since 20" in said
        assert "idle in transaction" in said
        assert main(["--database", database_url, "upgrade"]) == 0


def grants(engine: Engine) -> list[dict[str, object]]:
    return rows(
        engine,
        "SELECT table_name, NULL AS column_name, grantee, privilege_type, is_grantable"
        " FROM information_schema.table_privileges"
        " WHERE table_schema = 'public' AND grantee <> 'postgres' UNION ALL"
        " SELECT table_name, column_name, grantee, privilege_type, is_grantable"
        " FROM information_schema.column_privileges"
        " WHERE table_schema = 'public' AND grantee <> 'postgres' AND privilege_type = 'UPDATE'"
        " ORDER BY 1, 2, 3, 4",
    )


def described(engine: Engine) -> list[dict[str, object]]:
    return rows(
        engine,
        "SELECT c.relname, c.relkind, c.reloptions, pg_get_viewdef(c.oid), relacl::text,"
        " pg_get_userbyid(relowner) AS owner, obj_description(c.oid), col_description(c.oid, 1),"
        " (SELECT array_agg(pg_get_indexdef(indexrelid)) FROM pg_index WHERE indrelid = c.oid),"
        " (SELECT array_agg(pg_get_ruledef(r.oid) ORDER BY rulename) FROM pg_rewrite r"
        "  WHERE ev_class = c.oid AND rulename <> '_RETURN') AS rules,"
        " (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = c.oid) AS set"
        " FROM pg_class c WHERE relkind IN ('v', 'm')"
        " AND relnamespace = 'analysis'::regnamespace ORDER BY 1",
    )
