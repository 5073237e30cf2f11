"""Signatures: four keys an article and a sketch instead of ten keys

The articles are signed anew from their bodies. A later rule of signing brings a migration of its
own: what the program stores has to be what it asks for.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from pipelines.migrations.frozen.signatures_of_0003 import sign

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# SQLite counts its own rowid only for a key declared INTEGER.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_BATCH = 500
"""Bodies in memory at a time."""
_MAX_OF_A_KEY = 16
_BODIES = sa.text(
    "SELECT id, body FROM articles WHERE id > :last AND body IS NOT NULL ORDER BY id LIMIT :most"
)
_NOTE = sa.text("INSERT INTO signed VALUES (:hash, :article_id, :sketch)")
# In the order of the keys, so that each page of the index is written once.
_KEEP = sa.text(
    "INSERT INTO signatures (hash, article_id, sketch) SELECT hash, article_id, sketch FROM ("
    "SELECT signed.*, row_number() OVER (PARTITION BY hash ORDER BY article_id) AS place"
    " FROM signed) AS placed WHERE place <= :most ORDER BY hash, article_id"
)


def upgrade() -> None:
    op.drop_table("signatures")
    _create(sa.Column("sketch", sa.BigInteger(), nullable=False))
    connection = op.get_bind()
    op.execute("CREATE TEMPORARY TABLE signed (hash bigint, article_id bigint, sketch bigint)")
    for rows in _signed(connection):
        connection.execute(_NOTE, rows)
    connection.execute(_KEEP, {"most": _MAX_OF_A_KEY})
    op.execute("DROP TABLE signed")


def downgrade() -> None:
    """An older program finds no duplicates of what is stored, until it is fetched again."""
    op.drop_table("signatures")
    _create()


def _create(*more: sa.Column[int]) -> None:
    op.create_table(
        "signatures",
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_signatures_article_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", "article_id", name="pk_signatures"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_signatures_article_id", "signatures", ["article_id"])


def _signed(connection: sa.Connection) -> Iterator[list[dict[str, int]]]:
    last = 0
    while found := connection.execute(_BODIES, {"last": last, "most": _BATCH}).all():
        last = found[-1].id
        rows = [row for article, body in found for row in _rows(article, body)]
        if rows:
            yield rows


def _rows(article: int, body: str) -> Iterator[dict[str, int]]:
    signature = sign(body)
    if signature is not None:
        keys, sketch = signature
        for key in keys:
            yield {"hash": key, "article_id": article, "sketch": sketch}
