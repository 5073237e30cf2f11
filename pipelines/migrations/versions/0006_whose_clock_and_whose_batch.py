"""In which run a page was looked at, when a due time was noted, and the database's own name

A clock that was wrong for a night leaves times behind that say nothing of the order.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# A due time without a crawl was noted with the next one that had a crawl.
_NOTED_AT = """
    UPDATE ledger SET noted_at = coalesce(
        started_at,
        (SELECT min(later.started_at) FROM ledger AS later
         WHERE later.schedule = ledger.schedule AND later.due_at > ledger.due_at),
        due_at)
"""


def upgrade() -> None:
    op.add_column("articles", sa.Column("looked_in", _NUMBER))
    op.add_column("ledger", sa.Column("noted_at", _TIME))
    op.execute(_NOTED_AT)
    op.add_column("site", sa.Column("database_id", sa.Text()))


def downgrade() -> None:
    op.drop_column("site", "database_id")
    op.drop_column("ledger", "noted_at")
    op.drop_column("articles", "looked_in")
