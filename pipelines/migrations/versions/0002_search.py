"""Search: the index and what is in it; `schema.upgrade` fills it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# SQLite counts its own rowid only for a key declared INTEGER.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")

_INDEX = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_heads USING fts5("
        "headline, keywords, description, names, content='', tokenize='ascii')",
        "CREATE VIRTUAL TABLE search_words USING fts5(words, content='', tokenize='ascii')",
    ),
    "postgresql": (
        "CREATE TABLE search_words ("
        "key bigint PRIMARY KEY REFERENCES search_documents ON DELETE CASCADE,"
        " head tsvector NOT NULL, words tsvector NOT NULL)",
        "CREATE INDEX ix_search_words_head ON search_words USING gin (head)",
        "CREATE INDEX ix_search_words_words ON search_words USING gin (words)",
    ),
}


def upgrade() -> None:
    op.create_table(
        "search_documents",
        sa.Column("key", _ID, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("date_published", _TIME),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_search_documents_article_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name="pk_search_documents"),
        sa.UniqueConstraint("article_id", name="uq_search_documents_article_id"),
    )
    op.create_table(
        "search_index",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_search_index_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_search_index"),
    )
    op.execute("INSERT INTO search_index (id, complete) SELECT 1, count(*) = 0 FROM articles")
    for statement in _INDEX[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_heads")
    op.execute("DROP TABLE search_words")
    op.drop_table("search_index")
    op.drop_table("search_documents")
