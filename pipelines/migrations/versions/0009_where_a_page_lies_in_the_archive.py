"""Where an article's newest page lies in the archive; the pages of before were not kept"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("warc", sa.Text()))


def downgrade() -> None:
    op.drop_column("articles", "warc")
