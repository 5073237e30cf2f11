"""Captures of pages, which archives give in any order"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "captures",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("crawl", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reading", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("path", "seen_at", "content_hash", name="pk_captures"),
    )


def downgrade() -> None:
    op.drop_table("captures")
