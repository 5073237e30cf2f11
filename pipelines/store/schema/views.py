"""The views analysts read (CONTRACT, tables for analysts): the same columns on both databases.

They hold no data, so each migration drops them, changes the tables, and creates them anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sqlalchemy import Connection, Dialect, create_engine
from sqlalchemy.exc import DBAPIError

from crawler.article_fields import SHOWN
from pipelines.store.backends.engine import savepoint
from pipelines.store.backends.errors import row_reason
from pipelines.store.backends.registry import backend_of
from pipelines.store.schema.coverage_view import COVERAGE
from pipelines.store.schema.rows import CONTENT_FIELDS
from pipelines.store.schema.tables import metadata

_ROOT = "(SELECT root FROM site)"

_PATHS_OF_ARTICLE = "SELECT a.path UNION ALL SELECT path FROM urls WHERE target = a.path"
"""Its own and its aliases'."""

_SECTIONS_OF_ARTICLE = f"""SELECT p.section AS section FROM placements p
            WHERE p.path IN ({_PATHS_OF_ARTICLE}) UNION SELECT a.section"""  # noqa: S608

_OF_THE_STORE = {
    "section": {"sections": "{sections_of_article}"},
    "word_count": {"first_seen_at": "u.first_seen_at", "last_seen_at": "u.last_seen_at"},
    "fetched_at": {
        "gone_at": "u.gone_at",
        "revisions": "a.revisions",
        "duplicate_of": "(SELECT {root} || d.path FROM articles d WHERE d.id = a.duplicate_of)",
    },
}
"""Columns of `v_articles` that no page fills, by the field that they stand behind."""


def _columns_of_articles() -> Iterator[tuple[str, str]]:
    yield "url", "{root} || a.path"
    for field in SHOWN:
        yield field.name, f"a.{field.name}"
        yield from _OF_THE_STORE.get(field.name, {}).items()


_ARTICLE_COLUMNS = dict(_columns_of_articles())
_ARTICLES = f"""
    SELECT {", ".join(f"{value} AS {name}" for name, value in _ARTICLE_COLUMNS.items())}
    FROM articles a JOIN urls u ON u.path = a.path"""  # noqa: S608

ARTICLES = tuple(_ARTICLE_COLUMNS)
"""The columns of `v_articles`."""

_CONTENT = {table: ", ".join(f"{table}.{name}" for name in CONTENT_FIELDS) for table in ("r", "a")}

_VIEWS = {
    "v_articles": _ARTICLES,
    "v_revisions": f"""
        SELECT {{root}} || a.path AS url, r.revision, r.seen_at, r.cause, r.changed, {_CONTENT["r"]}
        FROM revisions r JOIN articles a ON a.id = r.article_id
        UNION ALL
        SELECT {{root}} || a.path, a.revision, a.revision_seen_at, a.revision_cause,
            a.revision_changed, {_CONTENT["a"]}
        FROM articles a""",  # noqa: S608
    "v_placements": """
        SELECT {root} || a.path AS url, p.section, min(p.first_seen_at) AS first_seen_at,
            max(p.last_seen_at) AS last_seen_at, min(p.best_position) AS best_position
        FROM placements p JOIN urls u ON u.path = p.path
            JOIN articles a ON a.path = coalesce(u.target, u.path)
        GROUP BY a.path, p.section""",
    "v_sections": """
        SELECT s.slug AS section, s.name, s.parent, {root} || '/' || s.slug AS url,
            (SELECT count(*) FROM (
                SELECT a.path FROM articles a WHERE a.section = s.slug
                UNION
                SELECT a.path FROM placements p JOIN urls u ON u.path = p.path
                    JOIN articles a ON a.path = coalesce(u.target, u.path)
                WHERE p.section = s.slug
            ) AS listed) AS articles,
            s.first_seen_at, s.last_seen_at
        FROM sections s""",
    "v_runs": """
        SELECT id AS run, spider, arguments, started_at, finished_at, outcome, reason, requests,
            articles_new, articles_updated, articles_unchanged, articles_gone, articles_failed,
            pages_failed, findings, log
        FROM runs""",
    "v_coverage": COVERAGE,
    "v_ledger": "SELECT schedule, due_at, started_at, run, result FROM ledger",
}


NAMES = tuple(_VIEWS)


def select_articles(dialect: Dialect) -> str:
    """The query of `v_articles`, in which the table `articles` is `a`, without a condition."""
    return _query(_ARTICLES, dialect)


def _query(template: str, dialect: Dialect) -> str:
    sections = backend_of(dialect).sorted_list("section", _SECTIONS_OF_ARTICLE)
    return template.format(root=_ROOT, sections_of_article=sections)


def create_views(connection: Connection, replace: bool = False) -> None:
    """`replace`: those that are there keep what they have; only PostgreSQL can."""
    create = "CREATE OR REPLACE VIEW" if replace else "CREATE VIEW"
    for name, template in _VIEWS.items():
        query = _query(template, connection.dialect)
        connection.exec_driver_sql(f"{create} {name} AS {query}")


def drop_views(connection: Connection) -> None:
    for name in NAMES:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")


@cache
def expected_columns() -> dict[str, tuple[str, ...]]:
    """By view, its columns: as SQLite has them in a new database, for they are the same on both."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        metadata.create_all(connection)
        create_views(connection)
        return {name: _columns(connection, name) for name in NAMES}


def faults(connection: Connection) -> dict[str, str]:
    """By view, what is wrong with it; only those with which something is."""
    found = {}
    for name, expected in expected_columns().items():
        try:
            with savepoint(connection):
                columns = _columns(connection, name)
        except DBAPIError as error:
            found[name] = f"does not work: {row_reason(error)}"
            continue
        if columns != expected:
            lacking = sorted(set(expected) - set(columns))
            other = "lacks " + ", ".join(lacking) if lacking else "has others, or in another order"
            found[name] = f"has not the columns of this program: {other}"
    return found


def _columns(connection: Connection, view: str) -> tuple[str, ...]:
    return tuple(connection.exec_driver_sql(f"SELECT * FROM {view} LIMIT 0").keys())  # noqa: S608
