"""How far a re-extraction has come; which articles are never to come back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reextractions",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("article", _NUMBER, nullable=False),
        sa.Column("noted_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_reextractions"),
    )
    op.create_table(
        "forgotten",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("forgotten_at", _TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_forgotten"),
    )
    op.create_index("ix_forgotten_article", "forgotten", ["article"])


def downgrade() -> None:
    op.drop_table("forgotten")
    op.drop_table("reextractions")
