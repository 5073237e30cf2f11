"""Search: the index is emptied, for its words are stemmed by another library

`schema.upgrade` fills it. A few stems are others (`biology`, `assembly`), and what is taken out of
the index has to be exactly what was put in.
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_EMPTY = {
    "sqlite": (
        "INSERT INTO search_heads (search_heads) VALUES ('delete-all')",
        "INSERT INTO search_words (search_words) VALUES ('delete-all')",
    ),
    "postgresql": ("TRUNCATE search_words",),
}


def upgrade() -> None:
    for statement in _EMPTY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute("DELETE FROM search_documents")
    op.execute("UPDATE search_index SET complete = (SELECT count(*) = 0 FROM articles)")


def downgrade() -> None:
    """An older program fills the index by `reindex`, for which its `search` asks."""
    upgrade()
