"""Where a run has its log"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("log", sa.Text()))


def downgrade() -> None:
    op.drop_column("runs", "log")
