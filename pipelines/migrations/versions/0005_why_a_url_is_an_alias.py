"""Why a url is an alias, what it claims, and on how many nights it was no article

The aliases that are there came from redirects that say themselves that they are for good, as far as
anybody can tell.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
_CLAIMED = sa.text("claim IS NOT NULL")


def upgrade() -> None:
    op.add_column("urls", sa.Column("claim", sa.Text()))
    op.add_column("urls", sa.Column("cause", sa.Text()))
    nights = sa.Column("nights", sa.Integer(), nullable=False, server_default=sa.text("0"))
    op.add_column("urls", nights)
    op.add_column("urls", sa.Column("night_at", _TIME))
    op.execute("UPDATE urls SET cause = 'redirect' WHERE state = 'alias'")
    op.create_index(
        "ix_urls_claim", "urls", ["claim"], sqlite_where=_CLAIMED, postgresql_where=_CLAIMED
    )


def downgrade() -> None:
    op.drop_index("ix_urls_claim", "urls")
    for name in ("claim", "cause", "nights", "night_at"):
        op.drop_column("urls", name)
