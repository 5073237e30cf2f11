"""When an article is looked at again, and since when it is gone, stand with its url

A listing is compared with rows of `urls` alone: an article's own row is large, and lies on a page
of its own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
_COLUMNS = ("recheck_at", "gone_at")
_PLANNED = sa.text("recheck_at IS NOT NULL")


def upgrade() -> None:
    _add("urls")
    _copy("urls", "articles", "state = 'article'")
    op.create_index(
        "ix_urls_recheck_at",
        "urls",
        ["recheck_at"],
        sqlite_where=_PLANNED,
        postgresql_where=_PLANNED,
    )
    op.drop_index("ix_articles_recheck_at", "articles")
    _drop("articles")


def downgrade() -> None:
    _add("articles")
    _copy("articles", "urls", "true")
    op.create_index("ix_articles_recheck_at", "articles", ["recheck_at"])
    op.drop_index("ix_urls_recheck_at", "urls")
    _drop("urls")


def _add(table: str) -> None:
    for name in _COLUMNS:
        op.add_column(table, sa.Column(name, _TIME))


def _copy(to: str, source: str, condition: str) -> None:
    values = ", ".join(
        f"{name} = (SELECT {name} FROM {source} WHERE {source}.path = {to}.path)"  # noqa: S608
        for name in _COLUMNS
    )
    op.execute(f"UPDATE {to} SET {values} WHERE {condition}")  # noqa: S608


def _drop(table: str) -> None:
    for name in _COLUMNS:
        op.drop_column(table, name)
