"""Who was told what of failures, and what waits to be told"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LEVEL = "level IN ('healthy', 'degraded', 'interrupted', 'failed')"


def upgrade() -> None:
    op.create_table(
        "conditions",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("since", _TIME),
        sa.Column("interruptions", sa.Integer(), nullable=False),
        sa.Column("noted_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_conditions"),
        sa.CheckConstraint(_LEVEL, name="ck_conditions_known_level"),
    )
    op.create_table(
        "notices",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_at", _TIME),
        sa.Column("leased_until", _TIME),
        sa.Column("told_at", _TIME),
        sa.Column("over_at", _TIME),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.CheckConstraint(_LEVEL, name="ck_notices_known_level"),
    )
    op.create_index("ix_notices_subject_service", "notices", ["subject", "service"])


def downgrade() -> None:
    op.drop_table("notices")
    op.drop_table("conditions")
